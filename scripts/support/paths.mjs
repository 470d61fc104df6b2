import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { atEnd } from './ending.mjs'

/** The repository's root, absolute. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** An absolute path inside the repository. */
export const inRoot = (...parts) => join(root, ...parts)

/** Where downloads are kept, outside the repository, so that a second clone need not fetch them again. */
export const inCache = (...parts) =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slipway', ...parts)

export const isRoot = process.getuid?.() === 0

/** A folder (mode 0700) that is gone at the end of this script. */
export function temporaryFolder(prefix) {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
