import { Decompress } from 'fzstd'
import { ArchiveError } from './archiveError'

const magic = 0xfd2fb528
/** A block never unpacks to more. */
const largestBlock = 128 * 1024

/**
 * Unpacks zstd, which Node 18 cannot do by itself: fzstd does, and gets one block at a time, so that what comes out at once
 * and what is kept in memory stay bounded whatever the input says. Checksums are not looked at: a layer's digest tells.
 * Format: RFC 8878.
 * @param mostWindow bytes; fzstd is wrong where something lies 64 MiB back or more, so it must be less
 * @throws ArchiveError
 */
export async function* unzstd(
  source: AsyncIterable<Uint8Array>,
  mostWindow: number,
): AsyncGenerator<Uint8Array> {
  const input = createExact(source)
  for (;;) {
    const start = await input.upTo(4)
    if (start.length === 0) return
    if (start.length < 4) throw cutOff()
    const word = start.readUInt32LE(0)
    if (word >>> 4 === 0x184d2a5) await input.skip((await input.exactly(4)).readUInt32LE(0))
    else if (word === magic) yield* frame(start, input, mostWindow)
    else throw new ArchiveError('bad-compression/damaged')
  }
}

async function* frame(start: Buffer, input: Exact, mostWindow: number): AsyncGenerator<Uint8Array> {
  const header = await readFrameHeader(input, mostWindow)
  let out: Uint8Array[] = []
  const unpacker = new Decompress((piece) => out.push(piece))
  const push = (bytes: Uint8Array, isLast: boolean) => {
    out = []
    try {
      unpacker.push(bytes, isLast)
    } catch {
      // It also trips over damaged data in ways of its own.
      throw new ArchiveError('bad-compression/damaged')
    }
    return out
  }
  yield* push(Buffer.concat([start, header.bytes]), false)
  for (let isLast = false; !isLast; ) {
    const block = await input.exactly(3)
    const word = block.readUIntLE(0, 3)
    isLast = (word & 1) === 1
    const type = (word >> 1) & 3
    const size = word >> 3
    if (type === 3 || size > Math.min(largestBlock, header.window)) {
      throw new ArchiveError('bad-compression/damaged')
    }
    // A block of one repeated byte has just that byte.
    const body = await input.exactly(type === 1 ? 1 : size)
    yield* push(Buffer.concat([block, body]), false)
  }
  yield* push(header.hasChecksum ? await input.exactly(4) : Buffer.alloc(0), true)
}

async function readFrameHeader(input: Exact, mostWindow: number) {
  const descriptor = await input.exactly(1)
  const flags = descriptor[0]!
  const isSingle = (flags & 0x20) !== 0
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6]!
  const rest = await input.exactly((isSingle ? 0 : 1) + dictionaryBytes + sizeBytes)
  let window = 0
  if (isSingle) {
    const at = rest.length - sizeBytes
    for (let byte = sizeBytes - 1; byte >= 0; byte--) window = window * 256 + rest[at + byte]!
    if (sizeBytes === 2) window += 256
  } else {
    const base = 2 ** (10 + (rest[0]! >> 3))
    window = base + (base / 8) * (rest[0]! & 7)
  }
  if (window > mostWindow) throw new ArchiveError('limit/windowBytes')
  if (
    dictionaryBytes > 0 &&
    rest.subarray(isSingle ? 0 : 1, (isSingle ? 0 : 1) + dictionaryBytes).some(Boolean)
  ) {
    throw new ArchiveError('bad-compression/dictionary')
  }
  return { bytes: Buffer.concat([descriptor, rest]), window, hasChecksum: (flags & 4) !== 0 }
}

/** Takes exact numbers of bytes from a stream of chunks. */
interface Exact {
  /** @throws ArchiveError when there are fewer */
  exactly(bytes: number): Promise<Buffer>
  /** Fewer only at the end. */
  upTo(bytes: number): Promise<Buffer>
  skip(bytes: number): Promise<void>
}

function createExact(source: AsyncIterable<Uint8Array>): Exact {
  const chunks = source[Symbol.asyncIterator]()
  let chunk: Uint8Array = Buffer.alloc(0)
  let at = 0

  /** At least one byte, and as many as are there; nothing at the end. */
  async function some(most: number): Promise<Uint8Array> {
    while (at === chunk.length) {
      const next = await chunks.next()
      if (next.done) return Buffer.alloc(0)
      chunk = next.value
      at = 0
    }
    const piece = chunk.subarray(at, at + most)
    at += piece.length
    return piece
  }

  async function upTo(bytes: number): Promise<Buffer> {
    const result = Buffer.alloc(bytes)
    let filled = 0
    while (filled < bytes) {
      const piece = await some(bytes - filled)
      if (piece.length === 0) break
      result.set(piece, filled)
      filled += piece.length
    }
    return result.subarray(0, filled)
  }

  return {
    upTo,
    async exactly(bytes) {
      const result = await upTo(bytes)
      if (result.length < bytes) throw cutOff()
      return result
    },
    async skip(bytes) {
      for (let left = bytes; left > 0; ) {
        const piece = await some(left)
        if (piece.length === 0) throw cutOff()
        left -= piece.length
      }
    },
  }
}

function cutOff(): ArchiveError {
  return new ArchiveError('cut-off/compression')
}
