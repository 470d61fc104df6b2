import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { LayeredImage } from '../../layers/sharing'
import { imageName, sortTags } from '../../shared/imageReference'

/** Requests under way at a time, when many images are met for the first time. */
const atOnce = 8

/**
 * The layers of all images of an engine. An image never changes, so each is inspected once; those that are gone are
 * forgotten, so that no more is remembered than the engine holds.
 */
export function createLayeredImages() {
  let known = new Map<string, Promise<readonly string[]>>()

  async function inspect(engine: EngineApi, id: string): Promise<readonly string[]> {
    try {
      const { RootFS } = await engine.images.inspect(id)
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
    async allBut(engine: EngineApi, id: string, signal: AbortSignal): Promise<LayeredImage[]> {
      const listed = await engine.images.list({ signal })
      const ids = new Set(listed.map(({ Id }) => Id))
      known = new Map([...known].filter(([key]) => ids.has(key)))
      const others = listed.filter(({ Id }) => Id !== id)
      const result: LayeredImage[] = []
      for (let start = 0; start < others.length; start += atOnce) {
        signal.throwIfAborted()
        const some = others.slice(start, start + atOnce).map(async ({ Id, RepoTags }) => {
          const diffIds = known.get(Id) ?? inspect(engine, Id)
          known.set(Id, Promise.resolve(diffIds))
          const tags = sortTags(RepoTags)
          return { name: imageName({ id: Id, tags }), isTagged: tags.length > 0, diffIds: await diffIds }
        })
        result.push(...(await Promise.all(some)))
      }
      return result
    },
  }
}
