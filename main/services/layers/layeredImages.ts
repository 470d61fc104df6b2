import { AppError } from '../../contract/errors'
import { enginePath } from '../../engine/api/enginePath'
import type { Connection } from '../../engine/client/connection'
import type { LayeredImage } from '../../layers/sharing'
import { shortId } from '../../shared/digest'
import { imageName } from '../../shared/imageReference'
import { type InspectedImage, type ListedImage, toImage } from '../images/engineImage'

/** Requests under way at a time, when many images are met for the first time. */
const atOnce = 8

/**
 * The layers of all images of an engine. An image never changes, so each is inspected once; those that are gone are
 * forgotten, so that no more is remembered than the engine holds.
 */
export function createLayeredImages() {
  let known = new Map<string, Promise<readonly string[]>>()

  async function inspect(engine: Connection, id: string): Promise<readonly string[]> {
    const object = shortId(id)
    try {
      const path = enginePath`/images/${id}/json`
      const { RootFS } = await engine.request<InspectedImage>({ method: 'GET', path, object })
      return RootFS?.Layers ?? []
    } catch (thrown) {
      known.delete(id)
      // Removed since it was listed: it shares nothing.
      if (AppError.from(thrown).code === 'not-found') return []
      throw thrown
    }
  }

  return {
    /** All images that the engine lists, but for one, each by one name. */
    async allBut(engine: Connection, id: string, signal: AbortSignal): Promise<LayeredImage[]> {
      const object = 'Images'
      const listed = await engine.request<ListedImage[]>({
        method: 'GET',
        path: '/images/json',
        object,
        signal,
      })
      const ids = new Set(listed.map(({ Id }) => Id))
      known = new Map([...known].filter(([key]) => ids.has(key)))
      const others = listed.map(toImage).filter((image) => image.id !== id)
      const result: LayeredImage[] = []
      for (let start = 0; start < others.length; start += atOnce) {
        signal.throwIfAborted()
        const some = others.slice(start, start + atOnce).map(async (image) => {
          const diffIds = known.get(image.id) ?? inspect(engine, image.id)
          known.set(image.id, Promise.resolve(diffIds))
          return { name: imageName(image), diffIds: await diffIds }
        })
        result.push(...(await Promise.all(some)))
      }
      return result
    },
  }
}
