import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../main/contract/errors'
import { createActiveConnection } from '../../main/engine/activeConnection'
import { createConnection } from '../../main/engine/connection'
import { createEvents } from '../../main/engine/events'
import { createPinnedConnection } from '../../main/engine/pinnedConnection'
import { judgeHostKey, knownLine, readKnownKeys } from '../../main/engine/transport/knownHosts'
import { unixTransport } from '../../main/engine/transport/unixTransport'
import { addressOf, parseAddress, unusable } from '../../main/services/connections/address'
import { contextKey, readDockerContexts } from '../../main/services/connections/dockerContexts'
import { isRegistered, register, unregister } from '../../main/services/connections/registration'
import { openConnectionStore } from '../../main/services/connections/store'
import { createLiveList } from '../../main/services/liveList'
import { createFakeEngine, empty, type FakeEngine, json, stream } from '../support/fakeEngine'

let folder: string
const engines: FakeEngine[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-connections-'))
})
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.dispose()
  rmSync(folder, { recursive: true })
})

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(
    () => expect.unreachable('it succeeded'),
    (error: unknown) => error,
  )
  return AppError.from(thrown).code
}

/** An engine that says who it is, with one container of a name. */
async function engineOf(identity: string, { api = '1.44', least = '1.24' } = {}): Promise<FakeEngine> {
  const engine = await createFakeEngine()
  engines.push(engine)
  identify(engine, identity, api, least)
  engine.on('GET', /^\/v[\d.]+\/containers\/json/, json([identity]))
  engine.on('GET', /^\/v[\d.]+\/events/, stream([], { end: false }))
  engine.on('DELETE', /^\/v[\d.]+\/containers\/a$/, empty)
  return engine
}
function identify(engine: FakeEngine, identity: string, api = '1.44', least = '1.24') {
  engine.on('GET', '/version', json({ Version: '25', ApiVersion: api, MinAPIVersion: least }))
  engine.on('GET', /^\/v[\d.]+\/info$/, json({ ID: identity, Name: 'host', MemoryLimit: false }))
}

function pinned(engine: FakeEngine, identity: string | null = null) {
  let known = identity
  const pin = {
    read: () => known,
    write(found: string) {
      known = found
    },
  }
  const { socket } = engine
  const transport = unixTransport(socket)
  return createPinnedConnection({ socket, transport, address: `unix://${socket}`, pin, onGreeted() {} })
}

const list = { method: 'GET', path: '/containers/json', object: 'Containers' } as const
const remove = { method: 'DELETE', path: '/containers/a', object: 'a' } as const

describe('a pinned connection', () => {
  it('speaks the highest version that both know', async () => {
    for (const [api, spoken] of [
      ['1.41', '1.41'],
      ['1.44', '1.44'],
      ['1.52', '1.45'],
    ] as const) {
      const engine = await engineOf('one', { api })
      await pinned(engine).request(list)
      expect(engine.requests.map(({ target }) => target)).toContain(`/v${spoken}/containers/json`)
    }
  })

  it('explains engines that are too old, too new or none', async () => {
    expect(await codeOf(pinned(await engineOf('one', { api: '1.40' })).request(list))).toBe('engine-too-old')
    const tooNew = await engineOf('one', { api: '1.99', least: '1.46' })
    expect(await codeOf(pinned(tooNew).request(list))).toBe('unsupported')
    const none = await engineOf('one')
    none.on('GET', '/version', json({ hello: 'world' }))
    const connection = pinned(none)
    expect(await codeOf(connection.request(list))).toBe('engine-failed')
    expect(none.requests).toHaveLength(1)
    expect(connection.problem?.code).toBe('engine-failed')
  })

  it('takes the first engine, and changes nothing on another one until it is trusted', async () => {
    const engine = await engineOf('one')
    const connection = pinned(engine)
    await connection.request(remove)
    expect(connection.isPinned).toBe(true)

    identify(engine, 'two')
    connection.doubt()
    expect(await connection.request(list)).toEqual(['one'])
    expect(connection.isPinned).toBe(false)
    const sent = engine.requests.length
    expect(await codeOf(connection.request(remove))).toBe('engine-changed')
    expect(engine.requests.slice(sent).filter(({ method }) => method !== 'GET')).toEqual([])
  })

  it('asks again before it changes something, also without a doubt', async () => {
    const engine = await engineOf('one')
    const connection = pinned(engine)
    await connection.request(list)
    identify(engine, 'two')
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect(await codeOf(connection.request(remove))).toBe('engine-changed')
    expect(engine.requests.filter(({ method }) => method === 'DELETE')).toEqual([])
  })

  it('knows Podman by its store, for its ID is another one each time', async () => {
    const engine = await engineOf('one')
    engine.on('GET', '/version', json({ ApiVersion: '1.41', Components: [{ Name: 'Podman Engine' }] }))
    engine.on('GET', '/v1.41/info', json({ ID: 'random', Name: 'host', DockerRootDir: '/store' }))
    const connection = pinned(engine)
    await connection.request(list)
    expect(connection.engine).toMatchObject({ kind: 'podman', identity: 'podman host /store' })
    expect(connection.engine?.lacks).toContain('restartAfterReboot')
  })
})

describe('switching', () => {
  it('ends what is under way, asks the new engine nothing for it, and forgets the old list', async () => {
    const [one, two] = [await engineOf('one'), await engineOf('two')]
    one.on('GET', '/slow', () => {})
    one.on('GET', '/containers/json', json(['one']))
    one.on('GET', '/events', stream([], { end: false }))
    const active = createActiveConnection(createConnection({ socket: one.socket }))
    const events = createEvents(active, { onWake: () => () => {} })
    const names = createLiveList({
      read: () => active.request<string[]>(list),
      events,
      concerns: () => true,
    })
    await vi.waitFor(() => expect(events.live).toBe(true), 30_000)
    expect((await names.current()).items).toEqual(['one'])

    const slow = active.request({ ...list, path: '/slow' })
    // Work of several requests, whose next one must not reach the other engine.
    const work = slow.catch(() => active.request(remove))
    const codes = Promise.all([codeOf(slow), codeOf(work)])
    const used = active.use(pinned(two))
    await used
    events.switched()
    const between = await names.current()
    expect(between.items).toEqual([])
    expect(between.staleSince).not.toBeNull()
    expect(await codes).toEqual(['engine-unreachable', 'engine-unreachable'])
    await vi.waitFor(() => expect(events.live).toBe(true), 30_000)
    expect(await names.current()).toMatchObject({ items: ['two'], staleSince: null })
    expect(two.requests.filter(({ method }) => method !== 'GET')).toEqual([])
    events.dispose()
    active.dispose()
  })
})

describe('addresses', () => {
  it('are read and written as Docker does', () => {
    const tls = { ca: '/ca.pem', cert: null, key: null }
    for (const address of [
      'unix:///run/docker.sock',
      'tcp://host:2376',
      'tcp://[::1]:2376',
      'ssh://me@host',
      'ssh://host:2222/run/user/1000/docker.sock',
    ]) {
      const target = parseAddress(address, address.startsWith('tcp') ? tls : null)
      expect(target && addressOf(target), address).toBe(address)
    }
    for (const address of ['', 'npipe:////./pipe/docker_engine', 'fd://', 'unix://relative', 'ssh://a b']) {
      expect(parseAddress(address, null), address).toBeNull()
    }
  })

  it('go in the clear only to this machine', () => {
    expect(unusable(parseAddress('tcp://127.0.0.1:2375', null)!)).toBeNull()
    expect(unusable(parseAddress('tcp://localhost:2375', null)!)).toBeNull()
    expect(unusable(parseAddress('tcp://[::1]:2375', null)!)).toBeNull()
    expect(unusable(parseAddress('tcp://10.0.0.1:2375', null)!)).toMatch(/clear/)
    expect(unusable(parseAddress('tcp://127.0.0.1.example:2375', null)!)).toMatch(/clear/)
  })
})

describe('known hosts', () => {
  const key = (text: string) => {
    const type = Buffer.from('\0\0\0\x0bssh-ed25519', 'latin1')
    return Buffer.concat([type, Buffer.from(text)])
  }
  async function verdict(lines: string, host = 'host', port = 22) {
    const file = join(folder, 'known_hosts')
    writeFileSync(file, lines)
    return judgeHostKey(await readKnownKeys([file, join(folder, 'none')], host, port), key('ours'))
  }
  const line = (hosts: string, text = 'ours', marker = '') =>
    `${marker}${hosts} ssh-ed25519 ${key(text).toString('base64')} a comment\n`

  it('know a key by name, port, pattern and hash', async () => {
    expect(await verdict(line('host'))).toBe('known')
    expect(await verdict(line('other,HOST'))).toBe('known')
    expect(await verdict(line('*.example'), 'a.example')).toBe('known')
    expect(await verdict(line('*.example,!a.example'), 'a.example')).toBe('unknown')
    expect(await verdict(knownLine('host', 2222, key('ours')), 'host', 2222)).toBe('known')
    expect(await verdict(line('host'), 'host', 2222)).toBe('unknown')
    writeFileSync(join(folder, 'hashed'), line('host'))
    execFileSync('ssh-keygen', ['-Hf', join(folder, 'hashed')], { stdio: 'ignore' })
    const hashed = readFileSync(join(folder, 'hashed'), 'utf8')
    expect(hashed).toMatch(/^\|1\|/)
    expect(await verdict(hashed)).toBe('known')
    expect(await verdict(hashed, 'hose')).toBe('unknown')
  })

  it('refuse a changed or a revoked key', async () => {
    expect(await verdict(line('host', 'theirs'))).toBe('changed')
    expect(await verdict(line('host', 'theirs') + line('host'))).toBe('known')
    expect(await verdict(line('*', 'ours', '@revoked ') + line('host'))).toBe('changed')
    expect(await verdict(line('host', 'ours', '@cert-authority '))).toBe('unknown')
    expect(await verdict('')).toBe('unknown')
  })
})

describe('connections.json', () => {
  const target = { kind: 'unix', socket: '/run/docker.sock' } as const

  it('keeps what it does not know', () => {
    const file = join(folder, 'connections.json')
    writeFileSync(file, '{"later":{"a":1}}')
    openConnectionStore(file).change({ added: [{ id: 'added:1', name: 'One', colour: 'red', target }] })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      later: { a: 1 },
      added: [{ id: 'added:1', name: 'One', colour: 'red', target }],
    })
  })

  it('is left as it is when it cannot be read', () => {
    const file = join(folder, 'connections.json')
    for (const text of ['{"added": [', '{"added": [{"id": 1}]}']) {
      writeFileSync(file, text)
      const store = openConnectionStore(file)
      expect(store.problem).toContain(file)
      expect(() => store.change({ added: [] })).toThrow(AppError)
      store.note({ engines: {} })
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
  })
})

describe('Docker contexts', () => {
  function writeContext(name: string, Host: string, rest = {}) {
    const at = join(folder, 'contexts/meta', contextKey(name))
    mkdirSync(at, { recursive: true })
    const meta = { Name: name, Metadata: {}, Endpoints: { docker: { Host, ...rest } } }
    writeFileSync(join(at, 'meta.json'), JSON.stringify(meta))
  }

  it('are read with their certificates, and say why they cannot be used', async () => {
    writeContext('far', 'ssh://me@host')
    writeContext('safe', 'tcp://host:2376')
    writeContext('clear', 'tcp://host:2375')
    writeContext('careless', 'tcp://host:2376', { SkipTLSVerify: true })
    const tls = join(folder, 'contexts/tls', contextKey('safe'), 'docker')
    mkdirSync(tls, { recursive: true })
    writeFileSync(join(tls, 'ca.pem'), '')
    mkdirSync(join(folder, 'contexts/meta/broken'))
    writeFileSync(join(folder, 'contexts/meta/broken/meta.json'), '{')
    writeFileSync(join(folder, 'config.json'), '{"currentContext":"far"}')
    const { contexts, current, problems } = await readDockerContexts(folder)
    expect(current).toBe('far')
    expect(problems).toHaveLength(1)
    const usable = contexts.filter(({ unusable }) => unusable === null)
    expect(usable.map(({ name }) => name)).toEqual(['far', 'safe'])
    expect(usable[1]?.target).toMatchObject({ tls: { ca: join(tls, 'ca.pem'), cert: null } })
  })

  it('are nothing where docker was never used', async () => {
    expect(await readDockerContexts(join(folder, 'none'))).toEqual({
      contexts: [],
      current: null,
      problems: [],
    })
  })

  it('gain and lose Slipway, and nothing else', async () => {
    writeContext('far', 'ssh://me@host')
    writeFileSync(join(folder, 'config.json'), '{ "auths": {},\n "currentContext": "far" }')
    const copy = mkdtempSync(join(tmpdir(), 'slipway-copy-'))
    cpSync(folder, copy, { recursive: true })
    const own = { folder, home: '/home/me/.local/share/slipway', socket: '/run/me/docker.sock' }
    register(own)
    expect(isRegistered(own)).toBe(true)
    const { contexts } = await readDockerContexts(folder)
    expect(contexts.find(({ name }) => name === 'slipway')?.address).toBe('unix:///run/me/docker.sock')
    await unregister(own)
    expect(isRegistered(own)).toBe(false)
    expect(() => execFileSync('diff', ['-r', folder, copy])).not.toThrow()
    rmSync(copy, { recursive: true })
  })

  it('stay when they are in use, or not ours', async () => {
    const own = { folder, home: '/a', socket: '/run/a.sock' }
    register(own)
    writeFileSync(join(folder, 'config.json'), '{"currentContext":"slipway"}')
    expect(await codeOf(unregister(own))).toBe('in-use')
    expect(await codeOf(unregister({ ...own, home: '/b' }))).toBe('name-taken')
    expect(() => register({ ...own, home: '/b' })).toThrow(AppError)
    expect(existsSync(join(folder, 'contexts/meta', contextKey('slipway'), 'meta.json'))).toBe(true)
  })
})
