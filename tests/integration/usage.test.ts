import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Services } from '../../main/contract/contract'
import type { ContainerUsage, UsageSample } from '../../main/contract/usage'
import { engineApi } from '../../main/engine/api/api'
import { createUsage } from '../../main/services/usage/usage'
import { type ServedContainers, serveContainers } from '../support/containers'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { until } from '../support/streams'

const image = 'busybox:latest'
/** Words of a shell that never stops working. */
const busy = ['sh', '-c', 'while :; do :; done']
/** Words of a shell that holds this many bytes. */
const holding = (bytes: number) => [
  'sh',
  '-c',
  `held=$(head -c ${bytes} /dev/zero | tr '\\0' x); sleep 1000; echo $held`,
]

describe("what containers use on the bundled engine, which has no cgroups where it is an ordinary user's", () => {
  let engine: TestEngine
  let served: ServedContainers
  let usage: Services['usage']
  let stop: AbortController

  beforeAll(async () => {
    engine = await startEngine()
    await importBusybox(engine, image)
  })
  afterAll(() => engine?.dispose())
  beforeEach(() => {
    served = serveContainers(engine.socket)
    usage = createUsage({ connection: served.connection, events: served.events, isOwn: () => true })
    stop = new AbortController()
  })
  afterEach(async () => {
    stop.abort()
    served.dispose()
    for (const id of (await docker(engine, 'ps', '-aq')).split('\n').filter(Boolean)) {
      await docker(engine, 'rm', '-f', id)
    }
  })

  const run = async (options: readonly string[], words: readonly string[]) =>
    (await docker(engine, 'run', '-d', ...options, image, ...words)).trim()
  const pidOf = async (id: string) => (await docker(engine, 'inspect', '-f', '{{.State.Pid}}', id)).trim()
  const look = (ids: readonly string[], processesOf: string | null = null) =>
    usage.watch({ ids: [...ids], processesOf }, stop.signal)[Symbol.asyncIterator]()
  const used = ({ containers }: UsageSample, id: string) => containers.find((one) => one.id === id)
  const seen = (id: string, fits: (one: ContainerUsage) => boolean) => (sample: UsageSample) => {
    const one = used(sample, id)
    return one !== undefined && fits(one)
  }
  /** Seconds of a processor, straight from the kernel. */
  function secondsOf(pid: string): number {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }

  it('tells the processor time of a busy loop and of nothing beside it, as the kernel does', async () => {
    const [loop, idle] = [await run([], busy), await run([], ['sleep', '1000'])]
    const pid = await pidOf(loop)
    const samples = look([loop, idle])
    let last = await until(
      samples,
      seen(loop, ({ cpu }) => cpu !== null),
    )
    const before = secondsOf(pid)
    let told = 0
    for (let turn = 0; turn < 3; turn++) {
      const next = await until(samples, () => true)
      told += (used(next, loop)!.cpu! * (next.at - last.at)) / 1000
      last = next
    }
    const really = secondsOf(pid) - before
    expect(told).toBeGreaterThan(really * 0.8 - 0.2)
    expect(told).toBeLessThan(really * 1.2 + 0.2)
    expect(really).toBeGreaterThan(0)
    expect(used(last, idle)!.cpu).toBeLessThan(used(last, loop)!.cpu!)
    expect(used(last, loop)).toMatchObject({ processes: 1, memoryLimit: null, networkOf: null })
  })

  it('tells the memory of one that holds 50 MB, as the kernel does', async () => {
    const id = await run([], holding(50_000_000))
    const pid = await pidOf(id)
    const sample = await until(
      look([id]),
      seen(id, ({ memory, processes }) => memory! > 50e6 && processes === 2),
    )
    const kernel = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024
    expect(used(sample, id)!.memory!).toBeGreaterThan(kernel * 0.8)
    expect(used(sample, id)!.memory!).toBeLessThan(kernel * 1.2)
  })

  it('lists the processes of another user as the container knows them, without a secret', async () => {
    const words = ['sh', '-c', 'while :; do :; done', '--password=swordfish']
    const id = await run(['--user', '1000'], words)
    const isSeen = ({ processes }: UsageSample) => processes?.[0]?.cpu != null && processes[0].cpu > 0
    const { processes, source } = await until(look([id], id), isSeen)
    expect(processes).toHaveLength(1)
    expect(processes![0]).toMatchObject({ user: '1000' })
    expect(processes![0]!.memory).toBeGreaterThan(0)
    expect(processes![0]!.command).toContain('while :')
    expect(processes![0]!.command).not.toContain('swordfish')
    if (source === 'proc') expect(processes![0]!.pid).toBe(1)
  })

  it('counts a thousand processes and lists two hundred of them', async () => {
    const id = await run(
      [],
      ['sh', '-c', 'i=0; while [ $i -lt 1000 ]; do sleep 1000 & i=$((i+1)); done; wait'],
    )
    const { processes, moreProcesses } = await until(
      look([id], id),
      seen(id, ({ processes }) => processes === 1001),
    )
    expect([processes!.length, moreProcesses]).toEqual([200, 801])
  })

  it("shows of a shared network the sharer's figures, and says whose they are", async () => {
    const gateway = ['-f', '{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}']
    const asking =
      'to=$(ip route | head -1 | cut -d" " -f3); while :; do ping -c 1 -s 5000 $to; sleep 0.1; done'
    const owner = await run([], ['sh', '-c', asking])
    expect((await docker(engine, 'inspect', ...gateway, owner)).trim()).not.toBe('')
    const sharing = ['--network', `container:${owner}`, '--pid', `container:${owner}`]
    const guest = await run(sharing, ['sleep', '1000'])
    const isBoth = (sample: UsageSample) =>
      seen(guest, ({ received }) => received! > 0)(sample) &&
      seen(owner, ({ received }) => received! > 0)(sample)
    const sample = await until(look([owner, guest]), isBoth)
    expect(used(sample, guest)!.processes, 'those of a shared process space are told apart').toBe(1)
    expect(used(sample, guest)!.networkOf).toEqual({ kind: 'container', id: owner })
    expect(used(sample, owner)!.networkOf).toBeNull()
  })

  it('goes on with a container that was started again, and leaves one out that has ended', async () => {
    const id = await run(['-m', '64m'], ['sleep', '1000']).catch(() => run([], ['sleep', '1000']))
    const samples = look([id])
    await until(
      samples,
      seen(id, ({ cpu }) => cpu !== null),
    )
    await docker(engine, 'kill', id)
    await until(samples, ({ containers }) => containers.length === 0)
    await docker(engine, 'start', id)
    await until(
      samples,
      seen(id, ({ cpu, processes }) => cpu !== null && processes === 1),
    )
  })

  it('shows no figures of an engine that is not ours and counts nothing for each container', async () => {
    const id = await run([], busy)
    const { CgroupDriver } = await engineApi(served.connection).system.info()
    usage = createUsage({ connection: served.connection, events: served.events, isOwn: () => false })
    const { source, containers, processes } = await until(look([id], id), () => true)
    if (CgroupDriver !== 'none') return expect(source).toBe('engine')
    expect({ source, containers, processes }).toEqual({ source: 'none', containers: [], processes: null })
  })
})
