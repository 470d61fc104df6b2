import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { AppError, type ErrorKey } from '../contract/errors'

const keys: Readonly<Record<string, ErrorKey>> = {
  ENOSPC: 'disk-full/file',
  EDQUOT: 'disk-full/file',
  EACCES: 'denied/reason',
  EPERM: 'denied/reason',
  EROFS: 'denied/reason',
  ENOENT: 'not-found',
}

/**
 * Writes a file whole or not at all: to a temporary name beside it, flushed to disk, then renamed. When the source fails or
 * there is no room, nothing is left and a file that was there before stays.
 * @throws AppError what the source threw, or `disk-full`, `denied`, `not-found` (its folder)
 */
export async function writeNewFile(file: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = `${file}.${randomUUID()}.part`
  try {
    const handle = await open(temporary, 'wx')
    try {
      for await (const chunk of source) await handle.writeFile(chunk)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => {})
    throw fileError(thrown, file)
  }
}

/** What the file system threw about a file, as the window understands it. */
export function fileError(thrown: unknown, file: string): AppError {
  const key = keys[(thrown as NodeJS.ErrnoException).code ?? '']
  if (thrown instanceof AppError || !key) return AppError.from(thrown)
  return AppError.of(key, { object: file, reason: (thrown as Error).message }, { cause: thrown })
}
