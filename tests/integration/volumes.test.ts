import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Container, WrittenFiles } from '../../main/contract/containers'
import type { ImageProgress } from '../../main/contract/images'
import type { Snapshot } from '../../main/contract/values'
import type { Volume, VolumeRequest } from '../../main/contract/volumes'
import { runRequest, type ServedContainers, serveContainers } from '../support/containers'
import { docker, importBusybox } from '../support/engine'
import { eventually } from '../support/eventually'
import { collect, until } from '../support/streams'
import { type Subject, threeEngines } from '../support/threeEngines'

const image = 'busybox:latest'
const request = (changes: Partial<VolumeRequest> = {}): VolumeRequest => ({
  name: 'data',
  driver: 'local',
  labels: [],
  options: [],
  ...changes,
})
const mount = (source: string, target = '/data') => ({ source, target, readOnly: false })

describe.each(threeEngines)('$name', ({ start, there, name: engineName }) => {
  if (!there) return it.skip('is not here', () => {})
  const isPodman = engineName.startsWith('Podman')
  let engine: Subject
  let served: ServedContainers
  let stop: AbortController

  beforeAll(async () => {
    engine = await start()
    await importBusybox(engine, image)
  })
  afterAll(() => engine?.dispose())
  beforeEach(() => {
    served = serveContainers(engine.socket, engine.walked)
    stop = new AbortController()
  })
  afterEach(async () => {
    stop.abort()
    served.dispose()
    await empty()
  })

  /** By the command line, for each engine prunes in words of its own. */
  async function empty() {
    const all = async (...words: string[]) => (await docker(engine, ...words)).split('\n').filter(Boolean)
    for (const id of await all('ps', '-aq')) await docker(engine, 'rm', '-f', id)
    for (const name of await all('volume', 'ls', '-q')) await docker(engine, 'volume', 'rm', name)
  }

  const run = (changes: Parameters<typeof runRequest>[0]) =>
    served.containers.run(runRequest({ image, ...changes }))
  const volumes = () => served.volumes.watch(stop.signal)[Symbol.asyncIterator]()
  const named = ({ items }: Snapshot<Volume>, name: string) => items.find((each) => each.name === name)
  const isThere = (name: string) => (list: Snapshot<Volume>) => named(list, name) !== undefined
  async function written(id: string): Promise<WrittenFiles> {
    return (await collect(served.containers.written({ id }, stop.signal)))[0]!
  }
  async function commit(id: string, reference: string, changes = {}): Promise<ImageProgress['done']> {
    const asked = { id, reference, message: '', author: '', pause: false, ...changes }
    return (await collect(served.containers.commit(asked, stop.signal))).at(-1)!.done
  }

  it('lists volumes as they come and go, by whomever', async () => {
    const list = volumes()
    expect((await until(list, ({ at }) => at > 0)).items).toEqual([])
    const before = Date.now() - 2000
    const labels = [{ key: 'tier', value: 'back=1' }]
    await served.volumes.create(request({ labels }))
    const made = named(await until(list, isThere('data')), 'data')!
    expect(made).toMatchObject({
      anonymous: false,
      driver: 'local',
      scope: 'local',
      labels: { tier: 'back=1' },
      options: {},
    })
    expect(made.mountpoint).toMatch(/^\/.*data\/_data$/)
    expect(made.createdAt).toBeGreaterThan(before)
    expect(JSON.parse(await served.volumes.inspect({ name: 'data' }))).toMatchObject({ Name: 'data' })

    await docker(engine, 'volume', 'create', 'other')
    await until(list, isThere('other'))
    await docker(engine, 'volume', 'rm', 'other')
    await until(list, (snapshot) => !isThere('other')(snapshot))
    await served.volumes.remove({ name: 'data' })
    await until(list, ({ items }) => items.length === 0)
  })

  it('says which containers use a volume, and knows those that the engine named', async () => {
    const list = volumes()
    const containers = served.containers.watch(stop.signal)[Symbol.asyncIterator]()
    await docker(engine, 'create', '--name', 'quiet', '-v', '/somewhere', '-v', 'data:/data', image)
    const { items } = await until(list, (snapshot) => snapshot.items.length === 2)
    const anonymous = items.find((volume) => volume.anonymous)!
    expect(items.map((volume) => volume.anonymous).sort()).toEqual([false, true])
    const find = (snapshot: Snapshot<Container>) => snapshot.items.find((row) => row.name === 'quiet')
    const row = find(await until(containers, (snapshot) => find(snapshot) !== undefined))!
    expect(row.volumes).toEqual([anonymous.name, 'data'].sort())
    const details = served.containers.details({ id: row.id }, stop.signal)[Symbol.asyncIterator]()
    const { value } = await details.next()
    expect(value.volumes).toEqual(row.volumes)
    expect(value.mounts).toContainEqual({
      type: 'volume',
      source: 'data',
      target: '/data',
      readOnly: false,
    })
  })

  it('creates no second volume of a name, and none with a driver or options that there are not', async () => {
    await served.volumes.create(request())
    const again = served.volumes.create(request({ labels: [{ key: 'a', value: 'b' }] }))
    await expect(again).rejects.toMatchObject({ key: 'name-taken/volume', details: { object: 'data' } })
    expect(JSON.parse(await served.volumes.inspect({ name: 'data' })).Labels ?? {}).toEqual({})

    expect(await served.volumes.drivers({})).toContain('local')
    await expect(served.volumes.create(request({ name: 'far', driver: 'nosuch' }))).rejects.toMatchObject({
      key: 'unsupported/volumeDriver',
      details: { driver: 'nosuch', drivers: ['local'] },
    })
    const options = [{ key: 'colour', value: 'red' }]
    await expect(served.volumes.create(request({ name: 'odd', options }))).rejects.toMatchObject({
      key: 'invalid-input/volumeOptions',
      details: { object: 'odd', driver: 'local', engine: expect.stringContaining('colour') },
    })
    expect(await docker(engine, 'volume', 'ls', '-q')).toBe('data')
  })

  it('removes what nobody uses, and says by whom a volume is held', async () => {
    await run({ name: 'user', mounts: [mount('data')] })
    await docker(engine, 'create', '--name', 'sleeper', '-v', 'data:/x', image)
    const refusal = await served.volumes.remove({ name: 'data' }).catch((thrown) => thrown)
    expect(refusal).toMatchObject({ key: 'in-use/volume', details: { object: 'data' } })
    expect([...refusal.details.by].sort()).toEqual(['sleeper', 'user'])
    await docker(engine, 'rm', '-f', 'user', 'sleeper')
    await served.volumes.remove({ name: 'data' })
    await expect(served.volumes.remove({ name: 'data' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('counts what lies in volumes when it is asked to', async () => {
    await run({
      name: 'writer',
      mounts: [mount('data')],
      command: ['sh', '-c', 'head -c 70000 /dev/zero >/data/file; sleep 1000'],
    })
    await served.volumes.create(request({ name: 'empty' }))
    const size = async (...names: string[]) => {
      const [sizes] = await collect(served.volumes.sizes({ names }, stop.signal))
      return [...sizes!].sort((a, b) => a.name.localeCompare(b.name))
    }
    await eventually(async () => expect(await size('data')).toEqual([{ name: 'data', bytes: 70_000 }]))
    expect(await size('data', 'empty', 'gone')).toEqual([
      { name: 'data', bytes: 70_000 },
      { name: 'empty', bytes: 0 },
    ])
    expect(await size()).toEqual([])
  })

  it('creates a container that does not run, and names what stands in the way', async () => {
    const list = served.containers.watch(stop.signal)[Symbol.asyncIterator]()
    const { id, warnings } = await served.containers.create(
      runRequest({ image, name: 'idle', mounts: [mount('data')] }),
    )
    expect(warnings).toEqual([])
    const { items } = await until(list, (snapshot) => snapshot.items.some((row) => row.id === id))
    expect(items).toMatchObject([{ name: 'idle', state: 'created', volumes: ['data'] }])
    const twice = served.containers.create(runRequest({ image, name: 'idle' }))
    await expect(twice).rejects.toMatchObject({ code: 'name-taken' })
    const nothing = served.containers.create(runRequest({ image: 'localhost:1/nothing:1' }))
    await expect(nothing).rejects.toMatchObject({ code: 'image-unknown' })
    await served.containers.start({ id })
    await until(list, (snapshot) => snapshot.items.some((row) => row.state === 'running'))
  })

  it('sends a signal, by name or number, and KILL unless another is named', async () => {
    const script = 'trap "echo heard" USR1; trap "exit 7" HUP; echo ready; while :; do sleep 0.1; done'
    const list = served.containers.watch(stop.signal)[Symbol.asyncIterator]()
    const { id } = await run({ name: 'trap', command: ['sh', '-c', script] })
    const log = () => docker(engine, 'logs', id)
    await eventually(async () => expect(await log()).toContain('ready'))
    await served.containers.kill({ id, signal: 'SIGUSR1' })
    await eventually(async () => expect(await log()).toContain('heard'))
    await served.containers.kill({ id, signal: '1' })
    const ended = (code: number) => (snapshot: Snapshot<Container>) =>
      snapshot.items.some((row) => row.id === id && row.state === 'exited' && row.exitCode === code)
    await until(list, ended(7))
    await expect(served.containers.kill({ id, signal: 'TERM' })).rejects.toMatchObject({ code: 'conflict' })
    await served.containers.start({ id })
    await served.containers.kill({ id })
    await until(list, ended(137))
    await served.containers.start({ id })
    const odd = served.containers.kill({ id, signal: 'NOSUCH' })
    await expect(odd).rejects.toMatchObject({ key: 'invalid-input/signal', details: { signal: 'NOSUCH' } })
  })

  it('counts what a commit takes along, and commits just that', async () => {
    const script =
      'echo one >/one; mkdir /d; echo two >/d/two; rm /etc/passwd; echo kept >/data/kept; echo done; sleep 1000'
    const mounts = [mount('data')]
    const { id } = await run({ name: 'writer', command: ['sh', '-c', script], mounts })
    await eventually(async () => expect(await docker(engine, 'logs', id)).toContain('done'))
    const counted = await written(id)
    expect(counted).toMatchObject({ files: 2, removed: 1, mounts: [{ type: 'volume', source: 'data' }] })
    // Podman counts what it put there itself, too.
    expect(counted.bytes - (isPodman ? counted.bytes - 8 : 0)).toBe(8)

    const done = await commit(id, 'made/of:1', { message: 'by hand', author: 'Ann' })
    expect(done!.tags.join()).toContain('made/of:1')
    const below = JSON.parse(await docker(engine, 'inspect', image))[0]
    const made = JSON.parse(await docker(engine, 'inspect', done!.id))[0]
    expect(made).toMatchObject({ Author: 'Ann', Comment: 'by hand' })
    expect(made.RootFS.Layers).toHaveLength(below.RootFS.Layers.length + 1)
    const look = ['run', '--rm', done!.id, 'sh', '-c', 'cat /one /d/two; ls /etc/passwd /data 2>&1; true']
    expect(await docker(engine, ...look)).toMatch(/^one\ntwo\nls: \/etc\/passwd: No such file/)
    await docker(engine, 'rm', '-f', id)
    await docker(engine, 'rmi', '-f', done!.id)
  })

  it('commits nothing of a container that is gone, and says so', async () => {
    const { id } = await served.containers.create(runRequest({ image, name: 'gone' }))
    expect(await written(id)).toMatchObject({ files: 0, removed: 0 })
    await served.containers.remove({ id })
    await expect(commit(id, 'made:1')).rejects.toMatchObject({ code: 'not-found' })
    await expect(written(id)).rejects.toMatchObject({ code: 'not-found' })
  })
})
