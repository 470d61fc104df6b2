import { ArchiveError } from './archiveError'
import { type PaxRecords, readPax } from './paxRecords'
import { checkedMap, createInlineMap, gnuExtents, paxSparse, type SparseMap } from './sparse'
import { kinds, type TarEntry } from './tarEntry'
import { blockBytes, readHeader, readNumber, type TarHeader, whole } from './tarHeader'

/** What headers have said of the entry that comes after them. */
export interface Announced {
  /** Offset of the first of them; -1 while there is none. */
  readonly begin: number
  readonly pax: PaxRecords | null
  readonly path: Uint8Array | null
  readonly link: Uint8Array | null
}
export const nothingAnnounced: Announced = { begin: -1, pax: null, path: null, link: null }

/** What comes after a block. */
export type Following =
  /** An extended header or a long name; once it is read, it tells what is announced then. */
  | { readonly is: 'announcement'; readonly bytes: number; read(bytes: Uint8Array): Announced }
  /** Another block of a sparse map. @throws ArchiveError when the map is damaged */
  | { readonly is: 'map'; add(block: Uint8Array, offset: number): Following }
  /** What is stored of an entry. */
  | { readonly is: 'entry'; readonly entry: TarEntry }
  /** Bytes of no entry. */
  | { readonly is: 'nothing'; readonly bytes: number }

/**
 * Reads one header.
 * @param offset of the block in the archive
 * @throws ArchiveError
 */
export function afterHeader(block: Uint8Array, offset: number, announced: Announced): Following {
  const header = readHeader(block)
  const begin = announced.begin === -1 ? offset : announced.begin
  if (!(header.kind in kinds)) return afterOther(header, announced, begin)
  const described: Described = { header, announced, begin }
  if (header.kind === 'S') return afterGnuSparse(block, offset, described)
  const stored = storedBytes(described)
  const map = announced.pax && paxSparse(announced.pax)
  if (map?.inline) return inlineMap(described, map.size, createInlineMap(), stored)
  const sparse = map ? checkedMap(map.size, map.extents, stored) : null
  return entryOf(described, stored, sparse, offset + blockBytes)
}

/** After a header that is no entry's. */
function afterOther({ kind, size }: TarHeader, announced: Announced, begin: number): Following {
  const announcement = (read: (bytes: Uint8Array) => Announced): Following => ({
    is: 'announcement',
    bytes: size,
    read,
  })
  switch (kind) {
    // A global one announces nothing: the engines ignore it as well when they unpack a layer.
    case 'g':
      return announcement((bytes) => {
        readPax(bytes)
        return announced
      })
    case 'x':
    case 'X':
      return announcement((bytes) => ({ ...announced, begin, pax: readPax(bytes) }))
    case 'L':
      return announcement((bytes) => ({ ...announced, begin, path: untilNul(bytes) }))
    case 'K':
      return announcement((bytes) => ({ ...announced, begin, link: untilNul(bytes) }))
    // The name of a volume is no entry.
    case 'V':
      return { is: 'nothing', bytes: size }
  }
  throw new ArchiveError('bad-header/kind')
}

/** All that is said of an entry. */
interface Described {
  readonly header: TarHeader
  readonly announced: Announced
  readonly begin: number
}

function storedBytes({ header: { kind, size }, announced }: Described): number {
  // As in Go's archive/tar, with which the engines read: these have no content, whatever their size says.
  return '123456'.includes(kind) ? 0 : (announced.pax?.size ?? size)
}

/** The old format of GNU: the map begins in the header, and goes on in blocks of its own as long as one says so. */
function afterGnuSparse(block: Uint8Array, offset: number, described: Described): Following {
  const stored = storedBytes(described)
  const extents = gnuExtents(block, 386, 4)
  const size = whole(readNumber(block, 483, 495))
  const next = (goesOn: boolean, end: number): Following =>
    goesOn ? { is: 'map', add } : entryOf(described, stored, checkedMap(size, extents, stored), end)
  const add = (more: Uint8Array, at: number): Following => {
    extents.push(...gnuExtents(more, 0, 21))
    return next(more[504] !== 0, at + blockBytes)
  }
  return next(block[482] !== 0, offset + blockBytes)
}

/** Format 1.0: the map comes before the content, as part of what is stored. */
function inlineMap(
  described: Described,
  size: number,
  map: ReturnType<typeof createInlineMap>,
  stored: number,
): Following {
  if (stored < blockBytes) throw new ArchiveError('bad-header/sparse')
  return {
    is: 'map',
    add(block, offset) {
      const extents = map.add(block)
      const left = stored - blockBytes
      if (!extents) return inlineMap(described, size, map, left)
      return entryOf(described, left, checkedMap(size, extents, left), offset + blockBytes)
    },
  }
}

function entryOf(
  { header, announced, begin }: Described,
  stored: number,
  sparse: SparseMap | null,
  contentAt: number,
): Following {
  const { pax } = announced
  const sparseName = pax?.sparse.get('name')
  const named = sparseName === undefined ? pax?.path : Buffer.from(sparseName, 'latin1')
  const path = announced.path ?? named ?? header.path
  const kind = kinds[header.kind]!
  const entry: TarEntry = {
    // Before there was a type for directories, a slash at the end told them.
    kind: kind === 'file' && path[path.length - 1] === 0x2f ? 'directory' : kind,
    path,
    link: announced.link ?? pax?.linkpath ?? header.link,
    mode: header.mode,
    uid: owner(pax?.uid ?? header.uid),
    gid: owner(pax?.gid ?? header.gid),
    size: sparse?.size ?? stored,
    mtime: pax?.mtime ?? header.mtime,
    major: header.major,
    minor: header.minor,
    offset: begin,
    contentAt,
    stored,
    sparse,
  }
  return { is: 'entry', entry }
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0)
  return end === -1 ? bytes : bytes.slice(0, end)
}

function owner(id: number): number {
  if (id < 0 || id > 0xffffffff) throw new ArchiveError('bad-header/owner')
  return id
}
