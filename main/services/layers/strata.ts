import { createLatch } from '../../base/latch'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { ImageLayer, Strata } from '../../contract/layers'
import { engineApi } from '../../engine/api/api'
import { mayChange } from '../../engine/client/changes'
import type { Events } from '../../engine/client/events'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import { shareLayers } from '../../layers/sharing'
import { shortId } from '../../shared/digest'
import { sortTags } from '../../shared/imageReference'
import { containersOf } from './containersOf'
import { readImageLayers } from './imageLayers'
import { createLayeredImages } from './layeredImages'

interface Dependencies {
  readonly connection: SwitchingConnection
  readonly events: Events
}

interface Reading {
  readonly layers: readonly ImageLayer[]
  readonly strata: Strata
}

/** Layers of the engine's images: what made them, who shares them, and what stands on top. */
export function createStrata({
  connection,
  events,
}: Dependencies): Pick<Services['layers'], 'strata' | 'writableSizes'> {
  const images = createLayeredImages()

  async function read(
    id: string,
    known: readonly ImageLayer[] | null,
    signal: AbortSignal,
  ): Promise<Reading> {
    const object = shortId(id)
    const engine = engineApi(connection.held())
    const image = await engine.images.inspect(id, { signal })
    const [layers, others, containers] = await Promise.all([
      known ?? readImageLayers(engine, image, object, signal),
      images.allBut(engine, id, signal),
      containersOf(engine, id, object, { signal }),
    ])
    const strata: Strata = {
      image: { id, tags: sortTags(image.RepoTags), size: image.Size },
      ...shareLayers(layers, others),
      containers,
    }
    return { layers, strata }
  }

  return {
    async *strata({ image }, signal) {
      const latch = createLatch()
      const unsubscribe = events.subscribe((news) => {
        if (mayChange('stacks', news)) latch.raise()
      })
      latch.raise()
      // An image never changes: its instructions are read once.
      let layers: readonly ImageLayer[] | null = null
      let last = ''
      try {
        while (await latch.next(signal)) {
          const now: Reading | null = await read(image, layers, signal).catch((thrown) => {
            // Nothing was shown yet: then the person has to hear why.
            if (layers === null) throw thrown
            return unlessAway(thrown)
          })
          if (!now) continue
          layers = now.layers
          const text = JSON.stringify(now.strata)
          if (text !== last) yield now.strata
          last = text
        }
      } finally {
        unsubscribe()
      }
    },

    writableSizes: ({ image }) =>
      containersOf(engineApi(connection), image, shortId(image), { withSizes: true }),
  }
}

/** While the engine is away what was shown stays; it is read afresh as soon as the events are back. */
function unlessAway(thrown: unknown): null {
  const { code } = AppError.from(thrown)
  if (code !== 'engine-unreachable' && code !== 'timeout') throw thrown
  return null
}
