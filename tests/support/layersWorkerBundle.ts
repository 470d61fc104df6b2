import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'

/** The worker as the application has it, bundled afresh into a directory of its own. */
export async function bundleLayersWorker(): Promise<{ script: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-worker-'))
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node18',
      outDir: directory,
      emptyOutDir: true,
      rolldownOptions: {
        input: { layersWorker: resolve('main/layers/worker/layersWorker.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  })
  return {
    script: join(directory, 'layersWorker.cjs'),
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}
