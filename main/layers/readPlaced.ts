import type { ImagesApi } from '../engine/api/images'
import type { IndexCache } from './indexCache'
import type { LayerIndex } from './layerIndex'
import type { WalkedEngine } from './layerwalk'
import { walkLayers } from './walk'

/** A layer where it lies on disk. */
export interface PlacedLayer {
  /**
   * What its index is kept by: the chain ID. Null for a layer that may change, which is read anew each time
   * it is opened.
   */
  readonly digest: string | null
  /** Absolute. */
  readonly directory: string
}

interface Reading {
  readonly images: Pick<ImagesApi, 'inspect'>
  readonly engine: WalkedEngine
  readonly cache: IndexCache
  /** Id of the image that the layers belong to. */
  readonly imageId: string
  /** By the name that the person knows: for errors. */
  readonly object: string
  /** What is in memory already, by digest. */
  readonly known?: ReadonlyMap<string, LayerIndex>
  readonly signal?: AbortSignal
}

/**
 * The indexes of these layers, in the same order: out of memory, out of the cache, or read where they lie. What was read of an
 * image is kept only when the image is still there afterwards, for a layer may be removed while it is read.
 * @throws AppError as `walkLayers`, and `not-found` when the image was removed meanwhile
 */
export async function readPlaced(layers: readonly PlacedLayer[], reading: Reading): Promise<LayerIndex[]> {
  const { images, engine, cache, imageId, object, known = new Map(), signal } = reading
  const walk = (directories: readonly string[], stop?: AbortSignal) =>
    walkLayers({ engine, directories, object, signal: stop })
  const directories = new Map(layers.map(({ digest, directory }) => [digest, directory]))
  const lasting = layers.flatMap(({ digest }) => (digest !== null && !known.has(digest) ? [digest] : []))
  const changing = layers.filter(({ digest }) => digest === null).map(({ directory }) => directory)

  const [kept, fresh] = await Promise.all([
    cache.read(
      lasting,
      async (missing, stop) => {
        const indexes = await walk(
          missing.map((digest) => directories.get(digest)!),
          stop,
        )
        await images.inspect(imageId, { object, signal: stop })
        return indexes
      },
      signal,
    ),
    walk(changing, signal),
  ])
  const indexes = new Map([...known, ...lasting.map((digest, at) => [digest, kept[at]!] as const)])
  let next = 0
  return layers.map(({ digest }) => (digest === null ? fresh[next++]! : indexes.get(digest)!))
}
