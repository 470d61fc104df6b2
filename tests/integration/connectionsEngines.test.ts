import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ActiveConnection, Target } from '../../main/contract/connections'
import type { ContainerDetails } from '../../main/contract/containers'
import { createConnection } from '../../main/engine/client/connection'
import { createEngine } from '../../main/engine/owned/lifecycle'
import { type AssembledConnections, assembleConnections } from '../../main/services/connections/assemble'
import { contextKey } from '../../main/services/connections/dockerContexts'
import { type Containers, createContainers } from '../../main/services/containers/containers'
import { createImages } from '../../main/services/images/images'
import { runRequest } from '../support/containers'
import {
  discard,
  docker,
  explain,
  importBusybox,
  removeHome,
  startEngine,
  type TestEngine,
  temporaryHome,
} from '../support/engine'
import { olderApplication, olderThere } from '../support/engineData'
import { eventually } from '../support/eventually'
import { freePort } from '../support/freePort'
import { noCredentials } from '../support/noCredentials'
import { type Podman, podmanThere, startPodman } from '../support/podman'
import { readerHere } from '../support/readerHere'
import { type SshServer, startSshServer } from '../support/sshServer'
import { until } from '../support/streams'
import { makeCertificates, openTlsDoor } from '../support/tlsEngine'

let engine: TestEngine
let assembled: AssembledConnections
let containers: Containers

async function assemble(env: NodeJS.ProcessEnv = {}, personHome = engine.home) {
  const bundled = createConnection({ socket: engine.socket })
  assembled = await assembleConnections({ engine: engine.engine, bundled, env, personHome })
  const { connection, events } = assembled.chosen
  const desktop = { chooseNewFile: async () => null, openUrl: async () => {} }
  const isElsewhere = () => assembled.chosen.state.lacks.includes('sameMachine')
  containers = createContainers({ connection, events, desktop, isElsewhere })
}

beforeAll(async () => {
  engine = await startEngine()
  await importBusybox(engine)
  await assemble()
})
afterAll(async () => {
  assembled?.chosen.dispose()
  await engine?.dispose()
})

async function reach(phase: ActiveConnection['phase']): Promise<ActiveConnection> {
  const stop = new AbortController()
  const states = assembled.service.watch(stop.signal)[Symbol.asyncIterator]()
  const state = await until(states, (state) => state.phase === phase)
  stop.abort()
  return state
}

async function add(name: string, target: Target): Promise<string> {
  return (await assembled.service.add({ name, colour: 'red', target })).id
}

async function switchTo(id: string): Promise<ActiveConnection> {
  await assembled.service.switchTo({ id })
  return reach('connected')
}

/** Lists, runs, reads the log, stops and removes, as the window does. */
async function expectWhole(image: string) {
  const stop = new AbortController()
  const lists = containers.watch(stop.signal)[Symbol.asyncIterator]()
  const before = await until(lists, ({ staleSince, at }) => staleSince === null && at > 0)
  expect(before.items).toEqual([])
  const command = ['sh', '-c', 'echo hello; trap exit TERM; while :; do sleep 0.1; done']
  const { id } = await containers.run(runRequest({ image, name: 'one', command }))
  const isState = (wanted: string) => (list: { items: readonly { id: string; state: string }[] }) =>
    list.items.some((row) => row.id === id && row.state === wanted)
  await until(lists, isState('running'))
  const batches = containers.logs({ id, tail: 100 }, stop.signal)[Symbol.asyncIterator]()
  const { lines } = await until(batches, ({ lines }) => lines.length > 0)
  expect(lines[0]).toMatchObject({ text: 'hello', source: 'stdout' })
  await containers.stop({ id })
  await until(lists, isState('exited'))
  await containers.remove({ id })
  await until(lists, ({ items }) => items.length === 0)
  stop.abort()
}

async function detailsOf(id: string): Promise<ContainerDetails> {
  for await (const details of containers.details({ id }, new AbortController().signal)) return details
  throw new Error('There are no details')
}

/** What is said of pausing is so. */
async function expectPause(image: string, works: boolean) {
  const { id } = await containers.run(runRequest({ image, name: 'paused' }))
  if (works) {
    await containers.pause({ id })
    await containers.resume({ id })
  } else await expect(containers.pause({ id })).rejects.toMatchObject({ code: 'unsupported' })
  await containers.remove({ id })
}

describe('the bundled engine', () => {
  it('is the first, and whole', async () => {
    expect(await reach('connected')).toMatchObject({ id: 'bundled', colour: 'teal' })
    await expectWhole('busybox:test')
  })

  it('lacks what its machine keeps from it, and nothing else', async () => {
    const word = (name: string) => docker(engine, 'info', '--format', `{{.${name}}}`)
    const lacks = [
      ...((await word('CgroupDriver')) === 'none' ? ['pause'] : []),
      ...((await word('MemoryLimit')) === 'false' ? ['limits'] : []),
    ]
    await eventually(() => expect(assembled.chosen.state.lacks).toEqual(lacks))
    await expectPause('busybox:test', !lacks.includes('pause'))
  })

  it('is a Docker context when it is asked to be, for the real docker', async () => {
    await assembled.service.register({ on: true })
    expect((await assembled.service.list()).registered).toBe(true)
    const env = join(engine.home, '.docker')
    expect(await docker(engine, '--config', env, 'context', 'ls', '--format', '{{.Name}}')).toContain(
      'slipway',
    )
    await assembled.service.register({ on: false })
    expect((await assembled.service.list()).registered).toBe(false)
  })
})

describe.runIf(olderThere)('Docker 20.10', () => {
  let older: TestEngine['engine']
  let folder: string
  let socket: string
  let id: string
  beforeAll(async () => {
    folder = temporaryHome()
    older = createEngine({ root: olderApplication(folder), home: temporaryHome() })
    const state = await older.start()
    if (state.phase !== 'ready') throw new Error(explain(state))
    socket = state.socket
    await importBusybox({ socket })
    id = await add('Older', { kind: 'unix', socket })
  })
  afterAll(async () => {
    await switchTo('bundled')
    await discard(older)
    removeHome(folder)
  })

  it('is whole, and only it is spoken with', async () => {
    await docker(engine, 'run', '-d', '--name', 'mine', 'busybox:test', 'sleep', '1000')
    const state = await switchTo(id)
    expect(state).toMatchObject({ name: 'Older', engine: { kind: 'docker', apiVersion: '1.41' } })
    await expectWhole('busybox:test')
    expect(await docker(engine, 'ps', '-q')).not.toBe('')
    await docker(engine, 'rm', '-f', 'mine')
  })

  it('is lost, stays chosen, and comes back', async () => {
    const before = await switchTo(id)
    await older.stop()
    expect(await reach('lost')).toMatchObject({ id: before.id, name: 'Older' })
    expect(assembled.chosen.state.staleSince).not.toBeNull()
    const state = await older.start()
    expect(state.phase).toBe('ready')
    expect((await reach('connected')).engine?.identity).toBe(before.engine?.identity)
  })

  it('is whole over TLS', async () => {
    const certificates = makeCertificates()
    const door = await openTlsDoor(socket, certificates, certificates.server)
    const { ca, client } = certificates
    const state = await switchTo(await add('Safe', door.target({ ca, ...client })))
    expect(state).toMatchObject({ name: 'Safe', phase: 'connected', engine: { apiVersion: '1.41' } })
    await expectWhole('busybox:test')
    await switchTo('bundled')
    await door.dispose()
    certificates.dispose()
  })

  describe('over ssh', () => {
    let host: SshServer
    beforeAll(async () => {
      host = await startSshServer()
      host.makeKnown()
      const meta = join(host.personHome, '.docker/contexts/meta', contextKey('far'))
      mkdirSync(meta, { recursive: true })
      writeFileSync(
        join(meta, 'meta.json'),
        JSON.stringify({ Name: 'far', Endpoints: { docker: { Host: address() } } }),
      )
      assembled.chosen.dispose()
      await assemble({}, host.personHome)
    })
    beforeEach(async () => void (await switchTo('context:far')))
    afterAll(async () => {
      await switchTo('bundled')
      await host?.dispose()
      assembled.chosen.dispose()
      await assemble()
    })

    function address() {
      const { user, port } = host.target(null)
      return `ssh://${user}@127.0.0.1:${port}${socket}`
    }

    it('is whole, and the same engine', async () => {
      const { connections } = await assembled.service.list()
      expect(connections.find(({ id }) => id === 'context:far')?.address).toBe(address())
      const { state } = assembled.chosen
      expect(state.lacks).toEqual(expect.arrayContaining(['layersOnDisk', 'sameMachine']))
      await expectWhole('busybox:test')
      const ports = [{ hostIp: '', hostPort: null, containerPort: 80, protocol: 'tcp' as const }]
      const { id } = await containers.run(runRequest({ name: 'far', ports }))
      await expect(containers.openPort({ id, containerPort: 80, protocol: 'tcp' })).rejects.toMatchObject({
        key: 'unsupported/elsewhere',
      })
      await containers.remove({ id })
    })

    it('shows the dropped connection as lost', async () => {
      await host.stop()
      expect((await reach('lost')).id).toBe('context:far')
      await host.start()
      await assembled.service.reconnect()
      await reach('connected')
    })

    it('is chosen again after a restart, refused while its host has another key', async () => {
      await host.changeKey()
      assembled.chosen.dispose()
      await assemble({}, host.personHome)
      const state = await reach('refused')
      expect(state).toMatchObject({ id: 'context:far', error: { code: 'host-key-changed' } })
      host.makeKnown()
      await assembled.service.reconnect()
      await reach('connected')
    })
  })
})

describe.runIf(podmanThere)("Podman's service", () => {
  let podman: Podman
  let id: string
  beforeAll(async () => {
    podman = await startPodman()
    await importBusybox(podman, 'busybox:latest')
    id = await add('Podman', { kind: 'unix', socket: podman.socket })
  })
  beforeEach(async () => void (await switchTo(id)))
  afterAll(async () => {
    await switchTo('bundled')
    await podman?.dispose()
  })

  it('is whole, and says what it lacks', async () => {
    const { state } = assembled.chosen
    expect(state.engine).toMatchObject({ kind: 'podman', apiVersion: '1.41' })
    expect(state.lacks).toEqual(expect.arrayContaining(['layersOnDisk', 'restartAfterReboot', 'mountCheck']))
    expect(state.lacks).not.toContain('sameMachine')
    await expectWhole('busybox:latest')
    await expectPause('busybox:latest', !state.lacks.includes('pause'))
  })

  it('restarts, kills and publishes ports', async () => {
    const hostPort = await freePort()
    const ports = [{ hostIp: '127.0.0.1', hostPort, containerPort: 80, protocol: 'tcp' as const }]
    const command = [
      'sh',
      '-c',
      'echo begun; mkdir /www; echo there > /www/index.html; httpd -f -p 80 -h /www',
    ]
    const request = runRequest({ image: 'busybox', name: 'web', command, ports, restartPolicy: 'always' })
    const { id } = await containers.run(request)
    const page = async () => (await fetch(`http://127.0.0.1:${hostPort}/`)).text()
    await eventually(async () => expect(await page()).toBe('there\n'))
    await containers.restart({ id })
    await eventually(async () => expect(await page()).toBe('there\n'))
    await containers.kill({ id })
    await containers.remove({ id })
    // What ends is started again: that needs nothing but the engine's own processes.
    const ending = runRequest({ image: 'busybox', name: 'ends', command: ['true'], restartPolicy: 'always' })
    const again = await containers.run(ending)
    await eventually(async () => expect((await detailsOf(again.id)).restartCount).toBeGreaterThan(0))
    // It may end in that very moment.
    await containers.remove({ id: again.id })
  })

  it('explains what cannot be mounted and what keeps no log', async () => {
    const folder = join(engine.home, 'made')
    const mounts = [{ source: folder, target: '/x', readOnly: false }]
    const { id } = await containers.run(runRequest({ image: 'busybox', name: 'made', mounts }))
    expect(existsSync(folder)).toBe(true)
    await containers.remove({ id })
    const source = '/proc/nowhere'
    const refused = runRequest({ image: 'busybox', name: 'refused', mounts: [{ ...mounts[0]!, source }] })
    await expect(containers.run(refused)).rejects.toMatchObject({
      code: 'mount-invalid',
      details: { path: source },
    })
    await docker(podman, 'run', '-d', '--name', 'silent', '--log-driver', 'none', 'busybox', 'sleep', '1000')
    const silent = await docker(podman, 'inspect', '--format', '{{.Id}}', 'silent')
    const log = containers.logs({ id: silent, tail: 10 }, new AbortController().signal)
    await expect(log[Symbol.asyncIterator]().next()).rejects.toMatchObject({ key: 'unsupported/log' })
    await containers.remove({ id: silent })
  })

  it('removes no name of an image that a container uses', async () => {
    await docker(podman, 'tag', 'busybox:latest', 'busybox:second')
    const { id } = await containers.run(runRequest({ image: 'busybox', name: 'user' }))
    const { connection, events } = assembled.chosen
    const desktop = { chooseArchive: async () => null, chooseNewFile: async () => null }
    const images = createImages({
      connection,
      events,
      desktop,
      reader: readerHere,
      credentials: noCredentials,
      welcome: () => null,
    })
    const imageId = (await detailsOf(id)).imageId
    const whole = imageId.startsWith('sha256:') ? imageId : `sha256:${imageId}`
    const tags = async () => (await images.details({ id: whole })).tags
    const before = await tags()
    expect(before).toHaveLength(2)
    await expect(images.remove({ id: whole, reference: null })).rejects.toMatchObject({
      code: 'in-use',
      details: { by: ['user'] },
    })
    expect(await tags()).toEqual(before)
    await containers.remove({ id })
  })
})
