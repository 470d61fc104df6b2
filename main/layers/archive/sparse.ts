import { ArchiveError } from './archiveError'
import { decimal, type PaxRecords } from './paxRecords'
import { readNumber, whole } from './tarHeader'

/** A sparse file: its size with holes, and where the stored bytes belong: offset, length, offset, length ... */
export interface SparseMap {
  readonly size: number
  readonly extents: readonly number[]
}

/** @throws ArchiveError when extents overlap, leave the file, or are not as long as what is stored */
export function checkedMap(size: number, extents: readonly number[], stored: number): SparseMap {
  const damaged = () => new ArchiveError('bad-header/sparse')
  if (extents.length % 2 !== 0) throw damaged()
  let end = 0
  let sum = 0
  for (let at = 0; at < extents.length; at += 2) {
    const offset = extents[at]!
    const length = extents[at + 1]!
    if (offset < end || offset + length > size) throw damaged()
    end = offset + length
    sum += length
  }
  if (sum !== stored) throw damaged()
  return { size: whole(size), extents }
}

/** The extents of a block of the old GNU format; a free slot ends them. */
export function gnuExtents(block: Uint8Array, at: number, slots: number): number[] {
  const extents: number[] = []
  for (let slot = 0; slot < slots && block[at + slot * 24] !== 0; slot++) {
    const start = at + slot * 24
    extents.push(
      whole(readNumber(block, start, start + 12)),
      whole(readNumber(block, start + 12, start + 24)),
    )
  }
  return extents
}

export type PaxSparse =
  | { readonly inline: false; readonly size: number; readonly extents: readonly number[] }
  /** Format 1.0: the map precedes the content. */
  | { readonly inline: true; readonly size: number }

/** What the records say of a sparse file, null when it is none. Formats: GNU tar's manual, "Storing Sparse Files". */
export function paxSparse({ sparse, extents }: PaxRecords): PaxSparse | null {
  const size = sparse.get('realsize') ?? sparse.get('size')
  if (sparse.get('major') === '1' && sparse.get('minor') === '0') {
    return { inline: true, size: decimal(size ?? '') }
  }
  const map = sparse.get('map')
  if (size === undefined || (map === undefined && sparse.get('numblocks') === undefined)) return null
  const listed = map === undefined ? extents : map === '' ? [] : map.split(',').map(decimal)
  return { inline: false, size: decimal(size), extents: listed }
}

/**
 * Puts a map of format 1.0 together from the blocks that precede the content: decimal numbers, one a line, first how many
 * extents there are.
 */
export function createInlineMap() {
  let text = ''
  let lines = 0
  return {
    /** @returns the extents once the map is whole; the content begins with the next block */
    add(block: Uint8Array): number[] | null {
      const more = Buffer.from(block.buffer, block.byteOffset, block.length).toString('latin1')
      text += more
      lines += more.split('\n').length - 1
      const end = text.indexOf('\n')
      if (end === -1) throw new ArchiveError('bad-header/sparse')
      const wanted = 2 * decimal(text.slice(0, end))
      if (lines <= wanted) return null
      return text
        .slice(end + 1)
        .split('\n', wanted)
        .map(decimal)
    },
  }
}
