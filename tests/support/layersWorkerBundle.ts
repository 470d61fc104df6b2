import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'

/** The threads as the application has them, bundled afresh into a directory of their own. */
export async function bundleLayersWorker(): Promise<{
  readonly script: string
  readonly reader: string
  remove(): Promise<void>
}> {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-worker-'))
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    // As in electron.vite.config.ts.
    resolve: {
      alias: [{ find: /^(@grpc\/(grpc-js|proto-loader)|ssh2)$/, replacement: resolve('build/absent.ts') }],
    },
    build: {
      ssr: true,
      target: 'node18',
      outDir: directory,
      emptyOutDir: true,
      rolldownOptions: {
        input: {
          layersWorker: resolve('main/layers/worker/layersWorker.ts'),
          layersReader: resolve('main/layers/reader/layersReader.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  })
  return {
    script: join(directory, 'layersWorker.cjs'),
    reader: join(directory, 'layersReader.cjs'),
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}
