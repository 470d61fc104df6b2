import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

// The targets are those of the oldest Electron that we run on (25: Chrome 114, Node 18), not of the newest
// that electron-vite knows. Everything is bundled, so that the packaged application carries no node_modules.
const node = { target: 'node18', externalizeDeps: false, sourcemap: true } as const

export default defineConfig({
  main: {
    build: {
      ...node,
      rollupOptions: {
        input: { index: resolve('main/index.ts'), cli: resolve('main/cli.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      ...node,
      rollupOptions: {
        input: { preload: resolve('main/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [vue(), tailwindcss()],
    build: {
      target: 'chrome114',
      sourcemap: false,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: resolve('renderer/index.html') } },
    },
  },
})
