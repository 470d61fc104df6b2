import { ArchiveError } from './archiveError'
import type { Limits } from './limits'
import { type PaxRecords, readPax } from './paxRecords'
import { checkedMap, createInlineMap, gnuExtents, paxSparse, type SparseMap } from './sparse'
import { kinds, type TarEntry } from './tarEntry'
import { blockBytes, isZero, readHeader, readNumber, type TarHeader, whole } from './tarHeader'

export interface TarVisitor {
  /** @returns whether its content is wanted */
  entry(entry: TarEntry): boolean
  /** A piece of what is stored of the entry that was wanted; a view that is good only during the call. */
  content?(piece: Uint8Array): void
  /** All of it was there. */
  end?(): void
}

/** Reads a tar archive in pieces of any length; what comes out does not depend on how it was cut. */
export interface TarParser {
  /** @throws ArchiveError */
  push(chunk: Uint8Array): void
  /** Bytes that follow and that nobody wants: a source that can jump need not read them. */
  readonly skippable: number
  skip(bytes: number): void
  /** The offset that reading has come to. */
  readonly position: number
  /** Whether its end was seen; what follows is ignored. */
  readonly ended: boolean
  /** There is no more. @throws ArchiveError when it was cut off */
  finish(): void
}

/** A long name, a long link, extended records, and the entry itself. */
const headersPerEntry = 4

/**
 * Global extended headers are read over: the engines ignore them as well when they unpack a layer.
 * @param from where in the archive reading begins: at the first header of an entry
 * @param endRequired whether an archive without its two blocks of zeros counts as cut off; many writers of layers forget them
 */
export function createTarParser(
  visitor: TarVisitor,
  limits: Pick<Limits, 'headerBytes' | 'entries'>,
  { endRequired = false, from = 0 }: { readonly endRequired?: boolean; readonly from?: number } = {},
): TarParser {
  const partial = new Uint8Array(blockBytes)
  let filled = 0
  let position = from
  let onBlock = readEntry
  let zeros = 0
  let headers = 0
  let failure: unknown

  /** What is left of what lies between two headers. */
  let content = 0
  let padding = 0
  let isWanted = false

  /** An extended header or long name that is being collected, and where to put it. */
  let meta: { readonly bytes: Uint8Array; readonly use: (bytes: Uint8Array) => void } | null = null
  let collected = 0

  /** What was said of the next entry. */
  let begin = -1
  let said = 0
  let pax: PaxRecords | null = null
  let longPath: Uint8Array | null = null
  let longLink: Uint8Array | null = null

  function account(bytes: number) {
    said += bytes
    if (said > limits.headerBytes) throw new ArchiveError('limit/headerBytes')
  }

  function readEntry(block: Uint8Array) {
    if (isZero(block)) {
      if (begin !== -1) throw new ArchiveError('cut-off/entry')
      zeros++
      return
    }
    if (zeros > 0) throw new ArchiveError('bad-header/afterEnd')
    if (++headers > limits.entries * headersPerEntry) throw new ArchiveError('limit/entries')
    const header = readHeader(block)
    const { kind, size } = header
    if (kind === 'g') return collect(size, readPax)
    if (begin === -1) begin = position - blockBytes
    if (kind === 'x' || kind === 'X')
      return collect(size, (bytes) => {
        pax = readPax(bytes)
      })
    if (kind === 'L')
      return collect(size, (bytes) => {
        longPath = untilNul(bytes)
      })
    if (kind === 'K')
      return collect(size, (bytes) => {
        longLink = untilNul(bytes)
      })
    // The name of a volume is no entry.
    if (kind === 'V') return skipAll(size)
    if (!(kind in kinds)) throw new ArchiveError('bad-header/kind')
    if (kind === 'S') return readSparse(block, header)
    const map = pax && paxSparse(pax)
    const stored = storedBytes(header)
    if (!map) return emit(header, stored, null)
    if (!map.inline) return emit(header, stored, checkedMap(map.size, map.extents, stored))
    readInlineMap(header, stored, map.size)
  }

  function storedBytes({ kind, size }: TarHeader): number {
    // As in Go's archive/tar, with which the engines read: these have no content, whatever their size says.
    return '123456'.includes(kind) ? 0 : (pax?.size ?? size)
  }

  function collect(size: number, use: (bytes: Uint8Array) => void) {
    account(blockBytes + padded(size))
    meta = { bytes: new Uint8Array(size), use }
    collected = 0
    padding = padded(size) - size
    if (size === 0) endMeta()
  }

  function endMeta() {
    const { bytes, use } = meta!
    meta = null
    use(bytes)
  }

  function forget() {
    begin = -1
    said = 0
    pax = longPath = longLink = null
  }

  function skipAll(size: number) {
    forget()
    content = size
    padding = padded(size) - size
    isWanted = false
  }

  function readSparse(block: Uint8Array, header: TarHeader) {
    const extents = gnuExtents(block, 386, 4)
    const size = whole(readNumber(block, 483, 495))
    const done = () => emit(header, storedBytes(header), checkedMap(size, extents, storedBytes(header)))
    if (block[482] === 0) return done()
    onBlock = (more) => {
      account(blockBytes)
      extents.push(...gnuExtents(more, 0, 21))
      if (more[504] !== 0) return
      onBlock = readEntry
      done()
    }
  }

  function readInlineMap(header: TarHeader, stored: number, size: number) {
    const map = createInlineMap()
    let left = stored
    onBlock = (block) => {
      account(blockBytes)
      left -= blockBytes
      const extents = map.add(block)
      if (!extents && left > 0) return
      onBlock = readEntry
      if (!extents || left < 0) throw new ArchiveError('bad-header/sparse')
      emit(header, left, checkedMap(size, extents, left))
    }
    if (left < blockBytes) throw new ArchiveError('bad-header/sparse')
  }

  function emit(header: TarHeader, stored: number, sparse: SparseMap | null) {
    const sparseName = pax?.sparse.get('name')
    const named = sparseName === undefined ? pax?.path : Buffer.from(sparseName, 'latin1')
    const path = longPath ?? named ?? header.path
    const kind = kinds[header.kind]!
    const entry: TarEntry = {
      // Before there was a type for directories, a slash at the end told them.
      kind: kind === 'file' && path[path.length - 1] === 0x2f ? 'directory' : kind,
      path,
      link: longLink ?? pax?.linkpath ?? header.link,
      mode: header.mode,
      uid: owner(pax?.uid ?? header.uid),
      gid: owner(pax?.gid ?? header.gid),
      size: sparse?.size ?? stored,
      mtime: pax?.mtime ?? header.mtime,
      major: header.major,
      minor: header.minor,
      offset: begin,
      contentAt: position,
      stored,
      sparse,
    }
    forget()
    content = stored
    padding = padded(stored) - stored
    isWanted = visitor.entry(entry)
    if (isWanted && content === 0) visitor.end?.()
  }

  /** Takes what it can of a chunk, at least one byte. @returns how much it took */
  function take(chunk: Uint8Array, at: number): number {
    if (meta) {
      const length = Math.min(meta.bytes.length - collected, chunk.length - at)
      meta.bytes.set(chunk.subarray(at, at + length), collected)
      collected += length
      position += length
      if (collected === meta.bytes.length) endMeta()
      return length
    }
    if (content > 0) {
      const length = Math.min(content, chunk.length - at)
      content -= length
      position += length
      if (!isWanted) return length
      visitor.content?.(chunk.subarray(at, at + length))
      if (content === 0) visitor.end?.()
      return length
    }
    if (padding > 0) {
      const length = Math.min(padding, chunk.length - at)
      padding -= length
      position += length
      return length
    }
    return takeBlock(chunk, at)
  }

  function takeBlock(chunk: Uint8Array, at: number): number {
    if (filled === 0 && chunk.length - at >= blockBytes) {
      position += blockBytes
      onBlock(chunk.subarray(at, at + blockBytes))
      return blockBytes
    }
    const length = Math.min(blockBytes - filled, chunk.length - at)
    partial.set(chunk.subarray(at, at + length), filled)
    filled += length
    position += length
    if (filled === blockBytes) {
      filled = 0
      onBlock(partial)
    }
    return length
  }

  return {
    push(chunk) {
      if (failure) throw failure
      try {
        // Not a Buffer, if it was one: those are slow to take apart.
        const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)
        for (let at = 0; at < bytes.length && zeros < 2; ) at += take(bytes, at)
      } catch (thrown) {
        failure = thrown
        throw thrown
      }
    },

    get skippable() {
      return meta || (isWanted && content > 0) ? 0 : content + padding
    },

    skip(bytes) {
      const ofContent = Math.min(content, bytes)
      content -= ofContent
      padding -= bytes - ofContent
      position += bytes
    },

    get position() {
      return position
    },

    get ended() {
      return zeros >= 2
    },

    finish() {
      if (failure) throw failure
      const isBetween = onBlock === readEntry && begin === -1 && filled === 0 && !meta && content === 0
      const isWhole = zeros >= 2 || (isBetween && (padding === 0 || !endRequired))
      if (!isWhole || (endRequired && zeros === 0)) {
        throw new ArchiveError('cut-off')
      }
    },
  }
}

function padded(size: number): number {
  return Math.ceil(size / blockBytes) * blockBytes
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0)
  return end === -1 ? bytes : bytes.slice(0, end)
}

function owner(id: number): number {
  if (id < 0 || id > 0xffffffff) throw new ArchiveError('bad-header/owner')
  return id
}
