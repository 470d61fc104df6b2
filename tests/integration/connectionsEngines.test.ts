import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActiveConnection, Target } from '../../main/contract/connections'
import type { Services } from '../../main/contract/contract'
import { createConnection } from '../../main/engine/connection'
import { createEngine } from '../../main/engine/lifecycle'
import { type AssembledConnections, assembleConnections } from '../../main/services/connections/assemble'
import { contextKey } from '../../main/services/connections/dockerContexts'
import { createContainers } from '../../main/services/containers'
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
import { type Podman, podmanThere, startPodman } from '../support/podman'
import { type SshServer, startSshServer } from '../support/sshServer'
import { until } from '../support/streams'
import { makeCertificates, openTlsDoor } from '../support/tlsEngine'

let engine: TestEngine
let assembled: AssembledConnections
let containers: Services['containers']

async function assemble(env: NodeJS.ProcessEnv = {}, personHome = engine.home) {
  const bundled = createConnection({ socket: engine.socket })
  assembled = await assembleConnections({ engine: engine.engine, bundled, env, personHome })
  const { connection, events } = assembled.chosen
  const desktop = { chooseNewFile: async () => null, openUrl: async () => {} }
  containers = createContainers({ connection, events, desktop })
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

describe('the bundled engine', () => {
  it('is the first, and whole', async () => {
    expect(await reach('connected')).toMatchObject({ id: 'bundled', colour: 'teal', lacks: [] })
    await expectWhole('busybox:test')
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
  beforeAll(async () => {
    folder = temporaryHome()
    older = createEngine({ root: olderApplication(folder), home: temporaryHome() })
    const state = await older.start()
    if (state.phase !== 'ready') throw new Error(explain(state))
    socket = state.socket
    await importBusybox({ socket })
  })
  afterAll(async () => {
    await switchTo('bundled')
    await discard(older)
    removeHome(folder)
  })

  it('is whole, and only it is spoken with', async () => {
    await docker(engine, 'run', '-d', '--name', 'mine', 'busybox:test', 'sleep', '1000')
    const state = await switchTo(await add('Older', { kind: 'unix', socket }))
    expect(state).toMatchObject({ name: 'Older', engine: { kind: 'docker', apiVersion: '1.41' } })
    await expectWhole('busybox:test')
    expect(await docker(engine, 'ps', '-q')).not.toBe('')
    await docker(engine, 'rm', '-f', 'mine')
  })

  it('is lost, stays chosen, and comes back', async () => {
    const before = assembled.chosen.state
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
      assembled.chosen.dispose()
      await assemble({}, host.personHome)
    })
    afterAll(async () => {
      await switchTo('bundled')
      await host?.dispose()
    })

    it('is whole, and the same engine', async () => {
      const meta = join(host.personHome, '.docker/contexts/meta', contextKey('far'))
      mkdirSync(meta, { recursive: true })
      const { user, port } = host.target(null)
      const Host = `ssh://${user}@127.0.0.1:${port}${socket}`
      writeFileSync(join(meta, 'meta.json'), JSON.stringify({ Name: 'far', Endpoints: { docker: { Host } } }))
      const { connections } = await assembled.service.list()
      expect(connections.find(({ id }) => id === 'context:far')?.address).toBe(Host)
      const state = await switchTo('context:far')
      expect(state.lacks).toContain('layersOnDisk')
      await expectWhole('busybox:test')
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
  beforeAll(async () => {
    podman = await startPodman()
    await importBusybox(podman, 'busybox:latest')
  })
  afterAll(async () => {
    await switchTo('bundled')
    await podman?.dispose()
  })

  it('is whole, and says what it lacks', async () => {
    const state = await switchTo(await add('Podman', { kind: 'unix', socket: podman.socket }))
    expect(state.engine).toMatchObject({ kind: 'podman', apiVersion: '1.41' })
    expect(state.lacks).toContain('restartAfterReboot')
    await expectWhole('busybox:latest')
  })
})
