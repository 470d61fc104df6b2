import type { Summary } from '../../contract/layerFiles'
import { type ImagesApi, imagesApi } from '../../engine/api/images'
import { createConnection } from '../../engine/client/connection'
import type { Stack } from '../analysis/stack'
import { stackIndexes } from '../analysis/stackBuilder'
import { createStackCache, type StackCache } from '../analysis/stackCache'
import { createIndexCache, type IndexCache } from '../indexCache'
import type { LayerIndex } from '../layerIndex'
import { readPlaced } from '../readPlaced'
import type { Subject } from './subject'

export type DiskSubject = Extract<Subject, { kind: 'disk' }>

/** Reads layers where they lie, and keeps what never changes: indexes, and the stacks that they come to. */
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
  /**
   * Their stack: kept as well where none of them ever changes, and then its summary is known.
   * @param reading the same layers, on their way
   */
  stack(
    subject: DiskSubject,
    reading: Promise<readonly LayerIndex[]>,
  ): Promise<{ readonly stack: Stack; readonly summary?: Summary }>
  /** Resolves when all that was read is kept. */
  settled(): Promise<void>
}

export function createDiskLayers(): DiskLayers {
  const caches = new Map<string, { readonly indexes: IndexCache; readonly stacks: StackCache }>()
  const engines = new Map<string, ImagesApi>()

  function once<T>(made: Map<string, T>, key: string, make: () => T): T {
    const value = made.get(key) ?? make()
    made.set(key, value)
    return value
  }
  const cacheIn = (directory: string) =>
    once(caches, directory, () => ({
      indexes: createIndexCache(directory),
      stacks: createStackCache(directory),
    }))

  return {
    read({ engine, socket, imageId, object, layers, cache }, known, signal) {
      return readPlaced(layers, {
        images: once(engines, socket, () => imagesApi(createConnection({ socket }))),
        engine,
        cache: cacheIn(cache).indexes,
        imageId,
        object,
        known,
        signal,
      })
    },

    async stack({ layers, cache }, reading) {
      const top = layers.at(-1)?.digest
      if (top && layers.every(({ digest }) => digest !== null))
        return cacheIn(cache).stacks.read(top, reading)
      return { stack: stackIndexes(await reading) }
    },

    async settled() {
      const all = [...caches.values()].flatMap(({ indexes, stacks }) => [indexes, stacks])
      await Promise.all(all.map((cache) => cache.settled()))
    },
  }
}
