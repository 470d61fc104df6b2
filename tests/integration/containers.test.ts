import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Container, ContainerDetails, RunRequest } from '../../main/contract/containers'
import { AppError } from '../../main/contract/errors'
import type { Snapshot } from '../../main/contract/values'
import { runRequest, type ServedContainers, serveContainers } from '../support/containers'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { eventually } from '../support/eventually'
import { expectPauses } from '../support/pauses'
import { until } from '../support/streams'

let engine: TestEngine
let served: ServedContainers
let stop: AbortController

beforeAll(async () => {
  engine = await startEngine()
  await importBusybox(engine)
})
afterAll(() => engine?.dispose())
beforeEach(() => {
  served = serveContainers(engine.socket)
  stop = new AbortController()
})
afterEach(async () => {
  stop.abort()
  served.dispose()
  const left = await docker(engine, 'ps', '-aq')
  if (left) await docker(engine, 'rm', '-f', '-v', ...left.split('\n'))
})

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => new Error('It did not fail'),
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(AppError)
  return error
}

function watch(): AsyncIterator<Snapshot<Container>> {
  return served.containers.watch(stop.signal)[Symbol.asyncIterator]()
}

/** The row of a name, as soon as it fits. */
async function row(
  list: AsyncIterator<Snapshot<Container>>,
  name: string,
  fits: (row: Container) => boolean = () => true,
): Promise<Container> {
  const find = ({ items }: Snapshot<Container>) => items.find((each) => each.name === name && fits(each))
  return find(await until(list, (snapshot) => find(snapshot) !== undefined))!
}

/** The engine gives some times in whole seconds. */
const wholeSeconds = (milliseconds: number) => Math.floor(milliseconds / 1000) * 1000

async function fetchText(url: string): Promise<string> {
  return eventually(async () => (await fetch(url)).text())
}

const web = ['sh', '-c', 'mkdir -p /www && echo served > /www/index.html && exec httpd -f -p 80 -h /www']
const port = (changes: Partial<RunRequest['ports'][number]> = {}) => ({
  hostIp: '',
  hostPort: null,
  containerPort: 80,
  protocol: 'tcp' as const,
  ...changes,
})

describe('run', () => {
  it('starts a container whose port the engine picks, and opens it', async () => {
    const { id, warnings } = await served.containers.run(
      runRequest({ name: 'web', command: web, ports: [port()] }),
    )
    expect(warnings).toEqual([])
    const { ports: all, state, image } = await row(watch(), 'web')
    expect({ state, image }).toEqual({ state: 'running', image: 'busybox:test' })
    // The engine may pick another port for IPv6; that is a port of its own then.
    const ports = all.filter(({ hostIp }) => hostIp !== '::')
    expect(ports).toEqual([
      { containerPort: 80, protocol: 'tcp', hostPort: expect.any(Number), hostIp: '0.0.0.0' },
    ])
    await served.containers.openPort({ id, containerPort: 80, protocol: 'tcp' })
    const [url] = served.openUrl.mock.calls[0]!
    expect(url).toBe(`http://localhost:${ports[0]!.hostPort}`)
    expect(await fetchText(url)).toBe('served\n')
  })

  it('publishes where it was told to, and says what else listens there', async () => {
    const listener = createServer().listen(0, '127.0.0.1')
    const free = await new Promise<number>((resolve) =>
      listener.once('listening', () => resolve((listener.address() as { port: number }).port)),
    )
    const request = runRequest({
      name: 'web',
      command: web,
      ports: [port({ hostPort: free, hostIp: '127.0.0.1' })],
    })
    const busy = await failure(served.containers.run(request))
    expect(busy).toMatchObject({
      key: 'port-busy/program',
      details: { port: free, object: 'web', pid: String(process.pid) },
    })
    expect(await docker(engine, 'ps', '-aq')).toBe('')

    await new Promise<Server>((resolve) => listener.close(() => resolve(listener)))
    const { id } = await served.containers.run(request)
    expect(await fetchText(`http://127.0.0.1:${free}`)).toBe('served\n')
    const again = await failure(served.containers.run({ ...request, name: 'other' }))
    expect(again).toMatchObject({
      key: 'port-busy/container',
      details: { port: free, object: 'other', by: 'web', container: id },
    })
    expect((await docker(engine, 'ps', '-aq', '--no-trunc')).split('\n')).toEqual([id])

    await served.containers.openPort({ id, containerPort: 80, protocol: 'tcp' })
    expect(served.openUrl).toHaveBeenLastCalledWith(`http://127.0.0.1:${free}`)
    const hidden = await failure(served.containers.openPort({ id, containerPort: 81, protocol: 'tcp' }))
    expect(hidden.code).toBe('conflict')
  })

  it('passes on environment, mounts, restart policy and terminal', async () => {
    const before = Date.now()
    const folder = mkdtempSync(join(tmpdir(), 'slipway-bind-'))
    try {
      const { id } = await served.containers.run(
        runRequest({
          name: 'full',
          tty: true,
          command: ['sh'],
          restartPolicy: 'unless-stopped',
          environment: [
            { name: 'SECRET', value: 'a=b\nc' },
            { name: 'EMPTY', value: '' },
          ],
          mounts: [
            { source: 'data', target: '/data', readOnly: false },
            { source: folder, target: '/folder', readOnly: true },
          ],
        }),
      )
      const details = (await served.containers.details({ id }, stop.signal)[Symbol.asyncIterator]().next())
        .value
      expect(details).toMatchObject({
        id,
        name: 'full',
        state: 'running',
        tty: true,
        restartPolicy: 'unless-stopped',
        entrypoint: [],
        command: ['sh'],
        commandLine: 'sh',
        finishedAt: null,
        error: null,
        outOfMemory: false,
        networks: [{ name: 'bridge', ip: expect.stringMatching(/^\d+\./) }],
      } satisfies Partial<ContainerDetails>)
      expect(details.startedAt).toBeGreaterThanOrEqual(before)
      expect(details.startedAt).toBeLessThanOrEqual(Date.now())
      expect(details.environment.map(({ name }: { name: string }) => name)).toEqual(
        expect.arrayContaining(['SECRET', 'EMPTY']),
      )
      expect(details.mounts).toEqual(
        expect.arrayContaining([
          { type: 'volume', source: 'data', target: '/data', readOnly: false },
          { type: 'bind', source: folder, target: '/folder', readOnly: true },
        ]),
      )
      expect(JSON.stringify(details)).not.toContain('a=b')
      expect((await served.containers.revealed({ id })).environment).toEqual(
        expect.arrayContaining([
          { name: 'SECRET', value: 'a=b\nc' },
          { name: 'EMPTY', value: '' },
        ]),
      )
      const masked = await served.containers.inspect({ id, reveal: false })
      expect(masked).toContain('SECRET=••••••')
      expect(masked).not.toContain('a=b')
      expect(JSON.parse(await served.containers.inspect({ id, reveal: true })).Config.Env).toContain(
        'SECRET=a=b\nc',
      )

      await served.containers.remove({ id })
      expect(await docker(engine, 'volume', 'ls', '-q')).toBe('data')
      await docker(engine, 'volume', 'rm', 'data')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('refuses what cannot be, in one clear error, and leaves nothing', async () => {
    await served.containers.run(runRequest({ name: 'taken' }))
    await row(watch(), 'taken')
    const cases = [
      [{ name: 'taken' }, 'name-taken', { object: 'taken', name: 'taken' }],
      [{ image: 'nowhere/nothing:1' }, 'image-unknown', { object: 'nowhere/nothing:1' }],
      [
        { name: 'no', command: ['no-such-command'] },
        'command-not-found',
        { command: 'no-such-command', object: 'no' },
      ],
      [{ name: 'no', command: ['/no/such/file'] }, 'command-not-found', { command: '/no/such/file' }],
      [{ name: 'no', command: ['/etc/passwd'] }, 'denied', { command: '/etc/passwd' }],
      [
        { name: 'no', mounts: [{ source: '/no/such folder', target: '/x', readOnly: false }] },
        'mount-invalid',
        { path: '/no/such folder', object: 'no' },
      ],
      [
        {
          name: 'no',
          mounts: [
            { source: 'one', target: '/x', readOnly: false },
            { source: 'two', target: '/x', readOnly: false },
          ],
        },
        'mount-invalid',
        {},
      ],
      [{ image: 'Not A Reference' }, 'invalid-input', {}],
    ] as const
    for (const [changes, code, details] of cases) {
      const error = await failure(served.containers.run(runRequest(changes as object)))
      expect({ code: error.code, details: error.details }).toMatchObject({ code, details })
    }
    expect(await docker(engine, 'ps', '-a', '--format', '{{.Names}}')).toBe('taken')
  })
})

describe('a container', () => {
  it('is started, stopped, restarted, killed, renamed and removed', async () => {
    const { containers } = served
    const before = wholeSeconds(Date.now())
    const { id } = await containers.run(
      runRequest({ name: 'web', command: ['sh', '-c', 'trap "exit 3" TERM; sleep 1000 & wait'] }),
    )
    const list = watch()
    const first = await row(list, 'web', ({ state }) => state === 'running')
    expect(first).toMatchObject({ id, health: 'none', exitCode: null })
    expect(first.createdAt).toBeGreaterThanOrEqual(before)
    expect(first.createdAt).toBeLessThanOrEqual(Date.now())

    await containers.stop({ id })
    await row(list, 'web', ({ state, exitCode }) => state === 'exited' && exitCode === 3)
    await containers.stop({ id })
    expect((await failure(containers.kill({ id }))).code).toBe('conflict')
    await containers.start({ id })
    await row(list, 'web', ({ state }) => state === 'running')
    await containers.start({ id })
    await containers.restart({ id })
    await row(list, 'web', ({ state }) => state === 'running')
    await containers.kill({ id })
    await row(list, 'web', ({ state, exitCode }) => state === 'exited' && exitCode === 137)

    await containers.run(runRequest({ name: 'taken' }))
    const taken = await failure(containers.rename({ id, name: 'taken' }))
    expect(taken).toMatchObject({ code: 'name-taken', details: { name: 'taken', object: 'web' } })
    await containers.rename({ id, name: 'db' })
    await row(list, 'db')

    await containers.start({ id })
    await containers.remove({ id })
    await until(list, ({ items }) => !items.some((each) => each.id === id))
    expect((await failure(containers.start({ id }))).code).toBe('not-found')
    expect((await failure(containers.remove({ id }))).code).toBe('not-found')
  })

  it('is paused and resumed where the engine has cgroups, and refused plainly where it has none', async () => {
    const { containers } = served
    const { id } = await containers.run(runRequest({ name: 'web' }))
    const list = watch()
    await row(list, 'web')
    if ((await docker(engine, 'info', '--format', '{{.CgroupDriver}}')) === 'none') {
      const refused = await failure(containers.pause({ id }))
      expect(refused).toMatchObject({ code: 'unsupported', details: { object: 'web' } })
      expect((await failure(containers.resume({ id }))).code).toBe('conflict')
      return
    }
    await expectPauses(served, engine, id, list)
  })

  it('gets its own time to stop', async () => {
    const stubborn = 'trap "echo asked" TERM; echo up; while :; do sleep 1000 & wait; done'
    const run = (seconds: string) =>
      docker(engine, 'run', '-d', '--stop-timeout', seconds, 'busybox:test', 'sh', '-c', stubborn)
    const said = async (id: string, word: string) =>
      expect.poll(() => docker(engine, 'logs', id)).toContain(word)
    const [patient, hasty] = [await run('1000'), await run('1')]
    for (const id of [patient, hasty]) await said(id, 'up')
    const stopping = served.containers.stop({ id: patient })
    await said(patient, 'asked')
    // DialogRequest later, it is killed while the other one is still waited for.
    await served.containers.stop({ id: hasty })
    const state = (id: string) =>
      docker(engine, 'inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', id)
    expect(await docker(engine, 'logs', hasty)).toContain('asked')
    expect(await state(hasty)).toBe('exited 137')
    expect(await state(patient)).toBe('running 0')
    await docker(engine, 'kill', patient)
    await stopping
  })

  it('can be removed by several at once', async () => {
    const { id } = await served.containers.run(runRequest({ name: 'web' }))
    const removals = await Promise.allSettled(
      Array.from({ length: 5 }, () => served.containers.remove({ id })),
    )
    for (const removal of removals) {
      if (removal.status === 'rejected') expect(removal.reason).toMatchObject({ code: 'not-found' })
    }
    expect(removals.some(({ status }) => status === 'fulfilled')).toBe(true)
    expect(await docker(engine, 'ps', '-aq')).toBe('')
  })
})

describe('details', () => {
  it('follow the container, and fail with its name once it is removed elsewhere', async () => {
    const id = await docker(
      engine,
      'run',
      '-d',
      '--name',
      'web',
      '--label',
      'com.docker.compose.project=shop',
      'busybox:test',
      'sleep',
      '1000',
    )
    const details = served.containers.details({ id: id.slice(0, 12) }, stop.signal)[Symbol.asyncIterator]()
    expect(await until(details, () => true)).toMatchObject({
      id,
      name: 'web',
      state: 'running',
      project: 'shop',
    })
    await docker(engine, 'rename', 'web', 'shop-web')
    await until(details, ({ name }) => name === 'shop-web')
    await docker(engine, 'network', 'create', 'inner')
    await docker(engine, 'network', 'connect', 'inner', 'shop-web')
    await until(details, ({ networks }) => networks.some(({ name }) => name === 'inner'))
    await docker(engine, 'rm', '-f', 'shop-web')
    await docker(engine, 'network', 'rm', 'inner')
    const error = await failure(until(details, () => false))
    expect(error).toMatchObject({ code: 'not-found', details: { object: 'shop-web' } })
  })
})

describe('the list', () => {
  it('shows health, and does not read for each check', async () => {
    await docker(
      engine,
      'run',
      '-d',
      '--name',
      'web',
      '--health-cmd',
      'test -e /ok',
      '--health-interval',
      '200ms',
      '--health-retries',
      '2',
      'busybox:test',
      'sleep',
      '1000',
    )
    const list = watch()
    await row(list, 'web', ({ health }) => health === 'unhealthy')
    await docker(engine, 'exec', 'web', 'touch', '/ok')
    await row(list, 'web', ({ health }) => health === 'healthy')
    const checked = () => docker(engine, 'inspect', '--format', '{{json .State.Health.Log}}', 'web')
    let told = false
    const next = list.next().then(() => {
      told = true
    })
    for (let checks = 0; checks < 3; checks++) {
      const last = await checked()
      await expect.poll(checked).not.toBe(last)
    }
    expect(told).toBe(false)
    stop.abort()
    await next
  })

  it('keeps the name of an image that lost it, and says so', async () => {
    await docker(engine, 'tag', 'busybox:test', 'passing:1')
    await docker(engine, 'run', '-d', '--name', 'web', 'passing:1', 'sleep', '1000')
    const list = watch()
    const before = await row(list, 'web', ({ image }) => image === 'passing:1')
    await docker(engine, 'rmi', 'passing:1')
    const after = await row(list, 'web', ({ imageMoved }) => imageMoved)
    // Since when it runs is only known from words that grow coarser.
    expect(after).toEqual({ ...before, imageMoved: true, since: after.since })
    expect(before.imageId).toMatch(/^sha256:[0-9a-f]{64}$/)
    const details = served.containers.details({ id: before.id }, stop.signal)[Symbol.asyncIterator]()
    expect((await details.next()).value).toMatchObject({ image: 'passing:1', imageMoved: true })
  })

  it('names an image that moved away or is gone as it was named, and one that was given by its id as it is named', async () => {
    const made = async (name: string) => {
      const container = await docker(engine, 'create', 'busybox:test', 'true')
      const id = await docker(engine, 'commit', '-m', name, container, name)
      await docker(engine, 'rm', container)
      return id
    }
    const moved = await made('moving:1')
    await docker(engine, 'create', '--name', 'on-moved', 'moving:1', 'true')
    await made('moving:1')
    const gone = await made('going:1')
    await docker(engine, 'create', '--name', 'on-gone', 'going:1', 'true')
    await docker(engine, 'rmi', '-f', 'going:1')
    const given = await made('given:1')
    await docker(engine, 'create', '--name', 'by-id', given, 'true')
    await docker(engine, 'create', '--name', 'by-short-id', given.slice(7, 20), 'true')
    const unnamed = await made('unnamed:1')
    await docker(engine, 'create', '--name', 'on-unnamed', unnamed, 'true')
    await docker(engine, 'rmi', 'unnamed:1').catch(() => docker(engine, 'rmi', '-f', 'unnamed:1'))

    const { value } = await watch().next()
    const said = Object.fromEntries(
      value.items.map(({ name, image, imageMoved }: Container) => [name, { image, imageMoved }]),
    )
    expect(said).toEqual({
      'on-moved': { image: 'moving:1', imageMoved: true },
      'on-gone': { image: 'going:1', imageMoved: true },
      'by-id': { image: 'given:1', imageMoved: false },
      'by-short-id': { image: 'given:1', imageMoved: false },
      'on-unnamed': { image: unnamed.slice(7, 19), imageMoved: false },
    })
    for (const { id } of value.items) {
      const details = served.containers.details({ id }, stop.signal)[Symbol.asyncIterator]()
      const { name, image, imageMoved } = (await details.next()).value
      expect({ image, imageMoved }, name).toEqual(said[name])
    }
    expect(value.items.find(({ name }: Container) => name === 'on-moved')?.imageId).toBe(moved)
    expect(value.items.find(({ name }: Container) => name === 'on-gone')?.imageId).toBe(gone)
    const left = value.items.map(({ id }: Container) => id)
    await docker(engine, 'rm', ...left)
    await docker(engine, 'image', 'prune', '-f')
    await docker(engine, 'rmi', 'moving:1', 'given:1')
  })

  it('tells which could not be started, though the engine has no event for it', async () => {
    const list = watch()
    await docker(engine, 'run', '-d', '--name', 'web', 'busybox:test', 'sleep', '1000')
    const up = await row(list, 'web', ({ state }) => state === 'running')
    expect(up).toMatchObject({ startFailed: false, outOfMemory: false, restartCount: 0 })
    expect(up.since).not.toBeNull()

    await docker(engine, 'create', '--name', 'broken', 'busybox:test', '/no/such/binary')
    await row(list, 'broken', ({ state, startFailed }) => state === 'created' && !startFailed)
    await docker(engine, 'start', 'broken').catch(() => {})
    const broken = await row(list, 'broken', ({ startFailed }) => startFailed)
    expect(broken).toMatchObject({ state: 'created', since: null })

    const details = await until(
      served.containers.details({ id: broken.id }, stop.signal)[Symbol.asyncIterator](),
      () => true,
    )
    expect(details).toMatchObject({ startFailed: true, startedAt: null })
    expect(details.error).toContain('/no/such/binary')
  })

  it('knows the networks of a project by their label, and removes no other', async () => {
    const label = 'com.docker.compose.project'
    await docker(engine, 'network', 'create', '--label', `${label}=shop`, 'shop_default')
    await docker(engine, 'network', 'create', '--label', `${label}=shopping`, 'shopping_default')
    await docker(engine, 'network', 'create', 'shop_stranger')
    const of = (project: string) => served.containers.projectNetworks({ project })
    const [own, ...others] = await of('shop')
    expect(own).toMatchObject({ name: 'shop_default' })
    expect(others).toEqual([])

    const [foreign] = await of('shopping')
    const removal = (id: string) => served.containers.removeProjectNetwork({ project: 'shop', id })
    expect((await failure(removal(foreign!.id))).code).toBe('not-found')
    await docker(
      engine,
      ...['run', '-d', '--name', 'guest', '--network', 'shop_default', 'busybox:test', 'sleep', '1000'],
    )
    expect((await failure(removal(own!.id))).code).toBe('in-use')
    await docker(engine, 'rm', '-f', 'guest')
    await removal(own!.id)
    expect(await of('shop')).toEqual([])
    expect(await of('shopping')).toHaveLength(1)
    await docker(engine, 'network', 'rm', 'shopping_default', 'shop_stranger')
  })

  it('has the last exit code of what starts again and again', async () => {
    await docker(
      engine,
      'run',
      '-d',
      '--name',
      'loop',
      '--restart',
      'always',
      'busybox:test',
      'sh',
      '-c',
      'exit 3',
    )
    const list = watch()
    const restarting = await row(list, 'loop', ({ state }) => state === 'restarting')
    expect(restarting.exitCode).toBe(3)
    await row(list, 'loop', ({ state, restartCount }) => state === 'restarting' && restartCount > 1)
    for await (const details of served.containers.details({ id: restarting.id }, stop.signal)) {
      if (details.state !== 'restarting' || details.restartCount < 3) continue
      expect(details.exitCode).toBe(3)
      break
    }
  })

  it('equals "docker ps -a" after a storm of 100 that come and go', async () => {
    const list = watch()
    await list.next()
    let snapshots = 0
    let last: Snapshot<Container> | undefined
    const reading = (async () => {
      for (;;) {
        const { value, done } = await list.next()
        if (done) return
        last = value
        snapshots++
      }
    })()
    const ids = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        docker(engine, 'create', '--name', `c${index}`, '-p', '127.0.0.1::80', 'busybox:test', 'true'),
      ),
    )
    await Promise.all(ids.filter((_, index) => index % 3 === 0).map((id) => served.containers.remove({ id })))
    await Promise.all(
      ids
        .slice(1, 30)
        .filter((_, index) => index % 3 === 0)
        .map((id) => served.containers.start({ id })),
    )
    const told = async () =>
      (await docker(engine, 'ps', '-a', '--no-trunc', '--format', '{{.ID}} {{.Names}} {{.State}}'))
        .split('\n')
        .sort()
    await eventually(async () => {
      const expected = await told()
      expect(last!.items.map(({ id, name, state }) => `${id} ${name} ${state}`).sort()).toEqual(expected)
      expect(expected.every((line) => !line.endsWith('running'))).toBe(true)
    })
    expect(last!.items).toHaveLength(66)
    expect(snapshots).toBeLessThan(400)
    stop.abort()
    await reading
  })
})

it('shows every new name, though the engine tells of it a moment before its list has it', async () => {
  const { id } = await served.containers.run(runRequest())
  const list = watch()
  // One in some sixty was lost.
  for (let round = 0; round < 400; round++) {
    await served.containers.rename({ id, name: `name-${round}` })
    await row(list, `name-${round}`)
  }
})
