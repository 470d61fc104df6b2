import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { leanEntries } from './build/leanEntries'
import { leanSsh } from './build/leanSsh'
import { reckonMethodKinds } from './build/methodKinds'
import { oneByte } from './build/oneByte'
import { parts } from './build/parts'
import { startChunk } from './build/startChunk'

// The targets are those of the oldest Electron that we run on (25: Chrome 114, Node 18), not of the newest
// that electron-vite knows. Everything is bundled, so that the packaged application carries no node_modules.
const node = { target: 'node18', externalizeDeps: false, sourcemap: true } as const

const start = startChunk(/node_modules\/zod\//)

export default defineConfig({
  main: {
    plugins: [leanSsh(), parts(), leanEntries(), oneByte()],
    resolve: {
      // dockerode loads these at once, for BuildKit sessions and for packing what is built, which Slipway does itself.
      alias: [
        {
          find: /^(@grpc\/(grpc-js|proto-loader)|protobufjs|tar-fs)$/,
          replacement: resolve('build/absent.ts'),
        },
      ],
    },
    build: {
      ...node,
      rolldownOptions: {
        input: {
          index: resolve('main/index.ts'),
          cli: resolve('main/cli.ts'),
          // Threads.
          commandLine: resolve('main/cli/thread.ts'),
          layersWorker: resolve('main/layers/worker/layersWorker.ts'),
          layersReader: resolve('main/layers/reader/layersReader.ts'),
          logsWorker: resolve('main/logs/worker/logsWorker.ts'),
        },
        output: {
          format: 'cjs',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // What the command line shares with the window stays out of the chunks that import Electron.
          codeSplitting: {
            // Split once more by who needs it, so that neither loads at its start what only a later step wants.
            groups: [
              {
                name: 'shared',
                test: /main\/(base\/|shared\/|contract\/errors|engine\/)/,
                minShareCount: 2,
                entriesAware: true,
              },
            ],
          },
        },
      },
    },
  },
  preload: {
    build: {
      ...node,
      rolldownOptions: {
        input: { preload: resolve('main/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [
      vue(),
      tailwindcss(),
      reckonMethodKinds(),
      start.plugin,
      oneByte(),
      parts(['tailwindcss', '@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono']),
    ],
    // Parts of vue-i18n that are not used: its components and its older interface.
    define: {
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    build: {
      target: 'chrome114',
      sourcemap: false,
      minify: true,
      modulePreload: { polyfill: false },
      // All of the start is one file, from this disk.
      chunkSizeWarningLimit: 1000,
      // The content security policy takes fonts from files alone.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { index: resolve('renderer/index.html') },
        output: { codeSplitting: { groups: [start.group] } },
      },
    },
  },
})
