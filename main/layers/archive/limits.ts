const MiB = 2 ** 20
const GiB = 2 ** 30

/**
 * How far an archive is believed. Each is far above what images hold, and low enough that reading to it neither fills
 * memory nor never ends. Beyond any of them: `archive-invalid` with `details.limit` its name here.
 */
export interface Limits {
  /** Entries of one layer, directories that it only implies included; also the headers that are read for them. */
  readonly entries: number
  /** Bytes of one path or link target (PATH_MAX of Linux). */
  readonly pathBytes: number
  /** Directories above one entry. */
  readonly depth: number
  /** Bytes of all paths and link targets of one layer. */
  readonly nameBytes: number
  /** Bytes of all that precedes one entry's content: long names, PAX records, sparse maps (as in Go's archive/tar). */
  readonly headerBytes: number
  /** Members of an archive, and bytes of their paths. */
  readonly members: number
  readonly memberNameBytes: number
  /** Bytes of one JSON document, how deep its values nest, and bytes of all documents together. */
  readonly documentBytes: number
  readonly documentDepth: number
  readonly allDocumentBytes: number
  /** Images of one archive, indexes within indexes, layers of one image. */
  readonly images: number
  readonly nestedIndexes: number
  readonly layers: number
  /** Bytes that one operation unpacks, through all of its stages. */
  readonly unpackedBytes: number
  /** Unpacked bytes for each packed one; looked at once `ratioFrom` bytes are unpacked, for a file of zeros is no bomb. */
  readonly ratio: number
  readonly ratioFrom: number
  /**
   * Bytes of what zstd may refer back to, all of which is kept in memory. Builders stay below it; `zstd --ultra` does not,
   * and the library that unpacks is wrong from 64 MiB on.
   */
  readonly windowBytes: number
  /** Bytes of the indexes that are kept while a stream goes by, which can be read only once. */
  readonly indexBytes: number
  /** Time for one operation. */
  readonly milliseconds: number
}

export const defaultLimits: Limits = {
  entries: 2_000_000,
  pathBytes: 4096,
  depth: 1024,
  nameBytes: 256 * MiB,
  headerBytes: MiB,
  members: 100_000,
  memberNameBytes: 16 * MiB,
  documentBytes: 8 * MiB,
  documentDepth: 64,
  allDocumentBytes: 64 * MiB,
  images: 2000,
  nestedIndexes: 8,
  layers: 1000,
  unpackedBytes: 512 * GiB,
  ratio: 200,
  ratioFrom: 4 * GiB,
  windowBytes: 32 * MiB,
  indexBytes: 512 * MiB,
  milliseconds: 3_600_000,
}
