import type { ImageSizes } from '../../contract/images'
import { type EngineApi, engineApi } from '../../engine/api/api'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import { chainIds } from '../../layers/overlay'
import { createFleetImages, type LayersOfImage } from '../layers/fleetImages'

/** Tells on which layers images stand. What was read of an image is kept for as long as it is there and the engine is the same. */
export function createImageSizes(connection: SwitchingConnection) {
  let known = { session: connection.session, images: createFleetImages() }

  return async (): Promise<ImageSizes> => {
    if (known.session !== connection.session) {
      known = { session: connection.session, images: createFleetImages() }
    }
    return layerSizesOf(await describe(engineApi(connection.held()), known.images))
  }
}

async function describe(engine: EngineApi, images: ReturnType<typeof createFleetImages>) {
  const [listed, containers] = await Promise.all([
    engine.images.list(),
    engine.containers.list({ all: true }),
  ])
  const used = containers.flatMap(({ ImageID }) => (ImageID ? [ImageID] : []))
  return images.describe(
    engine,
    listed.map(({ Id }) => Id),
    used,
    new AbortController().signal,
  )
}

/** Layers are the same where their chain IDs are: then they are stored once. */
export function layerSizesOf(
  images: ReadonlyMap<string, Pick<LayersOfImage, 'diffIds' | 'sizes'>>,
): ImageSizes {
  const places = new Map<string, number>()
  const layers: (number | null)[] = []
  const standing = [...images].map(([id, { diffIds, sizes }]) => {
    const own = chainIds(diffIds).map((chain) => {
      const place = places.get(chain) ?? layers.length
      places.set(chain, place)
      layers[place] ??= sizes.get(chain) ?? null
      return place
    })
    return [id, own] as const
  })
  return { layers, images: Object.fromEntries(standing) }
}
