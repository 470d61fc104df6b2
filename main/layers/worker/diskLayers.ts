import { createIndexCache, type IndexCache } from '../indexCache'
import type { LayerIndex } from '../layerIndex'
import { walkLayers } from '../walk'
import type { Subject } from './subject'

export type DiskSubject = Extract<Subject, { kind: 'disk' }>

/** Reads layers where they lie, and keeps the indexes of those that never change. */
export interface DiskLayers {
  /**
   * All layers, base first.
   * @param known what is in memory already, by digest
   */
  read(
    subject: DiskSubject,
    known: ReadonlyMap<string, LayerIndex>,
    signal: AbortSignal,
  ): Promise<LayerIndex[]>
  /** Resolves when all that was read is kept. */
  settled(): Promise<void>
}

export function createDiskLayers(): DiskLayers {
  const caches = new Map<string, IndexCache>()

  function cacheIn(directory: string): IndexCache {
    const cache = caches.get(directory) ?? createIndexCache(directory)
    caches.set(directory, cache)
    return cache
  }

  return {
    async read({ engine, object, layers, cache }, known, signal) {
      const walk = (directories: readonly string[], stop: AbortSignal) =>
        walkLayers({ engine, directories, object, signal: stop })
      const directories = new Map(layers.map(({ digest, directory }) => [digest, directory]))
      const lasting = layers.flatMap(({ digest }) => (digest && !known.has(digest) ? [digest] : []))
      const changing = layers.filter(({ digest }) => digest === null).map(({ directory }) => directory)
      const [kept, fresh] = await Promise.all([
        cacheIn(cache).read(
          lasting,
          (missing, stop) =>
            walk(
              missing.map((digest) => directories.get(digest)!),
              stop,
            ),
          signal,
        ),
        walk(changing, signal),
      ])
      const indexes = new Map([...known, ...lasting.map((digest, at) => [digest, kept[at]!] as const)])
      let next = 0
      return layers.map(({ digest }) => (digest === null ? fresh[next++]! : indexes.get(digest)!))
    },

    async settled() {
      await Promise.all([...caches.values()].map((cache) => cache.settled()))
    },
  }
}
