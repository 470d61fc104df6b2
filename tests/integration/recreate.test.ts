import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { RunRequest } from '../../main/contract/containers'
import type { EditPlan, RemakeNews } from '../../main/contract/recreate'
import { engineApi } from '../../main/engine/api/api'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { tellHolder } from '../../main/services/containers/portHolder'
import { createRecreate } from '../../main/services/recreate/service'
import { removedFolder } from '../../main/services/removed/place'
import { createRemovals, type Removals } from '../../main/services/removed/removals'
import { docker, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { eventually } from '../support/eventually'
import { anonymousVolumes, everything, inspect, live, walkedNow, whereabouts } from '../support/removal/lived'

let test: TestEngine
let connection: Connection
let removals: Removals
let recreate: ReturnType<typeof createRecreate>
/** That of a Slipway which was started since. */
let later: ReturnType<typeof createRecreate>
const never = new AbortController().signal

beforeAll(async () => {
  test = await startEngine()
  connection = createConnection({ socket: test.socket })
  const { walked } = await walkedNow(test.home)
  const { home, data } = test.engine.paths
  const engine = () => engineApi(connection)
  const program = layerwalkProgram(root)
  removals = createRemovals({ api: engine, walked: () => walked, home, data, program })
  const options = {
    removals,
    engine,
    keeping: () => ({ owned: true, days: 7, home, data }),
    stop: async (id: string) => void (await docker(test, 'stop', '-t', '0', id)),
    tellHolder: (thrown: unknown) => tellHolder(thrown, engine(), { elsewhere: false }),
    changed() {},
  }
  recreate = createRecreate(options)
  later = createRecreate(options)
  await importBusybox(test)
})
afterAll(async () => {
  connection?.dispose()
  await test?.dispose()
})

const idOf = async (name: string) => (await inspect(test, name)).Id
const drop = (...names: string[]) =>
  onTestFinished(async () => {
    await docker(test, 'rm', '-fv', ...names).catch(() => {})
  })
async function plan(name: string, clone = false): Promise<EditPlan & { id: string }> {
  const id = await idOf(name)
  return { id, ...(await recreate.plan({ id, clone })) }
}
async function last(news: AsyncIterable<RemakeNews>): Promise<RemakeNews> {
  let newest: RemakeNews | undefined
  for await (const one of news) newest = one
  return newest!
}
/** Changes one and resolves to what came of it. */
async function edit(name: string, change: (request: RunRequest) => Partial<RunRequest>, keep = false) {
  const { id, request } = await plan(name)
  return last(recreate.edit({ id, request: { ...request, ...change(request) }, keep }, never))
}
const port = (hostPort: number | null, containerPort = 80) =>
  ({ hostIp: '127.0.0.1', hostPort, containerPort, protocol: 'tcp' }) as const
/** What is the same whatever is changed of its configuration. */
async function written(name: string) {
  await docker(test, 'stop', '-t', '0', name)
  const { layer, volume, diff } = await everything(test.home, name)
  return { layer, volume, diff }
}

describe('a change', () => {
  it('is taken back by a Slipway that was started since, once and forth again', async () => {
    drop('lasting')
    await live(test, 'lasting', '-e', 'A=old')
    expect((await plan('lasting')).canUndo).toBe(false)
    const to = (value: string) => () => ({ environment: [{ name: 'A', value }] })
    await edit('lasting', to('new'))
    const value = () => docker(test, 'exec', 'lasting', 'sh', '-c', 'echo $A')
    expect(await value()).toBe('new')
    const id = await idOf('lasting')
    expect((await later.plan({ id, clone: false })).canUndo).toBe(true)
    expect((await later.plan({ id, clone: true })).canUndo).toBe(false)
    expect(await last(later.undo({ id }, never))).toMatchObject({ done: { canUndo: true } })
    expect(await value()).toBe('old')
    expect(await last(recreate.undo({ id: await idOf('lasting') }, never))).toHaveProperty('done')
    expect(await value()).toBe('new')
    // What is refused leaves what could be taken back before.
    await edit('lasting', () => ({ command: ['/no/such/program'] }))
    expect(await value()).toBe('new')
    expect(await last(later.undo({ id: await idOf('lasting') }, never))).toHaveProperty('done')
    expect(await value()).toBe('old')
    // Of those that are gone nothing is kept.
    const folder = join(removedFolder(test.home), 'before')
    expect(readdirSync(folder)).toEqual([`${await idOf('lasting')}.json`])
  })

  it('takes all that was written along, and is taken back with what was written since', async () => {
    drop('edited')
    await docker(test, 'network', 'create', '--subnet', '10.78.1.0/24', 'wire')
    await live(test, 'edited', ...['-p', '127.0.0.1::80', '--label', 'a=b', '-e', 'KEPT=1', '-e', 'GONE=1'])
    await docker(test, 'network', 'connect', '--ip', '10.78.1.9', '--alias', 'web', 'wire', 'edited')
    const first = await written('edited')
    const { HostConfig: host, Config: config } = await inspect(test, 'edited')
    await docker(test, 'start', 'edited')
    const result = await edit('edited', ({ environment }) => ({
      name: 'renamed',
      environment: [...environment.filter(({ name }) => name !== 'GONE'), { name: 'NEW', value: 'a b' }],
      mounts: [{ source: 'named', target: '/named', readOnly: false }],
      restartPolicy: 'on-failure',
    }))
    drop('renamed')
    expect(result).toMatchObject({ done: { name: 'renamed', problems: [], canUndo: true } })
    const log = await docker(test, 'logs', 'renamed')
    expect(log.split('\n').length).toBeGreaterThan(1)
    const now = await inspect(test, 'renamed')
    expect(now.State.Status).toBe('running')
    expect(now.Config).toMatchObject({
      Labels: { a: 'b' },
      Env: expect.arrayContaining(['KEPT=1', 'NEW=a b']),
    })
    expect((now.Config as { Env: string[] }).Env).not.toContain('GONE=1')
    expect(now.HostConfig).toMatchObject({ RestartPolicy: { Name: 'on-failure' } })
    const wire = ['inspect', '--format', '{{json .NetworkSettings.Networks.wire}}', 'renamed']
    expect(JSON.parse(await docker(test, ...wire))).toMatchObject({ IPAddress: '10.78.1.9' })
    // Nothing is left of the old one, anywhere.
    expect(removals.list()).toEqual([])
    expect(await anonymousVolumes(test)).toHaveLength(1)

    await docker(test, 'exec', 'renamed', 'sh', '-c', 'echo since > /since')
    expect(await last(recreate.undo({ id: now.Id }, never))).toMatchObject({ done: { name: 'edited' } })
    expect(await docker(test, 'exec', 'edited', 'cat', '/since')).toBe('since')
    await docker(test, 'exec', 'edited', 'rm', '-r', '/since', '/named')
    const after = await inspect(test, 'edited')
    expect(after.HostConfig).toEqual(host)
    expect(after.Config).toEqual(config)
    const second = await written('edited')
    // Where it had been mounted and was removed, the root is a newer one.
    expect(second.volume).toEqual(first.volume)
    expect(second.diff).toEqual(first.diff)
  })

  it('leaves every byte as it was', async () => {
    drop('whole')
    await live(test, 'whole')
    const before = await written('whole')
    await edit('whole', () => ({ tty: true }))
    expect(await written('whole')).toEqual(before)
  })

  it('of a name and a restart policy is made in place', async () => {
    drop('named', 'other')
    await live(test, 'named')
    const id = await idOf('named')
    const result = await edit('named', () => ({ name: 'other', restartPolicy: 'always' }))
    expect(result).toEqual({ done: { id, name: 'other', problems: [], canUndo: false } })
    expect(await inspect(test, 'other')).toMatchObject({
      Id: id,
      HostConfig: { RestartPolicy: { Name: 'always' } },
    })
    await live(test, 'named')
    await expect(edit('other', () => ({ name: 'named', restartPolicy: 'no' }))).rejects.toMatchObject({
      code: 'name-taken',
    })
    expect((await inspect(test, 'other')).HostConfig).toMatchObject({ RestartPolicy: { Name: 'always' } })
  })

  it('that cannot start is taken back, with who is in its way', async () => {
    drop('holder', 'busy')
    await docker(
      test,
      'run',
      '-d',
      '--name',
      'holder',
      '-p',
      '127.0.0.1::80',
      'busybox:test',
      'sleep',
      '1000',
    )
    const held = Number((await docker(test, 'port', 'holder', '80')).split(':')[1])
    await live(test, 'busy')
    const result = await edit('busy', () => ({ ports: [port(held)] }))
    expect(result).toMatchObject({ back: { error: { code: 'port-busy', details: { by: 'holder' } } } })
    const { State, HostConfig, Id } = await inspect(test, 'busy')
    expect({ id: 'back' in result && result.back.id, State: State.Status }).toEqual({
      id: Id,
      State: 'running',
    })
    expect(HostConfig).toMatchObject({ PortBindings: {} })
    expect(await docker(test, 'exec', 'busy', 'cat', '/written')).toBe('written')
    expect(removals.list()).toEqual([])
  })

  it('that ends by itself or turns unwell is taken back with what it wrote', async () => {
    drop('ending', 'unwell')
    await live(test, 'ending')
    const command = ['sh', '-c', 'echo new > /new; exit 3']
    expect(await edit('ending', () => ({ command }))).toMatchObject({
      back: { error: { key: 'engine-failed/recreate', details: { reason: { code: 'recreate/ended' } } } },
    })
    expect((await inspect(test, 'ending')).State.Status).toBe('running')
    expect(await docker(test, 'exec', 'ending', 'cat', '/new')).toBe('new')

    const check = ['--health-cmd', 'test "$WELL" = 1', '--health-interval', '1s', '--health-retries', '1']
    await live(test, 'unwell', ...check, '-e', 'WELL=1')
    const environment = [{ name: 'WELL', value: '0' }]
    expect(await edit('unwell', () => ({ environment }))).toMatchObject({
      back: { error: { details: { reason: { code: 'recreate/unhealthy' } } } },
    })
    expect((await inspect(test, 'unwell')).Config).toMatchObject({ Env: expect.arrayContaining(['WELL=1']) })
  })

  it('that the engine refuses leaves it as it was', async () => {
    drop('refused')
    await live(test, 'refused')
    const mounts = [{ source: '/not/there', target: '/mnt', readOnly: false }]
    const result = await edit('refused', () => ({ mounts }))
    expect(result).toMatchObject({ back: { id: await idOf('refused'), error: { code: 'mount-invalid' } } })
    expect((await inspect(test, 'refused')).State.Status).toBe('running')
    expect((await whereabouts(test, test.home, 'refused')).passing).toEqual([])
    await expect(edit('refused', () => ({ image: 'never:seen' }))).rejects.toMatchObject({
      code: 'image-unknown',
    })
  })

  it('keeps what was written until then where that is asked for', async () => {
    drop('copied')
    await live(test, 'copied')
    const before = await written('copied')
    await edit('copied', () => ({ tty: true }), true)
    const [kept] = removals.list()
    await docker(test, 'rm', '-fv', 'copied')
    await removals.comeBack([kept!.id])
    expect(await written('copied')).toEqual(before)
    expect((await inspect(test, 'copied')).Config).toMatchObject({ Tty: false })
    expect(removals.list()).toEqual([])
  })

  it('of the image brings what that says, with the files of before', async () => {
    drop('moved')
    await live(test, 'moved', '-e', 'OWN=1')
    await docker(test, 'stop', '-t', '0', 'moved')
    const container = await docker(test, 'create', 'busybox:test', 'true')
    const change = ['--change', 'ENV BROUGHT=1', '--change', 'LABEL from=other']
    await docker(test, 'commit', ...change, container, 'other:test')
    await docker(test, 'rm', container)
    expect(await edit('moved', () => ({ image: 'other:test' }))).toMatchObject({ done: { name: 'moved' } })
    expect((await inspect(test, 'moved')).Config).toMatchObject({
      Image: 'other:test',
      Env: expect.arrayContaining(['BROUGHT=1', 'OWN=1']),
      Labels: { from: 'other' },
    })
    await docker(test, 'start', 'moved')
    expect(await docker(test, 'exec', 'moved', 'cat', '/written')).toBe('written')
  })

  it('leaves the files of an anonymous volume that something is mounted over', async () => {
    drop('covered')
    await live(test, 'covered')
    await docker(test, 'stop', '-t', '0', 'covered')
    const mounts = [{ source: 'instead', target: '/anonymous', readOnly: false }]
    const result = await edit('covered', () => ({ mounts }))
    expect((await inspect(test, 'covered')).State.Status).toBe('created')
    const [left] = await anonymousVolumes(test)
    if (!('done' in result)) throw new Error('It did not go well.')
    await last(recreate.undo({ id: result.done.id }, never))
    await docker(test, 'start', 'covered')
    expect(await docker(test, 'exec', 'covered', 'cat', '/anonymous/kept')).toBe('kept')
    expect(await anonymousVolumes(test)).toEqual([left])
    await docker(test, 'rm', '-f', 'covered')
    await docker(test, 'volume', 'rm', 'instead', left!)
  })

  it('cannot be made where nothing can be carried over, but for what stays in place', async () => {
    drop('passing', 'gone')
    await docker(test, 'run', '-d', '--rm', '--name', 'passing', 'busybox:test', 'sleep', '1000')
    expect(await plan('passing')).toMatchObject({ keeping: 'autoRemove' })
    await expect(edit('passing', () => ({ tty: true }))).rejects.toMatchObject({
      key: 'unsupported/recreate',
    })
    expect(await edit('passing', () => ({ name: 'gone' }))).toMatchObject({ done: { name: 'gone' } })
  })
})

describe('a clone', () => {
  it('is another one with a copy of all that was written', async () => {
    drop('source', 'source-clone')
    const compose = ['--label', 'com.docker.compose.project=p', '--label', 'com.docker.compose.service=s']
    await live(test, 'source', '-p', '127.0.0.1::80', ...compose)
    const { id, request, project, service } = await plan('source', true)
    expect({ project, service, name: request.name }).toEqual({
      project: 'p',
      service: 's',
      name: 'source-clone',
    })
    const result = await last(recreate.clone({ id, request }, never))
    expect(result).toMatchObject({ done: { name: 'source-clone', problems: [] } })
    const clone = await inspect(test, 'source-clone')
    expect(clone.State.Status).toBe('running')
    expect(clone.Config).toMatchObject({ Labels: {} })
    // Each has its own from now on.
    await docker(test, 'exec', 'source', 'sh', '-c', 'echo other > /written')
    expect(await docker(test, 'exec', 'source-clone', 'cat', '/written')).toBe('written')
    await docker(test, 'exec', 'source', 'sh', '-c', 'echo written > /written')
    expect((await written('source-clone')).volume).toEqual((await written('source')).volume)
    expect(await anonymousVolumes(test)).toHaveLength(2)
    expect(removals.list()).toEqual([])
  })

  it('is of one moment, in its files and in its volume, whatever the other one writes all the time', async () => {
    drop('writer', 'writer-clone')
    // In its clone it finds what was written, and rests.
    const script = [
      '[ -e /one ] && exec sleep 1000',
      'for n in $(seq 500); do echo $n > /file$n; done; touch /one /data/other',
      // With rests, or it would keep a processor from all others; a copy takes longer than they do.
      'while :; do for k in $(seq 100); do n=$((n + 1)); echo $n >> /one; echo $n >> /data/other; done; sleep 0.005; done',
    ].join('\n')
    const volume = ['-v', '/data', '--stop-signal', 'KILL']
    await docker(test, 'run', '-d', '--name', 'writer', ...volume, 'busybox:test', 'sh', '-c', script)
    const lines = async (name: string, file: string) =>
      Number(await docker(test, 'exec', name, 'sh', '-c', `wc -l < ${file}`))
    await eventually(async () => expect(await lines('writer', '/data/other')).toBeGreaterThan(10))
    const { id, request } = await plan('writer', true)
    await last(recreate.clone({ id, request }, never))
    const ahead = (await lines('writer-clone', '/one')) - (await lines('writer-clone', '/data/other'))
    expect([0, 1]).toContain(ahead)
    // It goes on.
    const so = await lines('writer', '/one')
    await eventually(async () => expect(await lines('writer', '/one')).toBeGreaterThan(so))
  })

  it('is not there where it cannot start', async () => {
    drop('held')
    await docker(test, 'run', '-d', '--name', 'held', '-p', '127.0.0.1::80', 'busybox:test', 'sleep', '1000')
    const hostPort = Number((await docker(test, 'port', 'held', '80')).split(':')[1])
    const { id, request } = await plan('held', true)
    const asked = { id, request: { ...request, ports: [port(hostPort)] } }
    await expect(last(recreate.clone(asked, never))).rejects.toMatchObject({ code: 'port-busy' })
    expect(await docker(test, 'ps', '-aq', '--filter', 'name=held-clone')).toBe('')
    expect(removals.list()).toEqual([])
  })
})
