import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { mustRun } from '../support/command.mjs'
import { inRoot, root } from '../support/paths.mjs'
import { say, step } from '../support/report.mjs'

const builder = inRoot('node_modules/electron-builder/cli.js')
const advice =
  'Mend what it names, then run the same command again. deb and AppImage need tools that electron-builder downloads.'

/** Since this Electron pages from file: have lost their privileges only when a fuse says so. */
const firstWithFilePrivileges = 29

/**
 * Makes the packages that electron-builder.yml describes, around the Electron that the set-up found.
 * @param {{ targets: string[], output: string, runtime: { executable: string, version: string } }} what
 *   `output`: absolute; the unpacked application becomes a folder in it
 */
export async function makePackage({ targets, output, runtime }) {
  const settings = {
    electronDist: dirname(runtime.executable),
    electronVersion: runtime.version,
    'directories.output': output,
    ...(Number.parseInt(runtime.version, 10) >= firstWithFilePrivileges
      ? { 'electronFuses.grantFileProtocolExtraPrivileges': 'false' }
      : {}),
  }
  const options = Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`)
  const started = Date.now()
  await step('Package', 'building', async () => {
    await mustRun(
      process.execPath,
      [builder, '--linux', ...targets, '--publish', 'never', ...options],
      advice,
      { cwd: root, env: { ...process.env, NO_COLOR: '1' }, seconds: 1800, tail: 30 },
    )
    return 'built'
  })
  for (const { path, bytes } of results(output, started)) say(`  ${path} (${Math.round(bytes / 1e6)} MB)`)
}

/** The unpacked application and the files made of it since then. */
function results(output, since) {
  return readdirSync(output)
    .filter((name) => /(-unpacked|\.deb|\.AppImage)$/.test(name))
    .map((name) => join(output, name))
    .filter((path) => statSync(path).mtimeMs >= since)
    .map((path) => ({ path, bytes: size(path) }))
}

function size(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0)
}
