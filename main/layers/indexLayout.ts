import { padded, sectionsOf } from './sections'

/** The bytes of a layer index: docs/layer-index.md. Numbers are little endian, as is every machine that runs this. */
export const magic = 'SLIPLAYR'
export const version = 1
export const headerBytes = 40
/** The checksum covers all bytes from here on. */
export const checkedFrom = 16

/** What the header says of how much there is. */
export interface IndexShape {
  readonly count: number
  readonly nameBytes: number
  readonly targetBytes: number
}

/** One value an entry each; see LayerIndex for their meaning. */
export interface Columns {
  readonly size: Float64Array
  readonly mtime: Float64Array
  readonly parent: Uint32Array
  readonly firstChild: Uint32Array
  readonly childCount: Uint32Array
  /** One more than there are entries: the end of a name is the beginning of the next. */
  readonly nameStart: Uint32Array
  readonly uid: Uint32Array
  readonly gid: Uint32Array
  readonly target: Uint32Array
  readonly linkGroup: Uint32Array
  readonly device: Uint32Array
  readonly mode: Uint16Array
  readonly type: Uint8Array
  readonly flags: Uint8Array
  readonly names: Uint8Array
  readonly targets: Uint8Array
}

/** Bytes of a whole index. */
export function indexBytes({ count, nameBytes, targetBytes }: IndexShape): number {
  const columns = 2 * 8 * count + 8 * padded(4 * count) + padded(4 * (count + 1)) + padded(2 * count)
  return headerBytes + columns + 2 * padded(count) + padded(nameBytes) + padded(targetBytes)
}

/** Views of an index's columns. `bytes` is as long as `indexBytes` says and begins at a multiple of 8 of its buffer. */
export function columnsOf(bytes: Uint8Array, { count, nameBytes, targetBytes }: IndexShape): Columns {
  const sections = sectionsOf(bytes, headerBytes)
  return {
    size: sections.doubles(count),
    mtime: sections.doubles(count),
    parent: sections.words(count),
    firstChild: sections.words(count),
    childCount: sections.words(count),
    nameStart: sections.words(count + 1),
    uid: sections.words(count),
    gid: sections.words(count),
    target: sections.words(count),
    linkGroup: sections.words(count),
    device: sections.words(count),
    mode: sections.shorts(count),
    type: sections.bytes(count),
    flags: sections.bytes(count),
    names: sections.bytes(nameBytes),
    targets: sections.bytes(targetBytes),
  }
}
