import { beforeEach, describe, expect, it } from 'vitest'
import type { EngineApi } from '../../../main/engine/api/api'
import type { EngineNews } from '../../../main/engine/client/events'
import type { Counters } from '../../../main/services/usage/counters'
import { createMeasuring } from '../../../main/services/usage/measuring'

const [web, db] = ['a'.repeat(64), 'b'.repeat(64)]

describe('measuring what containers use', () => {
  let inspected: string[]
  let chosen: number
  let now: number
  let gone: ReadonlySet<string>
  let measuring: ReturnType<typeof createMeasuring>

  beforeEach(() => {
    ;[inspected, chosen, now, gone] = [[], 0, 0, new Set()]
    const engine = {
      containers: {
        async inspect(id: string) {
          inspected.push(id)
          return {
            Id: id,
            Name: '/web',
            Created: '',
            Path: '',
            Args: [],
            Image: '',
            State: { Status: 'running', ExitCode: 0, Pid: 7, StartedAt: 'then' },
            Config: {
              Image: '',
              Env: [],
              Entrypoint: [],
              Cmd: [],
              WorkingDir: '',
              User: '',
              Hostname: '',
              Tty: false,
              Labels: {},
            },
            HostConfig: { NetworkMode: `container:${db}`, Memory: 4096 },
            NetworkSettings: {},
            Mounts: [],
          }
        },
      },
    } as unknown as EngineApi
    measuring = createMeasuring({
      engine: () => engine,
      async choose() {
        chosen++
        return {
          kind: 'cgroup',
          source: {
            async read(targets) {
              const counters = (id: string): [string, Counters] => [
                id,
                {
                  at: now,
                  start: 'then',
                  cpu: now / 2000,
                  memory: 1,
                  received: now,
                  sent: 0,
                  read: null,
                  written: null,
                  processes: 1,
                },
              ]
              const found = targets.map(({ id }) => id).filter((id) => !gone.has(id))
              return { counters: new Map(found.map(counters)), processes: null }
            },
          },
        }
      },
    })
  })
  const cpuOf = async (id: string, ids = [id]) => (await measuring.measure(ids, [])).containers.get(id)?.cpu

  it('knows rates from the second time on, and what an inspect tells, from one inspect', async () => {
    expect(await cpuOf(web)).toBeNull()
    now = 2000
    const { containers, source } = await measuring.measure([web], [])
    expect(source).toBe('cgroup')
    expect(containers.get(web)).toMatchObject({
      cpu: 0.5,
      received: 1000,
      memoryLimit: 4096,
      networkOf: { kind: 'container', id: db },
    })
    expect([inspected, chosen]).toEqual([[web], 1])
  })

  it('looks afresh at a container that was heard of, and at no other', async () => {
    await measuring.measure([web, db], [])
    measuring.hear({ type: 'container', action: 'start', id: web, attributes: {} } as unknown as EngineNews)
    measuring.hear({
      type: 'container',
      action: 'exec_start: sh',
      id: db,
      attributes: {},
    } as unknown as EngineNews)
    await measuring.measure([web, db], [])
    expect(inspected.filter((id) => id === web)).toHaveLength(2)
    expect(inspected.filter((id) => id === db)).toHaveLength(1)
  })

  it('does not believe an inspect that something was heard after', async () => {
    const first = measuring.measure([web], [])
    while (inspected.length === 0) await Promise.resolve()
    measuring.hear({ type: 'container', action: 'die', id: web, attributes: {} } as unknown as EngineNews)
    expect((await first).containers.size).toBe(0)
    expect((await measuring.measure([web], [])).containers.size).toBe(1)
    expect(inspected).toHaveLength(2)
  })

  it('goes on where it was when a row comes back into sight, but not after long', async () => {
    await measuring.measure([web, db], [])
    now = 2000
    await measuring.measure([db], [])
    now = 4000
    expect(await cpuOf(web), 'the mean since it was seen').toBe(0.5)
    now = 60_000
    expect(await cpuOf(web)).toBeNull()
  })

  it('forgets all of an engine that another one takes the place of', async () => {
    await measuring.measure([web], [])
    measuring.hear('switched')
    now = 2000
    expect(await cpuOf(web)).toBeNull()
    expect([inspected.length, chosen]).toEqual([2, 2])
  })

  it('leaves out what does not run', async () => {
    gone = new Set([web])
    expect((await measuring.measure([web, db], [])).containers.has(web)).toBe(false)
  })
})
