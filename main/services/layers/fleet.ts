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
import { createWritableSizes, type Measured, nothingMeasured } from './writableSizes'

interface Dependencies {
  readonly connection: SwitchingConnection
  readonly events: Events
  /** The engine whose files may be read; null when it is of another machine or user. */
  walked(): WalkedEngine | null
  /** Milliseconds from one measuring of writable layers to the next, at least. */
  readonly rest?: number
}

interface Listing {
  /** Whose it is, which alone is asked more about it, and by which choice. */
  readonly engine: Measured
  readonly choice: number
  /** How many changes it has seen. */
  readonly version: number
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
  /** Of which choice that is what is known: ids tell images, and not where an engine keeps their layers. */
  let choice = connection.choice
  let images = createFleetImages()
  let writable = createWritableSizes()
  let sizes = nothingMeasured

  function forgetOther() {
    if (choice === connection.choice) return
    choice = connection.choice
    images = createFleetImages()
    writable = createWritableSizes()
    sizes = nothingMeasured
  }

  async function list(version: number, signal: AbortSignal): Promise<Listing> {
    forgetOther()
    const of = choice
    const engine = { api: engineApi(connection.held()), walked: walked() }
    const [listed, summaries] = await Promise.all([
      engine.api.images.list({ signal }),
      engine.api.containers.list({ all: true, signal }),
    ])
    const named = new Map(listed.map(({ Id, RepoTags }) => [Id, sortTags(RepoTags)]))
    const containers = summaries.map(toRow).map(({ id, name, state, imageId }) => ({
      id,
      name,
      state,
      image: imageId,
    }))
    const used = containers.map(({ image }) => image)
    const layers = await images.describe(engine.api, [...named.keys()], used, signal)
    return {
      engine,
      choice: of,
      version,
      images: [...layers.keys()].map((id) => ({ id, tags: named.get(id) ?? [] })),
      containers,
      layers,
    }
  }

  function build({ images, containers, layers }: Listing): Fleet {
    return buildFleet(
      images.map((image) => ({ ...image, ...layers.get(image.id)! })),
      containers.map((container) => ({ ...container, bytes: sizes.containers.get(container.id) ?? null })),
      new Map([...layers.values()].flatMap((layer) => [...layer.sizes])),
      sizes.held,
    )
  }

  return async function* fleet(signal) {
    const latch = createLatch()
    /** Counts changes: all of them, up to the last that may have written something, up to the last that was listed. */
    let version = 0
    let written = 0
    let listed = -1
    let listing: Listing | null = null
    let measuring: Promise<void> | null = null
    /** The listing whose containers were measured last, and when that ended. */
    let measured = -1
    let measuredAt = Number.NEGATIVE_INFINITY
    let shown = ''

    const unsubscribe = events.subscribe((news) => {
      if (!mayChange('stacks', news)) return
      version++
      if (mayChange('sizes', news)) written = version
      latch.raise()
    })

    async function measure() {
      await pause(Math.max(0, measuredAt + rest - performance.now()), undefined, { signal })
      const { engine, choice: of, version, containers, layers } = listing!
      measured = version
      if (of !== choice) return
      const ofImages = new Set([...layers.values()].flatMap(({ directories }) => directories))
      const ids = containers.map(({ id }) => id)
      const found = await writable.read(engine, ids, ofImages, signal)
      if (of === choice) sizes = found
    }

    /** At most one at a time. One that fails leaves what is known, until containers change or the engine is back. */
    function measureOnceWritten() {
      if (measuring || measured >= written) return
      measuring = measure()
        .catch(() => {})
        .finally(() => {
          measuring = null
          measuredAt = performance.now()
          latch.raise()
        })
    }

    latch.raise()
    try {
      while (await latch.next(signal)) {
        if (listed < version) {
          listed = version
          try {
            listing = await list(version, signal)
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
        measureOnceWritten()
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

function isAway(thrown: unknown): boolean {
  const { code } = AppError.from(thrown)
  return code === 'engine-unreachable' || code === 'timeout'
}
