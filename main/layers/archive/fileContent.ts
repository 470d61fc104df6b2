import { AppError } from '../../contract/errors'
import { entryFlag, entryType } from '../layerIndex'
import { textOf } from '../pathText'
import { ArchiveError } from './archiveError'
import type { Budget } from './budget'
import type { Bytes } from './bytes'
import type { Places } from './layerScan'
import type { TarItem } from './tarReader'
import { readTar } from './tarReader'

export interface FileContent {
  readonly bytes: Uint8Array
  /** Of the whole file. */
  readonly size: number
}

/** Bytes of a file and where they belong; what lies between two pieces is a hole, that is zeros. */
export interface FilePiece {
  readonly at: number
  readonly bytes: Uint8Array
}

/** Puts what is stored of an entry where it belongs. */
export async function* pieces({ entry, content }: TarItem): AsyncGenerator<FilePiece> {
  const extents = entry.sparse?.extents ?? [0, entry.stored]
  let extent = 0
  let used = 0
  for await (const chunk of content) {
    for (let from = 0; from < chunk.length; ) {
      while (used === extents[extent + 1]) {
        extent += 2
        used = 0
      }
      const length = Math.min(extents[extent + 1]! - used, chunk.length - from)
      yield { at: extents[extent]! + used, bytes: chunk.subarray(from, from + length) }
      used += length
      from += length
    }
  }
}

/**
 * The beginning of a regular file of a layer.
 * @throws AppError `not-found` when it is none, or only another name of a file of a lower layer; ArchiveError
 */
export async function readFileFrom(
  layer: Bytes,
  places: Places,
  path: Uint8Array,
  most: number,
  budget: Budget,
): Promise<FileContent> {
  const { index } = places
  const at = index.find(path)
  const name = textOf(path)
  if (at < 1 || index.type[at] !== entryType.file) {
    throw new AppError('not-found/layerFile', { path: name })
  }
  if (index.flags[at]! & entryFlag.linkElsewhere) {
    throw new AppError('not-found/content', { path: name })
  }
  for await (const item of readTar(layer, budget, () => true, { from: places.of(at) })) {
    const { size } = item.entry
    // What is not stored is zeros.
    const bytes = Buffer.alloc(Math.min(size, most))
    for await (const piece of pieces(item)) {
      if (piece.at >= bytes.length) break
      bytes.set(piece.bytes.subarray(0, bytes.length - piece.at), piece.at)
    }
    return { bytes, size }
  }
  throw new ArchiveError('cut-off')
}
