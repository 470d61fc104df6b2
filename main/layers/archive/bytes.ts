import { constants, type FileHandle, open } from 'node:fs/promises'
import { ArchiveError } from './archiveError'
import type { Budget } from './budget'
import { decompress } from './decompress'

/** Something to read, as often as is wanted. */
export interface Bytes {
  /** From that offset to the end, in pieces that are the reader's own. */
  from(offset: number, budget: Budget): AsyncIterable<Uint8Array>
  /** Whether it costs nothing to begin in the middle. */
  readonly jumps: boolean
}

/** Part of an open file. */
export interface FilePart extends Bytes {
  readonly size: number
  /**
   * All of it, read ahead while a piece is worked on. A piece is good only until the next one is asked for: its memory is
   * used again, for whoever reads gigabytes would else wait for memory to be freed.
   */
  passing(budget: Budget): AsyncIterable<Uint8Array>
  part(offset: number, size: number): FilePart
}

/** Reading begins small, for one who only wants a header, and grows. */
const smallestRead = 16 * 1024
const largestRead = 256 * 1024

/** Bytes that are read ahead. */
const passedAtOnce = 1024 * 1024
const pieceFor = (bytes: number) => Buffer.allocUnsafeSlow(Math.min(bytes, passedAtOnce))

export function filePart(file: FileHandle, start: number, size: number): FilePart {
  return {
    size,
    jumps: true,
    async *from(offset, budget) {
      let length = smallestRead
      for (let at = offset; at < size; length = Math.min(length * 2, largestRead)) {
        const chunk = Buffer.allocUnsafe(Math.min(length, size - at))
        const { bytesRead } = await file.read(chunk, 0, chunk.length, start + at)
        if (bytesRead === 0) throw new ArchiveError('cut-off')
        at += bytesRead
        budget.read(bytesRead)
        yield chunk.subarray(0, bytesRead)
      }
    },
    async *passing(budget) {
      const buffers = [pieceFor(size), pieceFor(size)]
      const read = (at: number, into: Buffer) =>
        file.read(into, 0, Math.min(into.length, size - at), start + at)
      let reading = size > 0 ? read(0, buffers[0]!) : null
      try {
        for (let at = 0; reading; ) {
          const { bytesRead, buffer } = await reading
          if (bytesRead === 0) throw new ArchiveError('cut-off')
          at += bytesRead
          budget.read(bytesRead)
          buffers.reverse()
          reading = at < size ? read(at, buffers[0]!) : null
          // What fails is told when its turn has come.
          reading?.catch(() => {})
          yield buffer.subarray(0, bytesRead)
        }
      } finally {
        // The file may be closed, and the memory freed, once nobody writes to it.
        await reading?.catch(() => {})
      }
    },
    part(offset, length) {
      if (offset + length > size) throw new ArchiveError('cut-off')
      return filePart(file, start + offset, length)
    },
  }
}

/**
 * Opens a regular file for reading, and nothing else: a pipe would wait for ever.
 * @throws Error of the system; ArchiveError for what is no file
 */
export async function openFile(path: string | Buffer): Promise<{ file: FileHandle; size: number }> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new ArchiveError('bad-layout/file')
    return { file, size: stats.size }
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}

/** What these bytes unpack to; to begin in the middle, all before it is unpacked too. */
export function unpacked(packed: Bytes): Bytes {
  return {
    jumps: false,
    from: (offset, budget) => dropped(decompress(packed.from(0, budget), budget), offset, budget),
  }
}

/** Without the first bytes. */
export async function* dropped(source: AsyncIterable<Uint8Array>, bytes: number, budget: Budget) {
  let left = bytes
  for await (const chunk of source) {
    if (left >= chunk.length) {
      left -= chunk.length
      await budget.step(0)
      continue
    }
    yield left > 0 ? chunk.subarray(left) : chunk
    left = 0
  }
}
