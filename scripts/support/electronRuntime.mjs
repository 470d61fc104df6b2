import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './paths.mjs'

/** Where the fallback (see setup/electron.mjs) lies once it is unpacked. */
export const fallbackFolder = inRoot('native/runtime/electron')

/**
 * The Electron that start, the tests and the benchmarks run, in the order in which the set-up looks for one:
 * ELECTRON_OVERRIDE_DIST_PATH, Electron's own download, the fallback.
 * @returns {{ executable: string, version: string, fallback: boolean } | undefined} undefined before the set-up
 */
export function electronRuntime() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return runtimeIn(override, false)
  const own = runtimeIn(inRoot('node_modules/electron/dist'), false)
  if (own && own.version === wantedVersion()) return own
  return runtimeIn(fallbackFolder, true)
}

/** The version that package-lock.json names, or undefined before the dependencies are installed. */
function wantedVersion() {
  try {
    return JSON.parse(readFileSync(inRoot('node_modules/electron/package.json'), 'utf8')).version
  } catch {
    return undefined
  }
}

function runtimeIn(folder, fallback) {
  const executable = join(folder, 'electron')
  if (!existsSync(executable)) return undefined
  try {
    const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
    return { executable, version, fallback }
  } catch {
    return undefined
  }
}
