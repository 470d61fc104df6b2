import { constants } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { rotatedFiles } from '../../logs/rotated'
import { fileError } from '../newFile'

/**
 * Empties a log, those of its files that were put aside too. Not for one that is written to: Docker writes on where it was, and where
 * it reads it finds nothing behind the hole before that, until the file is put aside (tried with 26.1.5).
 * @throws AppError `denied`, `disk-full`
 */
export async function clearLog(path: string, object: string): Promise<void> {
  try {
    for (const { path: aside } of rotatedFiles(path)) await rm(aside, { force: true })
    const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW)
    try {
      await file.truncate(0)
    } finally {
      await file.close()
    }
  } catch (thrown) {
    // One that has never run has none.
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(thrown, object)
  }
}
