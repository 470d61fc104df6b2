import { type Connection, enginePath } from '../../engine/connection'
import type { IndexCache } from '../../layers/indexCache'
import type { LayerIndex } from '../../layers/layerIndex'
import type { WalkedEngine } from '../../layers/layerwalk'
import { walkLayers } from '../../layers/walk'
import type { PlacedLayer } from './engineLayers'

interface Reading {
  readonly connection: Connection
  readonly engine: WalkedEngine
  readonly cache: IndexCache
  /** Id of the image that the layers belong to. */
  readonly imageId: string
  /** By the name that the person knows: for errors. */
  readonly object: string
  readonly signal?: AbortSignal
}

/**
 * The indexes of these layers, in the same order: out of the cache, or read where they lie. What was read of an image is
 * kept only when the image is still there afterwards, for a layer may be removed while it is read.
 * @throws AppError as `walkLayers`, and `not-found` when the image was removed meanwhile
 */
export async function readPlaced(layers: readonly PlacedLayer[], reading: Reading): Promise<LayerIndex[]> {
  const { connection, engine, cache, imageId, object, signal } = reading
  const walk = (some: readonly PlacedLayer[], stop?: AbortSignal) =>
    walkLayers({ engine, directories: some.map(({ directory }) => directory), object, signal: stop })
  const lasting = layers.flatMap((layer) =>
    layer.digest === null ? [] : [{ ...layer, digest: layer.digest }],
  )
  const byDigest = new Map(lasting.map((layer) => [layer.digest, layer]))

  const [kept, fresh] = await Promise.all([
    cache.read(
      [...byDigest.keys()],
      async (missing, stop) => {
        const indexes = await walk(
          missing.map((digest) => byDigest.get(digest)!),
          stop,
        )
        const path = enginePath`/images/${imageId}/json`
        await connection.request({ method: 'GET', path, object, signal: stop })
        return indexes
      },
      signal,
    ),
    walk(
      layers.filter(({ digest }) => digest === null),
      signal,
    ),
  ])
  const indexes = new Map([...byDigest.keys()].map((digest, position) => [digest, kept[position]!]))
  let next = 0
  return layers.map(({ digest }) => (digest === null ? fresh[next++]! : indexes.get(digest)!))
}
