import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type FilePart, filePart } from '../archive/bytes'
import { newTemporaryName } from '../archive/savedName'

/**
 * Writes what can be read only once into a file, to be read again. The file has no name, so nothing is left of it whatever
 * happens.
 * @param directory that exists and has room for it
 * @throws the system's errors, and what the content throws
 */
export async function spooled<T>(
  content: AsyncIterable<Uint8Array>,
  directory: string,
  use: (file: FilePart) => Promise<T>,
): Promise<T> {
  const path = join(directory, newTemporaryName())
  const file = await open(path, 'wx+', 0o600)
  try {
    await rm(path)
    let size = 0
    for await (const chunk of content) {
      await file.writeFile(chunk)
      size += chunk.length
    }
    return await use(filePart(file, 0, size))
  } finally {
    await file.close()
  }
}
