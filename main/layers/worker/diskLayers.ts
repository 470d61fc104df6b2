import type { Summary } from '../../contract/layerFiles'
import { type ImagesApi, imagesApi } from '../../engine/api/images'
import { createConnection } from '../../engine/client/connection'
import { type KeptLook, readFirstLook, writeFirstLook } from '../analysis/firstLookFile'
import type { Stack } from '../analysis/stack'
import { type StackProgress, stackIndexes } from '../analysis/stackBuilder'
import { createStackCache, type StackCache } from '../analysis/stackCache'
import { createIndexCache, type IndexCache } from '../indexCache'
import { createKeptFiles, type KeptFiles } from '../keptFiles'
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
    onProgress?: StackProgress,
  ): Promise<{
    readonly stack: Stack /** Not looked at before it is asked for. */
    readonly summary?: Summary
  }>
  /** What is shown of them first, where it is kept. */
  firstLook(subject: DiskSubject): Promise<KeptLook | null>
  /** Keeps it where none of the layers ever changes. @param look asked for once whoever waits has had an answer */
  keepLook(subject: DiskSubject, look: () => KeptLook): void
  /** Resolves when all that was read is kept. */
  settled(): Promise<void>
}

interface Caches {
  readonly indexes: IndexCache
  readonly stacks: StackCache
  readonly looks: KeptFiles
}

/** The topmost layer's chain ID, which names all of them; null where one of them may change. */
function lastingTop(layers: DiskSubject['layers']): string | null {
  return layers.every(({ digest }) => digest !== null) ? (layers.at(-1)?.digest ?? null) : null
}

export function createDiskLayers(): DiskLayers {
  const caches = new Map<string, Caches>()
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
      looks: createKeptFiles(directory, 'look'),
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

    async stack({ layers, cache }, reading, onProgress) {
      const top = lastingTop(layers)
      if (top) return cacheIn(cache).stacks.read(top, reading, onProgress)
      return { stack: stackIndexes(await reading, { onProgress }) }
    },

    async firstLook({ layers, cache }) {
      const top = lastingTop(layers)
      const bytes = top && (await cacheIn(cache).looks.read(top))
      return bytes ? readFirstLook(bytes) : null
    },

    keepLook({ layers, cache }, look) {
      const top = lastingTop(layers)
      if (top) cacheIn(cache).looks.keep(() => new Map([[top, writeFirstLook(look())]]))
    },

    async settled() {
      const all = [...caches.values()].flatMap(({ indexes, stacks, looks }) => [indexes, stacks, looks])
      await Promise.all(all.map((cache) => cache.settled()))
    },
  }
}
