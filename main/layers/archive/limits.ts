const MiB = 2 ** 20
const GiB = 2 ** 30

/**
 * How far an archive is believed. Sums are over all that is done with it from when it is opened. Each is far above what images hold, and low enough that reading to it neither fills
 * memory nor never ends. Beyond any of them: `archive-invalid` with `details.limit` its name here.
 */
export interface Limits {
  /** Entries of one layer, directories that it only implies included; also the headers that are read for them. */
  readonly entries: number
  /** Bytes that the tree of one layer takes in memory while it is put together. */
  readonly treeBytes: number
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
  /** Values of one JSON document, and of all together: each takes far more memory than its few bytes in the file. */
  readonly documentValues: number
  readonly allDocumentValues: number
  /** Instructions in one image's history. */
  readonly history: number
  /** Images of one archive, indexes within indexes, layers of one image. */
  readonly images: number
  readonly nestedIndexes: number
  readonly layers: number
  /** Bytes that are unpacked, through all stages. */
  readonly unpackedBytes: number
  /**
   * Unpacked bytes for each packed one, of one stream and of all together, so that many small bombs are one; looked at once
   * `ratioFrom` bytes are unpacked, for a file of zeros is no bomb.
   */
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
  /** Time for which unpacking goes on from what was read, before a byte more is read or written. */
  readonly quietMilliseconds: number
}

export const defaultLimits: Limits = {
  entries: 1_000_000,
  treeBytes: 192 * MiB,
  pathBytes: 4096,
  depth: 1024,
  nameBytes: 128 * MiB,
  headerBytes: MiB,
  members: 100_000,
  memberNameBytes: 16 * MiB,
  documentBytes: 8 * MiB,
  documentDepth: 64,
  allDocumentBytes: 64 * MiB,
  documentValues: 500_000,
  allDocumentValues: 1_000_000,
  history: 10_000,
  images: 2000,
  nestedIndexes: 8,
  layers: 1000,
  unpackedBytes: 512 * GiB,
  ratio: 200,
  ratioFrom: 4 * GiB,
  windowBytes: 32 * MiB,
  indexBytes: 128 * MiB,
  milliseconds: 3_600_000,
  quietMilliseconds: 30_000,
}
