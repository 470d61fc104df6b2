import { constants, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const known = new Map<string, boolean>()

/**
 * Whether files that are copied in this folder share their bytes until one of them is changed, as on Btrfs and XFS. Tried once
 * for each folder.
 */
export function sharesBytes(folder: string): boolean {
  const before = known.get(folder)
  if (before !== undefined) return before
  const [from, to] = [join(folder, `tried.${process.pid}`), join(folder, `tried.${process.pid}.copy`)]
  let shares = false
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(from, 'tried')
    copyFileSync(from, to, constants.COPYFILE_FICLONE_FORCE)
    shares = true
  } catch {
    // ENOTSUP and the like: it cannot.
  } finally {
    for (const file of [from, to]) rmSync(file, { force: true })
  }
  known.set(folder, shares)
  return shares
}
