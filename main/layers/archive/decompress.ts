import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { ArchiveError } from './archiveError'
import type { Budget } from './budget'
import type { Limits } from './limits'
import { type Packer, unpackedBy } from './packer'
import { unzstd } from './zstd'

export type Compression = 'gzip' | 'zstd' | Packer

/** What these first bytes are packed with. Media types and file names are not asked: they lie. */
export function compressionOf(head: Uint8Array): Compression | null {
  const has = (at: number, ...bytes: number[]) => bytes.every((byte, index) => head[at + index] === byte)
  if (has(0, 0x1f, 0x8b, 8)) return 'gzip'
  const isSkippable = (head[0]! & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18
  if (has(0, 0x28, 0xb5, 0x2f, 0xfd) || isSkippable) return 'zstd'
  if (has(0, 0x42, 0x5a, 0x68) && has(4, 0x31, 0x41, 0x59)) return 'bzip2'
  if (has(0, 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)) return 'xz'
  return null
}

/**
 * The bytes as they are once unpacked; what is not packed goes through. Nothing is read ahead of the reader but a piece or two.
 * @throws ArchiveError from the stream
 */
export async function* decompress(
  source: AsyncIterable<Uint8Array>,
  budget: Budget,
): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(source, 8)
  const compression = compressionOf(head)
  if (!compression) return yield* all
  let packed = 0
  const counted = (async function* () {
    for await (const chunk of all) {
      packed += chunk.length
      yield chunk
    }
  })()
  yield* unlessBomb(unpack(compression, counted, budget.limits), () => packed, budget)
}

function unpack(compression: Compression, packed: AsyncIterable<Uint8Array>, limits: Limits) {
  if (compression === 'gzip') return gunzip(packed)
  if (compression === 'zstd') return unzstd(packed, limits.windowBytes)
  return unpackedBy(compression, packed)
}

async function* unlessBomb(source: AsyncIterable<Uint8Array>, packed: () => number, budget: Budget) {
  const { limits } = budget
  let unpacked = 0
  for await (const chunk of source) {
    unpacked += chunk.length
    if (unpacked > limits.ratioFrom && unpacked > packed() * limits.ratio) {
      throw new ArchiveError('limit/ratio')
    }
    budget.unpacked(chunk.length)
    yield chunk
  }
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip({ chunkSize: 64 * 1024 })
  // Errors of either come out of `unzip`, which is read below.
  pipeline(source, unzip, () => {})
  try {
    for await (const chunk of unzip) yield chunk
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'Z_BUF_ERROR') throw new ArchiveError('cut-off/compression')
    if (code?.startsWith('Z_')) throw new ArchiveError('bad-compression/damaged')
    throw thrown
  } finally {
    unzip.destroy()
  }
}

/** The first bytes of a stream, fewer only when it has fewer, and the stream with them: to be read, or left by `return`. */
export async function peek(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): Promise<{ readonly head: Uint8Array; readonly all: AsyncIterableIterator<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  const seen: Uint8Array[] = []
  while (head.length < bytes) {
    const next = await iterator.next()
    if (next.done) break
    seen.push(next.value)
    head = Buffer.concat([head, next.value.subarray(0, bytes - head.length)])
  }
  const all: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => all,
    async next() {
      const value = seen.shift()
      return value ? { done: false, value } : iterator.next()
    },
    async return() {
      seen.length = 0
      await iterator.return?.()
      return { done: true, value: undefined }
    },
  }
  return { head, all }
}
