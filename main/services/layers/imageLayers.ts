import type { ImageLayer } from '../../contract/layers'
import type { EngineApi } from '../../engine/api/api'
import type { InspectedImage } from '../../engine/api/imageAnswers'
import { pairHistory } from '../../layers/history'
import { type ImageStore, readEmptyLayers, readLayerSize } from './imageConfig'

/**
 * All instructions of an image's history with the layers that they made, first one first.
 * Of the engine's history, and of its own store where that can be read.
 * @param store where the engine keeps its images; whoever reads many asks for it once
 */
export async function readImageLayers(
  engine: EngineApi,
  { Id, RootFS }: Pick<InspectedImage, 'Id' | 'RootFS'>,
  object: string,
  signal?: AbortSignal,
  store: Promise<ImageStore> = readImageStore(engine, object, signal),
): Promise<ImageLayer[]> {
  const [items, place] = await Promise.all([engine.images.history(Id, { object, signal }), store])
  const history = [...items].reverse().map(({ Created, CreatedBy, Comment, Size }) => ({
    createdBy: CreatedBy,
    comment: Comment ?? '',
    createdAt: Created > 0 ? Created * 1000 : null,
    size: Size,
  }))
  const diffIds = RootFS?.Layers ?? []
  const layers = pairHistory(diffIds, history, await readEmptyLayers(place, Id))

  // The history gives no size for layers that it does not name; the engine's store does.
  const firstUnnamed = diffIds.length - (layers.length - history.length)
  return Promise.all(
    layers.map(async (layer, index) => {
      if (index < history.length) return layer
      const below = diffIds.slice(0, firstUnnamed + index - history.length + 1)
      return { ...layer, size: (await readLayerSize(place, below)) ?? 0 }
    }),
  )
}

/** Where an engine says that it keeps its images. */
export async function readImageStore(
  engine: EngineApi,
  object: string,
  signal?: AbortSignal,
): Promise<ImageStore> {
  const info = await engine.system.info({ object, signal })
  return { root: info.DockerRootDir ?? '', driver: info.Driver ?? '' }
}
