import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './engine'

/** The application in a folder of its own, but that its keeper looks after the engine every second, not every ten. */
export function hastyApplication(folder: string): string {
  const [ours, build] = [join(root, 'native/build'), join(folder, 'native/build')]
  for (const path of [join(folder, 'bin'), build]) mkdirSync(path, { recursive: true })
  // It finds the application by where it lies itself.
  copyFileSync(join(root, 'bin/slipway'), join(folder, 'bin/slipway'))
  for (const path of ['out', 'native/runtime']) symlinkSync(join(root, path), join(folder, path))
  for (const name of readdirSync(ours).filter((name) => name !== 'slipway-keeper')) {
    symlinkSync(join(ours, name), join(build, name))
  }
  const keeper = `#!/bin/sh\nexec ${join(ours, 'slipway-keeper')} "$@" --look-seconds 1\n`
  writeFileSync(join(build, 'slipway-keeper'), keeper, { mode: 0o755 })
  return folder
}
