import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './engine'

/**
 * Builds the application in `channelWindow`: a real window, whose page speaks with main over a contract of the tests' own.
 * It needs the built preload, and SLIPWAY_ROOT to find it.
 * @param folder an empty one, which becomes the application's
 */
export async function buildChannelProgram(folder: string): Promise<void> {
  const { build } = await import('vite')
  const source = join(root, 'tests/support/channelWindow')
  const common = { configFile: false, logLevel: 'warn' } as const
  await build({
    ...common,
    root: source,
    build: {
      target: 'chrome114',
      outDir: join(folder, 'renderer'),
      emptyOutDir: true,
      modulePreload: { polyfill: false },
    },
  })
  await build({
    ...common,
    root,
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: join(source, 'main.ts'),
      target: 'node18',
      outDir: join(folder, 'main'),
      emptyOutDir: true,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'index.js' } },
    },
  })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'channels', main: 'main/index.js' }))
}
