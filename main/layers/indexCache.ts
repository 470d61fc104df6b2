import { createSharedWork } from '../base/sharedWork'
import { AppError } from '../contract/errors'
import { readKeptIndex } from './indexReader'
import { createKeptFiles } from './keptFiles'
import type { LayerIndex } from './layerIndex'

/** Makes the indexes of the layers of these digests, in the same order. */
export type MakeIndexes = (digests: readonly string[], signal: AbortSignal) => Promise<readonly LayerIndex[]>

/** Indexes of image layers, which never change. A container's own layer does, so it must not be kept here. */
export interface IndexCache {
  /**
   * The indexes of these layers, in the same order, each by the digest of what it was made of: the chain ID of a layer that is
   * read where it lies, for what lies there depends on the layers below; the diff ID of one that is read from an archive. What is not kept yet, or is damaged or of another version, is made in
   * one call and kept for the next time. Whoever asks for a layer that is being made gets the same index; making it ends
   * once nobody wants it any more. Rejects with `cancelled`, or as `make` does.
   * @param make for the caller's own missing layers. What it resolves to is kept, so it must reject when a layer was removed while
   *   it was read: an image that the engine still has afterwards was whole.
   */
  read(digests: readonly string[], make: MakeIndexes, signal?: AbortSignal): Promise<LayerIndex[]>
  /** Resolves when all that was made has been written. */
  settled(): Promise<void>
}

/**
 * @param directory where the files lie, one for each digest; made when it is needed
 * @param limit bytes of all files; beyond it, those that were not used for longest go
 */
export function createIndexCache(directory: string, limit?: number): IndexCache {
  const files = createKeptFiles(directory, 'index', limit)
  const work = createSharedWork<LayerIndex>()

  async function load(digest: string): Promise<LayerIndex | null> {
    const bytes = await files.read(digest)
    try {
      return bytes && readKeptIndex(bytes)
    } catch {
      return null
    }
  }

  async function provide(digests: readonly string[], make: MakeIndexes, signal: AbortSignal) {
    const indexes = new Map(
      await Promise.all(digests.map(async (digest) => [digest, await load(digest)] as const)),
    )
    const missing = digests.filter((digest) => !indexes.get(digest))
    const made = missing.length > 0 ? await make(missing, signal) : []
    if (made.length !== missing.length) throw new AppError('internal/incomplete')
    for (const [position, digest] of missing.entries()) indexes.set(digest, made[position]!)
    if (missing.length > 0) {
      files.keep(() => new Map(missing.map((digest) => [digest, indexes.get(digest)!.bytes])))
    }
    return digests.map((digest) => indexes.get(digest)!)
  }

  return {
    async read(digests, make, signal) {
      const indexes = await work.share(digests, (wanted, stop) => provide(wanted, make, stop), signal)
      return digests.map((digest) => indexes.get(digest)!)
    },
    settled: () => files.settled(),
  }
}
