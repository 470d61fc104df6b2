import { type Connection, createConnection } from '../../engine/connection'
import { createIndexCache, type IndexCache } from '../indexCache'
import type { LayerIndex } from '../layerIndex'
import { readPlaced } from '../readPlaced'
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
  const connections = new Map<string, Connection>()

  function once<T>(made: Map<string, T>, key: string, make: () => T): T {
    const found = made.get(key) ?? make()
    made.set(key, found)
    return found
  }

  return {
    read({ engine, socket, imageId, object, layers, cache }, known, signal) {
      return readPlaced(layers, {
        connection: once(connections, socket, () => createConnection({ socket })),
        engine,
        cache: once(caches, cache, () => createIndexCache(cache)),
        imageId,
        object,
        known,
        signal,
      })
    },

    async settled() {
      await Promise.all([...caches.values()].map((cache) => cache.settled()))
    },
  }
}
