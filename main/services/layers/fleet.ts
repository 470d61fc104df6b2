import { setTimeout as pause } from 'node:timers/promises'
import { createLatch } from '../../base/latch'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { Fleet } from '../../contract/fleet'
import { engineApi } from '../../engine/api/api'
import { mayChange } from '../../engine/client/changes'
import type { Events } from '../../engine/client/events'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import { buildFleet } from '../../layers/analysis/fleet'
import type { WalkedEngine } from '../../layers/layerwalk'
import { sortTags } from '../../shared/imageReference'
import { toRow } from '../containers/rows'
import { createFleetImages, type LayersOfImage } from './fleetImages'
import { afterStep, type FleetStep, needsList, needsMeasuring, noProgress } from './fleetProgress'
import { createWritableSizes, type Measured, nothingMeasured, type WritableSizes } from './writableSizes'

interface Dependencies {
  readonly connection: SwitchingConnection
  readonly events: Events
  /** The engine whose files may be read; null when it is of another machine or user. */
  walked(): WalkedEngine | null
  /** Milliseconds from one measuring of writable layers to the next, at least. */
  readonly rest?: number
}

/** What is known of the engine of one session: ids tell images, and not where an engine keeps their layers. */
interface Known {
  readonly session: number
  readonly images: ReturnType<typeof createFleetImages>
  readonly writable: ReturnType<typeof createWritableSizes>
  sizes: WritableSizes
}

interface Listing {
  /** Whose it is, which alone is asked more about it, and what is known of that. */
  readonly engine: Measured
  readonly known: Known
  /** How many changes it has seen. */
  readonly listed: number
  readonly images: readonly { readonly id: string; readonly tags: readonly string[] }[]
  readonly containers: readonly {
    readonly id: string
    readonly name: string
    readonly state: string
    readonly image: string
  }[]
  readonly layers: ReadonlyMap<string, LayersOfImage>
}

/**
 * All images and containers of the engine, live. Writable layers are measured in the background, once after containers came,
 * went or changed state; meanwhile they keep the sizes that are known.
 */
export function createFleet({
  connection,
  events,
  walked,
  rest = 2000,
}: Dependencies): Services['layers']['fleet'] {
  let known = knowNothing(connection.session)

  async function list(listed: number, signal: AbortSignal): Promise<Listing> {
    if (known.session !== connection.session) known = knowNothing(connection.session)
    const own = known
    const engine = { api: engineApi(connection.held()), walked: walked() }
    const [images, summaries] = await Promise.all([
      engine.api.images.list({ signal }),
      engine.api.containers.list({ all: true, signal }),
    ])
    const tags = new Map(images.map(({ Id, RepoTags }) => [Id, sortTags(RepoTags)]))
    const containers = summaries.map(toRow).map(({ id, name, state, imageId }) => ({
      id,
      name,
      state,
      image: imageId,
    }))
    const used = containers.map(({ image }) => image)
    const layers = await own.images.describe(engine.api, [...tags.keys()], used, signal)
    return {
      engine,
      known: own,
      listed,
      images: [...layers.keys()].map((id) => ({ id, tags: tags.get(id) ?? [] })),
      containers,
      layers,
    }
  }

  async function readSizes({ engine, known: own, containers, layers }: Listing, signal: AbortSignal) {
    // Another engine was chosen meanwhile.
    if (own !== known) return
    const ofImages = new Set([...layers.values()].flatMap(({ directories }) => directories))
    const ids = containers.map(({ id }) => id)
    own.sizes = await own.writable.read(engine, ids, ofImages, signal)
  }

  return async function* fleet(signal) {
    const latch = createLatch()
    let progress = noProgress
    let listing: Listing | null = null
    let measuredAt = Number.NEGATIVE_INFINITY
    let shown = ''
    const step = (next: FleetStep) => {
      progress = afterStep(progress, next)
    }

    const unsubscribe = events.subscribe((news) => {
      if (!mayChange('stacks', news)) return
      step({ is: 'changed', mayWrite: mayChange('sizes', news) })
      latch.raise()
    })

    /** One that fails leaves what is known, until containers change or the engine is back. */
    async function measure() {
      step({ is: 'measuring' })
      try {
        await pause(Math.max(0, measuredAt + rest - performance.now()), undefined, { signal })
        step({ is: 'reading', listed: listing!.listed })
        await readSizes(listing!, signal)
      } catch {
      } finally {
        step({ is: 'measured' })
        measuredAt = performance.now()
        latch.raise()
      }
    }

    latch.raise()
    try {
      while (await latch.next(signal)) {
        if (needsList(progress)) {
          step({ is: 'listing' })
          try {
            listing = await list(progress.listed, signal)
          } catch (thrown) {
            if (signal.aborted) return
            // Nothing was shown yet: then the person has to hear why.
            if (!listing || !isAway(thrown)) throw thrown
            // Connecting anew ends with a fresh list, whether the engine is gone or only missed this request.
            events.renew()
            continue
          }
        }
        if (!listing) continue
        if (needsMeasuring(progress)) void measure()
        const now = build(listing)
        const text = JSON.stringify(now)
        if (text !== shown) yield now
        shown = text
      }
    } finally {
      unsubscribe()
    }
  }
}

const knowNothing = (session: number): Known => ({
  session,
  images: createFleetImages(),
  writable: createWritableSizes(),
  sizes: nothingMeasured,
})

function build({ images, containers, layers, known: { sizes } }: Listing): Fleet {
  return buildFleet(
    images.map((image) => ({ ...image, ...layers.get(image.id)! })),
    containers.map((container) => ({ ...container, bytes: sizes.containers.get(container.id) ?? null })),
    new Map([...layers.values()].flatMap((layer) => [...layer.sizes])),
    sizes.held,
  )
}

function isAway(thrown: unknown): boolean {
  const { code } = AppError.from(thrown)
  return code === 'engine-unreachable' || code === 'timeout'
}
