import type { ImageLayer } from '../../contract/layers'
import { enginePath } from '../../engine/api/enginePath'
import type { Connection } from '../../engine/client/connection'
import { pairHistory } from '../../layers/history'
import type { InspectedImage } from '../images/engineImage'
import { type ImageStore, readEmptyLayers, readLayerSize } from './imageConfig'

/** One entry of `GET /images/ID/history`, as far as it is used; newest first. */
interface HistoryItem {
  /** Seconds since 1970. */
  readonly Created: number
  readonly CreatedBy: string
  readonly Comment?: string
  readonly Size: number
}

/**
 * All instructions of an image's history with the layers that they made, first one first.
 * Source: GET /images/NAME/history of the Engine API, and the engine's own store where it can be read.
 * @param store where the engine keeps its images; whoever reads many asks for it once
 */
export async function readImageLayers(
  connection: Connection,
  { Id, RootFS }: Pick<InspectedImage, 'Id' | 'RootFS'>,
  object: string,
  signal?: AbortSignal,
  store: Promise<ImageStore> = readImageStore(connection, object, signal),
): Promise<ImageLayer[]> {
  const [items, place] = await Promise.all([
    connection.request<HistoryItem[]>({
      method: 'GET',
      path: enginePath`/images/${Id}/history`,
      object,
      signal,
    }),
    store,
  ])
  const history = items.reverse().map(({ Created, CreatedBy, Comment, Size }) => ({
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

/** Source: GET /info of the Engine API. */
export async function readImageStore(
  connection: Connection,
  object: string,
  signal?: AbortSignal,
): Promise<ImageStore> {
  const info = await connection.request<{ DockerRootDir?: string; Driver?: string }>({
    method: 'GET',
    path: '/info',
    object,
    signal,
  })
  return { root: info.DockerRootDir ?? '', driver: info.Driver ?? '' }
}
