import { inTurn } from '../../base/inTurn'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { inspectedImage } from '../../engine/api/imageShapes'
import { sound } from '../../engine/api/shape'
import { chainIds, imageDirectories } from '../../layers/overlay'
import { shortId } from '../../shared/digest'
import type { ImageStore } from './imageConfig'
import { readImageLayers, readImageStore } from './imageLayers'

/** All of an image that never changes. */
export interface LayersOfImage {
  readonly diffIds: readonly string[]
  readonly instructions: readonly string[]
  /** Bytes by chain ID, as the engine counted them when it unpacked the layer. What it does not say is missing. */
  readonly sizes: ReadonlyMap<string, number>
  /** Where the layers lie; empty where the engine does not say. */
  readonly directories: readonly string[]
}

/** Requests under way at a time, when many images are met for the first time. */
const atOnce = 8

/** The layers of one engine's images. Each image is read once; what is not asked for any more is forgotten. */
export function createFleetImages() {
  let known = new Map<string, LayersOfImage | null>()
  /** What the engine listed last. */
  let before: ReadonlySet<string> = new Set()

  async function read(
    engine: EngineApi,
    id: string,
    store: Promise<ImageStore>,
    signal: AbortSignal,
  ): Promise<LayersOfImage | null> {
    const object = shortId(id)
    try {
      const image = sound(await engine.images.inspect(id, { signal }), inspectedImage, object)
      const steps = await readImageLayers(engine, image, object, signal, store)
      const layers = steps.filter(({ diffId }) => diffId !== null)
      const diffIds = layers.map(({ diffId }) => diffId!)
      const chain = chainIds(diffIds)
      const said = layers.map(({ instruction, size, inferred }, at) => {
        // The history does not name it and the engine's store cannot be read.
        const isUnknown = inferred && instruction === '' && size === 0
        return isUnknown ? [] : [[chain[at]!, size] as const]
      })
      return {
        diffIds,
        instructions: layers.map(({ instruction }) => instruction),
        sizes: new Map(said.flat()),
        directories: imageDirectories(image, diffIds)?.map(({ directory }) => directory) ?? [],
      }
    } catch (thrown) {
      const { code, key } = AppError.from(thrown)
      // One that makes no sense must not take the others with it.
      if (code === 'not-found' || code === 'image-unknown' || key === 'engine-failed/strange') return null
      throw thrown
    }
  }

  return {
    /**
     * @param engine the same each time
     * @param listed images that the engine lists
     * @param used images that containers say they stand on: these may be gone, or unlisted steps of a build
     * @returns those that are there, by id
     */
    async describe(
      engine: EngineApi,
      listed: readonly string[],
      used: readonly string[],
      signal: AbortSignal,
    ): Promise<ReadonlyMap<string, LayersOfImage>> {
      const now = new Set(listed)
      const wanted = [...new Set([...listed, ...used])]
      // One that is listed no more was removed, as a rule; it can also have become a step of another build.
      for (const id of before) if (!now.has(id)) known.delete(id)
      before = now
      // One that was gone may have been loaded again.
      for (const id of listed) if (known.get(id) === null) known.delete(id)
      known = new Map(wanted.flatMap((id) => (known.has(id) ? [[id, known.get(id)!] as const] : [])))
      const fresh = wanted.filter((id) => !known.has(id))
      if (fresh.length > 0) {
        const store = readImageStore(engine, 'Images', signal)
        await store
        await inTurn(
          fresh,
          atOnce,
          async (id) => known.set(id, await read(engine, id, store, signal)),
          signal,
        )
      }
      return new Map(wanted.flatMap((id) => (known.get(id) ? [[id, known.get(id)!] as const] : [])))
    },
  }
}
