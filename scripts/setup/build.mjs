import { existsSync } from 'node:fs'
import { mustRun } from '../support/command.mjs'
import { inRoot, root } from '../support/paths.mjs'
import { step } from '../support/report.mjs'
import { stamp } from '../support/stamp.mjs'

const sources = [
  'main',
  'renderer',
  'build',
  'native/runtime/packages.json',
  'tsconfig.base.json',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
]

/** Builds main, preload and renderer into out/, unless they are built from the present sources. */
export async function build() {
  const made = stamp(inRoot('out/built.json'), sources)
  if (made.holds() && existsSync(inRoot('out/main/index.js'))) return
  await step('Application', 'building', async () => {
    made.clear()
    const program = inRoot('node_modules/electron-vite/bin/electron-vite.js')
    await mustRun(
      process.execPath,
      [program, 'build', '--logLevel', 'warn'],
      'Mend what it names, then run the same command again.',
      {
        cwd: root,
        env: { ...process.env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' },
        seconds: 600,
        tail: 30,
      },
    )
    made.set()
    return 'built'
  })
}
