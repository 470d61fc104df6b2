import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { snapshotIds, snapshotPlace, snapshotsFolder } from '../../main/services/snapshots/place'
import { createUsage } from '../../main/services/usage/usage'
import { runRequest, type ServedContainers, serveContainers } from '../support/containers'
import { docker, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { expectPauses } from '../support/pauses'
import { expectEveryByte } from '../support/removal/everyByte'
import { fingerprint } from '../support/removal/fingerprint'
import { inspect, live } from '../support/removal/lived'
import { kill, snapshotProcesses } from '../support/removal/processes'
import { collect, until } from '../support/streams'

let engine: TestEngine
let served: ServedContainers

beforeAll(async () => {
  engine = await startEngine()
  await importBusybox(engine)
  served = serveContainers(engine.socket)
})
afterAll(async () => {
  served?.dispose()
  await engine?.dispose()
})

it("whatever a layer of root's engine holds is the same where it comes back, is made anew, cloned, kept and gone back to", () =>
  expectEveryByte(engine))

describe('an engine with cgroups', () => {
  it('pauses and resumes', async () => {
    const { id } = await served.containers.run(runRequest({ name: 'web' }))
    const stop = new AbortController()
    const list = served.containers.watch(stop.signal)[Symbol.asyncIterator]()
    await expectPauses(served, engine, id, list)
    stop.abort()
    await served.containers.remove({ id })
  })

  it('pauses a container while it is committed, where that is asked for', async () => {
    const { id } = await served.containers.run(runRequest({ name: 'writer' }))
    const happened = async (reference: string, pause: boolean) => {
      const since = String(Date.now() / 1000)
      const asked = { id, reference, message: '', author: '', pause }
      const items = await collect(served.containers.commit(asked, new AbortController().signal))
      expect(items.at(-1)!.done!.tags).toEqual([reference])
      const until = String(Date.now() / 1000)
      const words = ['--since', since, '--until', until, '--filter', `container=${id}`]
      const said = await docker(engine, 'events', ...words, '--format', '{{.Action}}')
      return said.split('\n')
    }
    expect(await happened('paused:1', true)).toEqual(['pause', 'commit', 'unpause'])
    expect(await happened('running:1', false)).toEqual(['commit'])
    expect(await docker(engine, 'inspect', '--format', '{{.State.Status}}', id)).toBe('running')
    await served.containers.remove({ id })
  })

  it('pauses a container for a snapshot of it, and at the next start lets one go on that was left so', async () => {
    const id = await live(engine, 'kept')
    const { GraphDriver } = await inspect(engine, 'kept')
    const walked = { mode: 'rootful', run: '', program: layerwalkProgram(root) } as const
    const processes = await snapshotProcesses()
    onTestFinished(async () => {
      await processes.dispose()
      await docker(engine, 'rm', '-fv', 'kept')
    })
    const status = () => docker(engine, 'inspect', '--format', '{{.State.Status}}', id)
    const { home } = engine
    const cut = await processes.halted({ home, does: 'take', id, halt: 'paused' })
    expect(await status()).toBe('paused')
    await kill(cut!)
    expect(await status()).toBe('paused')
    await processes.run({ home, does: 'settle' })
    expect(await status()).toBe('running')
    expect(snapshotIds(snapshotsFolder(home))).toEqual([])

    await processes.run({ home, does: 'take', id })
    expect(await status()).toBe('running')
    const before = await fingerprint(walked, GraphDriver.Data.UpperDir)
    const [taken] = snapshotIds(snapshotsFolder(home))
    expect(await fingerprint(walked, snapshotPlace(snapshotsFolder(home), taken!).layer)).toEqual(before)
    await docker(engine, 'exec', 'kept', 'sh', '-c', 'rm -r /own; echo other > /written')
    await processes.run({ home, does: 'goBack', id: taken })
    expect(await fingerprint(walked, GraphDriver.Data.UpperDir)).toEqual(before)
    expect(await status()).toBe('running')
  })

  it.each([
    ['as the kernel counts it', 'cgroup', true],
    ['as an engine tells it that is not ours', 'engine', false],
  ] as const)('tells what is used %s, with the limit of its memory', async (_, from, isOwn) => {
    const script = "held=$(head -c 50000000 /dev/zero | tr '\\0' x); while :; do :; done; echo $held"
    const limit = 128 * 1024 * 1024
    const options = ['-d', '--name', 'busy', '-m', String(limit), '--user', '1000']
    const id = await docker(engine, 'run', ...options, 'busybox:test', 'sh', '-c', script)
    const stop = new AbortController()
    const { connection, events } = served
    const usage = createUsage({ connection, events, isOwn: () => isOwn })
    const asked = { ids: [id], processesOf: id }
    const samples = usage.watch(asked, stop.signal)[Symbol.asyncIterator]()
    // Three programs make what is held, on as many processors as there are; then one works, on one.
    const { source, containers, processes } = await until(samples, ({ containers: [one] }) => {
      return (
        one !== undefined &&
        one.cpu !== null &&
        one.cpu > 0.05 &&
        one.cpu < 1.2 &&
        one.memory! > 50e6 &&
        one.processes === 1
      )
    })
    stop.abort()
    expect(source).toBe(from)
    expect(containers[0]).toMatchObject({ memoryLimit: limit, networkOf: null })
    expect(containers[0]!.memory).toBeLessThan(limit)
    expect(processes).toHaveLength(1)
    expect(processes![0]!.command).toContain('while :')
    if (isOwn) expect(processes![0]).toMatchObject({ pid: 1, user: '1000' })
    await served.containers.remove({ id })
  })
})
