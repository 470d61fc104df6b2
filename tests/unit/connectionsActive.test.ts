import type { Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createConnection } from '../../main/engine/client/connection'
import { createEvents } from '../../main/engine/client/events'
import { createPinnedConnection, type PinnedConnection } from '../../main/engine/client/pinnedConnection'
import { createSwitchingConnection } from '../../main/engine/client/switchingConnection'
import { unixTransport } from '../../main/engine/transport/unixTransport'
import { createLiveList } from '../../main/services/liveList'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { type Answer, createFakeEngine, empty, type FakeEngine, json, stream } from '../support/fakeEngine'

const engines: FakeEngine[] = []
const connections: PinnedConnection[] = []

afterEach(async () => {
  vi.useRealTimers()
  for (const connection of connections.splice(0)) connection.dispose()
  for (const engine of engines.splice(0)) {
    await engine.left()
    await engine.dispose()
  }
})

const codeOf = async (promise: Promise<unknown>) => (await failure(promise)).code

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
  const address = `unix://${socket}`
  const connection = createPinnedConnection({ socket, transport, address, pin, onGreeted() {} })
  connections.push(connection)
  return Object.assign(connection, { pin })
}

const list = { method: 'GET', path: '/containers/json', object: 'Containers' } as const
const remove = { method: 'DELETE', path: '/containers/a', object: 'a' } as const
const sent = (engine: FakeEngine, verb: string) => engine.requests.filter(({ method }) => method === verb)
const asked = (engine: FakeEngine, what: RegExp) => engine.requests.filter(({ target }) => what.test(target))

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
    expect(await codeOf(connection.request(remove))).toBe('engine-changed')
    expect(sent(engine, 'DELETE')).toHaveLength(1)

    connection.pin.write('two')
    await connection.request(remove)
    expect(sent(engine, 'DELETE')).toHaveLength(2)
  })

  it('knows Podman by its store, for its ID is another one each time', async () => {
    const engine = await engineOf('one')
    engine.on('GET', '/version', json({ ApiVersion: '1.41', Components: [{ Name: 'Podman Engine' }] }))
    engine.on('GET', '/v1.41/info', json({ ID: 'random', Name: 'host', DockerRootDir: '/store' }))
    const connection = pinned(engine)
    await connection.request(list)
    expect(connection.engine).toMatchObject({ kind: 'podman', identity: 'podman host /store' })
    expect(connection.engine?.lacks).toContain('restartAfterReboot')
    await connection.request({ ...remove, path: '/containers/a' })
    expect(sent(engine, 'DELETE')).toHaveLength(1)
  })
})

describe('a change', () => {
  /** One engine in the place of another: connections to the one before end. */
  async function replace(engine: FakeEngine, identity: string) {
    await engine.die()
    identify(engine, identity)
    engine.on('GET', '/v1.44/containers/json', json([identity]))
    await engine.revive()
  }

  it('goes over a stream on which the pinned engine said who it is, and over no other', async () => {
    const engine = await engineOf('one')
    const said = new Map<Socket, string>()
    const noting =
      (what: string, answer: Answer): Answer =>
      (socket, request) => {
        said.set(socket, `${said.get(socket) ?? ''}${what} `)
        answer(socket, request)
      }
    engine.on('GET', '/v1.44/info', noting('info', json({ ID: 'one', Name: 'host' })))
    engine.on('DELETE', '/v1.44/containers/a', noting('delete', empty))
    const connection = pinned(engine)
    await connection.request(list)
    await Promise.all([connection.request(remove), connection.request(remove)])
    const streams = [...said.values()].filter((words) => words.includes('delete'))
    expect(streams).toEqual(['info delete ', 'info delete '])
  })

  it('is refused, with nothing sent, by an engine that came right after the one before', async () => {
    const engine = await engineOf('one')
    const connection = pinned(engine)
    await connection.request(list)
    await connection.request(remove)
    await replace(engine, 'two')
    // The end of the stream before may be seen first; nothing is sent then either.
    await eventually(async () => {
      const error = await failure(connection.request(remove))
      expect(error).toMatchObject({ code: 'engine-changed', details: { identity: 'two', name: 'host' } })
    })
    expect(sent(engine, 'DELETE')).toHaveLength(1)
    // And it is seen to be another one.
    await eventually(() => expect(connection.isPinned).toBe(false))
    await replace(engine, 'one')
    await connection.request(remove)
    await eventually(() => expect(connection.isPinned).toBe(true))
  })

  it('is not sent over another stream than the one that was asked', async () => {
    const engine = await engineOf('one')
    const connection = pinned(engine)
    await connection.request(list)
    const closing = json({ ID: 'one', Name: 'host' })
    engine.on('GET', '/v1.44/info', (socket, request) => closing(socket, { ...request, headers: {} }))
    expect(await failure(connection.request(remove))).toMatchObject({
      code: 'engine-unreachable',
      details: { engine: 'It closes the connection after each answer' },
    })
    expect(sent(engine, 'DELETE')).toHaveLength(0)
  })

  it('goes over a stream of the change before it, and asks nothing again', async () => {
    const engine = await engineOf('one')
    const connection = pinned(engine)
    await connection.request(list)
    const before = asked(engine, /info$/).length
    for (let left = 20; left > 0; left--) await connection.request(remove)
    expect(sent(engine, 'DELETE')).toHaveLength(20)
    expect(asked(engine, /info$/).length - before).toBe(1)
    connection.doubt()
    await engine.left()
  })

  it('never goes over a stream of the engine that was trusted before', async () => {
    const engine = await engineOf('one')
    const connection = pinned(engine)
    await connection.request(remove)
    expect(engine.open).toBe(1)
    // The old one lives on, and is no longer meant.
    connection.pin.write('two')
    expect(await codeOf(connection.request(remove))).toBe('engine-changed')
    expect(sent(engine, 'DELETE')).toHaveLength(1)
  })

  it('settles when nobody says who is there', async () => {
    const engine = await engineOf('one')
    const connection = pinned(engine)
    await connection.request(list)
    for (const [answer, code] of [
      [(socket) => socket.destroy(), 'engine-unreachable'],
      [json(null), 'engine-failed'],
      [json({ message: 'broken' }, 500), 'engine-failed'],
    ] as const satisfies readonly (readonly [Answer, string])[]) {
      identify(engine, 'one')
      await connection.request(list)
      engine.on('GET', '/v1.44/info', answer)
      expect(await codeOf(connection.request(remove))).toBe(code)
    }
    identify(engine, 'one')
    await connection.request(list)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const wasAsked = new Promise<void>((resolve) => engine.on('GET', '/v1.44/info', () => resolve()))
    const code = codeOf(connection.request({ ...remove, timeout: 5_000 }))
    await wasAsked
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await code).toBe('timeout')
    expect(sent(engine, 'DELETE')).toHaveLength(0)
  })
})

describe('switching', () => {
  it('ends what is under way and what comes after it, and forgets the old list', async () => {
    const [one, two] = [await engineOf('one'), await engineOf('two')]
    one.on('GET', '/slow', () => {})
    one.on('GET', '/containers/json', json(['one']))
    one.on('GET', '/events', stream([], { end: false }))
    const active = createSwitchingConnection(createConnection({ socket: one.socket }))
    const events = createEvents(active, { onWake: () => () => {} })
    const names = createLiveList({
      read: async () => ({ rows: await active.request<string[]>(list), unread: 0 }),
      events,
      of: 'containers',
    })
    await eventually(() => expect(events.live).toBe(true))
    expect((await names.current()).items).toEqual(['one'])

    const held = active.held()
    const slow = held.request({ ...list, path: '/slow' })
    // Work of several steps, whose next one must not reach the other engine, however late it comes.
    const work = slow.catch(() => held.request(remove))
    const codes = Promise.all([codeOf(slow), codeOf(work)])
    await eventually(() => expect(asked(one, /slow/)).toHaveLength(1))
    active.use(pinned(two))
    events.switched()
    const between = await names.current()
    expect(between.items).toEqual([])
    expect(between.staleSince).not.toBeNull()
    expect(await codes).toEqual(['engine-unreachable', 'engine-unreachable'])
    await eventually(() => expect(events.live).toBe(true))
    expect(await names.current()).toMatchObject({ items: ['two'], staleSince: null })
    expect(await codeOf(held.request(remove))).toBe('engine-unreachable')
    expect(await codeOf(held.stream(remove))).toBe('engine-unreachable')
    expect(sent(two, 'DELETE')).toEqual([])
    events.dispose()
    active.dispose()
  })

  it('there and back does not bring back what was begun before', async () => {
    const [one, two] = [await engineOf('one'), await engineOf('two')]
    const [first, second] = [pinned(one), pinned(two)]
    const active = createSwitchingConnection(first)
    const { session } = active
    const held = active.held()
    await held.request(remove)
    active.use(second)
    active.use(first)
    expect(await codeOf(held.request(remove))).toBe('engine-unreachable')
    expect(await codeOf(active.held(session).request(remove))).toBe('engine-unreachable')
    await active.held(active.session).request(remove)
    expect([sent(one, 'DELETE').length, sent(two, 'DELETE').length]).toEqual([2, 0])
  })
})
