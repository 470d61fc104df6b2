import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'

/** Programs of main as the application has them, bundled afresh into a directory of their own. */
export interface Bundle<Name extends string> {
  /** Paths of scripts for Node. */
  readonly scripts: Readonly<Record<Name, string>>
  remove(): Promise<void>
}

/**
 * @param sources where each begins, from the repository's root
 * @param format `esm` for what waits at its top level
 */
export async function bundle<Name extends string>(
  sources: Readonly<Record<Name, string>>,
  format: 'cjs' | 'esm' = 'cjs',
): Promise<Bundle<Name>> {
  const ending = format === 'cjs' ? 'cjs' : 'mjs'
  const names = Object.keys(sources) as Name[]
  const directory = await mkdtemp(join(tmpdir(), 'slipway-bundle-'))
  const pathsOf = (path: (name: Name) => string) =>
    Object.fromEntries(names.map((name) => [name, path(name)])) as Record<Name, string>
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
        input: pathsOf((name) => resolve(sources[name])),
        output: {
          format,
          entryFileNames: `[name].${ending}`,
          chunkFileNames: `chunks/[name]-[hash].${ending}`,
        },
      },
    },
  })
  return {
    scripts: pathsOf((name) => join(directory, `${name}.${ending}`)),
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

/** The threads that read archives and answer questions about layers. */
export type LayersBundle = Bundle<'layersWorker' | 'layersReader'>
export const bundleLayers = (): Promise<LayersBundle> =>
  bundle({
    layersWorker: 'main/layers/worker/layersWorker.ts',
    layersReader: 'main/layers/reader/layersReader.ts',
  })

/** The thread that reads logs. */
export const bundleLogs = (): Promise<Bundle<'logsWorker'>> =>
  bundle({ logsWorker: 'main/logs/worker/logsWorker.ts' })
