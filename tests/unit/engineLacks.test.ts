import { afterEach, describe, expect, it, vi } from 'vitest'
import type { EngineState } from '../../main/contract/engine'
import { createConnection } from '../../main/engine/client/connection'
import { greet } from '../../main/engine/client/greeting'
import { lacksOf, watchOwnLacks } from '../../main/services/connections/lacks'
import { eventually } from '../support/eventually'
import { createFakeEngine, type FakeEngine, json } from '../support/fakeEngine'

const engines: FakeEngine[] = []
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.dispose()
})

async function engineThatSays(info: object, components: readonly { Name: string }[] = []) {
  const engine = await createFakeEngine()
  engines.push(engine)
  engine.on('GET', '/version', json({ Version: '1', ApiVersion: '1.41', Components: components }))
  engine.on('GET', /\/info$/, json({ ID: 'one', Name: 'host', DockerRootDir: '/store', ...info }))
  return { engine, connection: createConnection({ socket: engine.socket }) }
}
const podman = [{ Name: 'Podman Engine' }]
const whole = { Driver: 'overlay2', CgroupDriver: 'systemd', CgroupVersion: '2', MemoryLimit: true }

describe('what an engine lacks, by its own word', () => {
  it.each([
    ['Docker with all', whole, []],
    ['Docker as root with cgroup v1', { ...whole, CgroupDriver: 'cgroupfs', CgroupVersion: '1' }, []],
    [
      'rootless Docker without cgroup v2',
      { ...whole, CgroupDriver: 'none', CgroupVersion: '1', MemoryLimit: false },
      ['pause', 'limits'],
    ],
    ['Docker that keeps layers in another way', { ...whole, Driver: 'vfs' }, ['layersOnDisk']],
  ])('%s', async (_, info, lacks) => {
    const { connection } = await engineThatSays(info)
    expect((await greet(connection, 'it')).lacks).toEqual(lacks)
  })

  const ofPodman = ['restartAfterReboot', 'mountCheck']
  it.each([
    ['with cgroup v2', { ...whole, Driver: 'overlay', Rootless: true }, ofPodman],
    ['as root with cgroup v1', { ...whole, CgroupVersion: '1', Rootless: false }, ofPodman],
    // It says CgroupDriver cgroupfs and MemoryLimit true all the same.
    [
      'rootless with cgroup v1',
      { ...whole, CgroupDriver: 'cgroupfs', CgroupVersion: '1', Rootless: true },
      ['pause', 'limits', ...ofPodman],
    ],
  ])('Podman %s', async (_, info, lacks) => {
    const { connection } = await engineThatSays(info, podman)
    const found = (await greet(connection, 'it')).lacks.filter((feature) => feature !== 'layersOnDisk')
    expect(found).toEqual(lacks)
  })

  it('is joined by what its address says: whose ports and paths these are', () => {
    expect(lacksOf('unix:///run/docker.sock', ['mountCheck', 'pause'])).toEqual([
      'layersOnDisk',
      'pause',
      'mountCheck',
    ])
    for (const address of ['tcp://127.0.0.1:2375', 'tcp://localhost:2376', 'tcp://[::1]:2376']) {
      expect(lacksOf(address, [])).toEqual(['layersOnDisk'])
    }
    for (const address of ['tcp://10.0.0.2:2376', 'ssh://me@127.0.0.1:2222', 'ssh://staging', 'nonsense']) {
      expect(lacksOf(address, [])).toEqual(['layersOnDisk', 'sameMachine'])
    }
  })
})

describe('the bundled engine', () => {
  it('is asked once after each start, and what it said stays while it is down', async () => {
    const { engine, connection } = await engineThatSays({ ...whole, CgroupDriver: 'none' })
    const listeners = new Set<(state: EngineState) => void>()
    const state = (phase: EngineState['phase']) => ({ phase }) as EngineState
    const own = {
      state: state('stopped'),
      onState(listener: (state: EngineState) => void) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
    const tell = (phase: EngineState['phase']) => {
      for (const listener of listeners) listener(state(phase))
    }
    const changed = vi.fn()
    const lacking = watchOwnLacks(own, connection, changed)
    const asked = () => engine.requests.length
    expect([lacking.lacks, asked()]).toEqual([[], 0])

    tell('starting')
    tell('ready')
    tell('ready')
    await eventually(() => expect(lacking.lacks).toEqual(['pause']))
    tell('ready')
    tell('stopped')
    expect([lacking.lacks, asked(), changed.mock.calls.length]).toEqual([['pause'], 1, 1])

    engine.on('GET', /\/info$/, json(whole))
    tell('ready')
    await eventually(() => expect(lacking.lacks).toEqual([]))
    expect([asked(), changed.mock.calls.length]).toEqual([2, 2])
    lacking.dispose()
    expect(listeners.size).toBe(0)
  })
})
