import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../main/contract/errors'
import type { Fleet } from '../../../main/contract/fleet'
import type { EngineRequest } from '../../../main/engine/api/request'
import type { Connection } from '../../../main/engine/client/connection'
import type { EngineNews, Events } from '../../../main/engine/client/events'
import { createSwitchingConnection } from '../../../main/engine/client/switchingConnection'
import type { WalkedEngine } from '../../../main/layers/layerwalk'
import { createFleet } from '../../../main/services/layers/fleet'
import { eventually } from '../../support/eventually'
import { until } from '../../support/streams'

const digest = (at: number) => `sha256:${at.toString(16).padStart(64, '0')}`

/** An engine in memory: images of two layers on a common base, and the containers that the test puts there. */
function createEngine() {
  const listeners = new Set<(news: EngineNews) => void>()
  const engine = {
    images: [] as number[],
    containers: [] as { id: string; image: string; state: string; written: number }[],
    driver: 'overlay2',
    /** An image that is told in a way that makes no sense. */
    odd: null as number | null,
    isAway: false,
    requests: [] as string[],
    underWay: 0,
    most: 0,
    measuring: 0,
    mostMeasuring: 0,
    renewed: 0,
    tell: (news: EngineNews) => {
      for (const listener of listeners) listener(news)
    },
    connection: createSwitchingConnection({ request } as unknown as Connection),
    events: {
      subscribe(listener: (news: EngineNews) => void) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      renew: () => {
        engine.renewed++
      },
    } as unknown as Events,
    get listeners() {
      return listeners.size
    },
  }

  async function request({ path, query, object }: EngineRequest): Promise<unknown> {
    const isMeasuring = query?.size === true
    engine.requests.push(isMeasuring ? `${path}?size` : path)
    engine.most = Math.max(engine.most, ++engine.underWay)
    if (isMeasuring) engine.mostMeasuring = Math.max(engine.mostMeasuring, ++engine.measuring)
    await pause(isMeasuring ? 5 : 1)
    engine.underWay--
    if (isMeasuring) engine.measuring--
    if (engine.isAway) throw new AppError('engine-unreachable')
    return answer(path, object)
  }

  function answer(path: string, object: string): unknown {
    if (path === '/info') return { DockerRootDir: '/nonexistent', Driver: 'overlay2' }
    if (path === '/images/json') {
      return engine.images.map((at) => ({ Id: digest(at), RepoTags: [`image:${at}`], Created: 1, Size: 110 }))
    }
    if (path === '/containers/json') {
      return engine.containers.map(({ id, image, state, written }) => ({
        Id: id,
        Names: [`/${id}`],
        ImageID: image,
        State: state,
        Status: '',
        SizeRw: written || undefined,
      }))
    }
    const listed = engine.containers.find((each) => path === `/containers/${each.id}/json`)
    if (listed) {
      const [UpperDir, LowerDir] = [`/o/${listed.id}/diff`, `/o/${listed.id}-init/diff:/o/base/diff`]
      return { GraphDriver: { Name: engine.driver, Data: { UpperDir, LowerDir } } }
    }
    const [, id, what] = /^\/images\/sha256%3A(\w+)\/(json|history)$/.exec(path) ?? []
    const at = Number.parseInt(id ?? '', 16)
    if (!engine.images.includes(at)) throw new AppError('not-found', { object })
    if (what === 'json' && at === engine.odd) return { Id: digest(at), RootFS: { Layers: 5 } }
    if (what === 'json') return { Id: digest(at), RootFS: { Layers: [digest(1000), digest(at)] } }
    return [
      { Created: 2, CreatedBy: `COPY ${at} /`, Size: 10 },
      { Created: 1, CreatedBy: 'COPY base /', Size: 100 },
    ]
  }
  return engine
}

const container = (id: string, image: number, state = 'running') => ({
  id,
  image: digest(image),
  state,
  written: 7,
})
const started = (id: string): EngineNews => ({
  type: 'container',
  action: 'start',
  id,
  attributes: {},
  at: 0,
})

async function withFleet(
  engine: ReturnType<typeof createEngine>,
  look: (fleet: AsyncIterator<Fleet>) => Promise<void>,
  rest = 1,
  walked: WalkedEngine | null = null,
) {
  const stop = new AbortController()
  const fleet = createFleet({ ...engine, walked: () => walked, rest })(stop.signal)[Symbol.asyncIterator]()
  try {
    await look(fleet)
  } finally {
    stop.abort()
    await fleet.return?.()
  }
  expect(engine.listeners).toBe(0)
}

describe('the fleet of an engine', () => {
  it('comes at once, and again with the sizes of writable layers', async () => {
    const engine = createEngine()
    engine.images = [1, 2]
    engine.containers = [container('a', 1), container('b', 9)]
    await withFleet(engine, async (fleet) => {
      const { value: first } = await fleet.next()
      expect(first).toMatchObject({ storedBytes: 120, unsharedBytes: 220, writableBytes: 0, unknown: 2 })
      expect(first.columns.map((column: Fleet['columns'][number]) => column.tags)).toEqual([
        ['image:1'],
        ['image:2'],
      ])
      expect(first.bands.map((band: Fleet['bands'][number]) => band.instruction)).toEqual([
        'COPY base /',
        'COPY 1 /',
        'COPY 2 /',
      ])
      expect(first.orphans).toEqual([{ id: 'b', name: 'b', state: 'running', image: digest(9), bytes: null }])
      const { value: second } = await fleet.next()
      expect(second).toMatchObject({ storedBytes: 120, writableBytes: 14, unknown: 0 })
    })
  })

  it('reads each of 300 images once, eight requests at a time, below 1,000 containers', async () => {
    const engine = createEngine()
    engine.images = Array.from({ length: 300 }, (_, at) => at + 1)
    engine.containers = Array.from({ length: 1000 }, (_, at) => container(`c${at}`, (at % 300) + 1))
    await withFleet(engine, async (fleet) => {
      const whole = await until(fleet, ({ unknown }) => unknown === 0)
      expect(whole.columns).toHaveLength(300)
      expect(whole.columns.flatMap(({ containers }) => containers)).toHaveLength(1000)
      expect(whole).toMatchObject({ storedBytes: 3100, unsharedBytes: 33_000, writableBytes: 7000 })
      engine.images.push(301)
      engine.tell({ type: 'image', action: 'pull', id: 'x', attributes: {}, at: 0 })
      await until(fleet, ({ columns }) => columns.length === 301)
    })
    expect(engine.most).toBe(8)
    expect(engine.requests.filter((path) => path.endsWith('/history'))).toHaveLength(301)
    expect(engine.requests.filter((path) => path === '/info')).toHaveLength(2)
  })

  it('measures once for any number of changes, and never twice at a time', async () => {
    const engine = createEngine()
    engine.images = [1]
    engine.containers = [container('a', 1)]
    const measured = () => engine.requests.filter((path) => path.endsWith('?size')).length
    await withFleet(
      engine,
      async (fleet) => {
        await until(fleet, ({ unknown }) => unknown === 0)
        expect(measured()).toBe(1)
        for (let run = 0; run < 50; run++) {
          const state = run % 2 ? 'running' : 'exited'
          engine.containers = [{ ...container('a', 1, state), written: 100 + run }]
          engine.tell(started('a'))
          const now = await until(fleet, ({ columns }) => columns[0]!.containers[0]!.state === state)
          // What is known stays meanwhile.
          expect(now.writableBytes).toBe(7)
        }
        expect(measured()).toBe(1)
      },
      3_600_000,
    )
    engine.requests.length = 0
    await withFleet(engine, async (fleet) => {
      await until(fleet, ({ writableBytes }) => writableBytes === 149)
      engine.containers = [{ ...container('a', 1, 'exited'), written: 200 }]
      engine.tell(started('a'))
      await until(fleet, ({ writableBytes }) => writableBytes === 200)
      expect(measured()).toBe(2)
      for (let run = 0; run < 20; run++) {
        engine.containers = [{ ...container('a', 1, run % 2 ? 'exited' : 'running'), written: 300 + run }]
        engine.tell(started('a'))
        await pause(2)
      }
      await until(fleet, ({ writableBytes }) => writableBytes === 319)
    })
    expect(engine.mostMeasuring).toBe(1)
  })

  it('does not say the same twice', async () => {
    const engine = createEngine()
    engine.images = [1]
    await withFleet(engine, async (fleet) => {
      await fleet.next()
      const next = fleet.next()
      const listed = () => engine.requests.filter((path) => path === '/images/json').length
      for (let run = 0; run < 5; run++) {
        const before = listed()
        engine.tell(started('a'))
        await eventually(() => expect(listed()).toBeGreaterThan(before))
      }
      engine.containers = [container('a', 1)]
      engine.tell(started('a'))
      expect((await next).value.columns[0].containers).toHaveLength(1)
    })
  })

  it('stays while the engine is away, and is fresh once it is back', async () => {
    const engine = createEngine()
    engine.images = [1]
    await withFleet(engine, async (fleet) => {
      await fleet.next()
      engine.isAway = true
      engine.tell(started('a'))
      const next = fleet.next()
      await eventually(() => expect(engine.renewed).toBe(1))
      engine.isAway = false
      engine.images = [1, 2]
      engine.tell('reconnected')
      expect((await next).value.columns).toHaveLength(2)
    })
    engine.isAway = true
    await withFleet(engine, async (fleet) => {
      await expect(fleet.next()).rejects.toMatchObject({ code: 'engine-unreachable' })
    })
  })

  it('shows an image again that was gone, with what stands on it', async () => {
    const engine = createEngine()
    engine.images = [1]
    engine.containers = [container('a', 2)]
    await withFleet(engine, async (fleet) => {
      await until(fleet, ({ orphans, unknown }) => orphans.length === 1 && unknown === 0)
      engine.images = [1, 2]
      engine.tell({ type: 'image', action: 'load', id: 'x', attributes: {}, at: 0 })
      const now = await until(fleet, ({ columns }) => columns.length === 2)
      expect(now.orphans).toEqual([])
      expect(now.columns[1]!.containers.map(({ name }) => name)).toEqual(['a'])
    })
  })

  it('has all others where one image makes no sense', async () => {
    const engine = createEngine()
    engine.images = [1, 2, 3]
    engine.odd = 2
    await withFleet(engine, async (fleet) => {
      const { columns } = await until(fleet, ({ columns, unknown }) => columns.length > 1 && unknown === 0)
      expect(columns).toHaveLength(2)
    })
  })

  it('has sizes of the engine where its layers cannot be walked', async () => {
    for (const driver of ['overlay2', 'vfs']) {
      const engine = createEngine()
      engine.images = [1]
      engine.containers = [container('a', 1)]
      engine.driver = driver
      const nothing: WalkedEngine = { mode: 'rootful', run: '/nonexistent', program: '/nonexistent' }
      const look = async (fleet: AsyncIterator<Fleet>) => {
        expect((await until(fleet, ({ unknown }) => unknown === 0)).writableBytes).toBe(7)
      }
      await withFleet(engine, look, 1, nothing)
      expect(engine.requests).toContain('/containers/a/json')
    }
  })
})
