import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contract } from '../../main/contract/contract'
import { AppError } from '../../main/contract/errors'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { createEvents, type Events } from '../../main/engine/client/events'
import { createSwitchingConnection } from '../../main/engine/client/switchingConnection'
import { createServer } from '../../main/ipc/server'
import { type Containers, createContainers } from '../../main/services/containers/containers'
import { runRequest } from '../support/engineCalls'
import { eventually } from '../support/eventually'
import { createFakeEngine, empty, type FakeEngine, faults, json, stream } from '../support/fakeEngine'
import { until } from '../support/streams'

/** Milliseconds; what a service asks for is too long for a test. */
const deadline = 250

let engine: FakeEngine
let connection: Connection
let events: Events
let containers: Containers
let stop: AbortController

/** The same connection with shorter deadlines: what happens at them is what is tested. */
function impatient(connection: Connection): Connection {
  return {
    ...connection,
    request: (request) => connection.request({ ...request, timeout: deadline }),
    stream: (request) => connection.stream({ ...request, timeout: deadline }),
  }
}

beforeEach(async () => {
  engine = await createFakeEngine()
  engine.on('GET', '/events', stream([], { end: false }))
  connection = impatient(createConnection({ socket: engine.socket }))
  events = createEvents(connection, { onWake: () => () => {} })
  const desktop = { chooseNewFile: async () => null, openUrl: async () => {} }
  const active = createSwitchingConnection(connection)
  containers = createContainers({ connection: active, events, desktop })
  stop = new AbortController()
})
afterEach(async () => {
  stop.abort()
  events.dispose()
  connection.dispose()
  await eventually(() => expect(engine.open).toBe(0))
  await engine.dispose()
})

const id = 'abcdefabcdef'

/** What went over the wire, but for the events stream. */
const wire = () =>
  engine.requests
    .filter(({ target }) => target !== '/events')
    .map(({ method, target }) => `${method} ${target}`)

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => new Error('It did not fail'),
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(AppError)
  return error
}

describe('the list', () => {
  const rows = [{ Id: 'a'.repeat(64), Names: ['/web'], State: 'running', Status: 'Up 2 minutes', Created: 1 }]
  const list = '/containers/json?all=true'

  it('is stale while the engine does not answer, and fresh after', async () => {
    engine.on('GET', list, json(rows))
    const watch = containers.watch(stop.signal)[Symbol.asyncIterator]()
    await until(watch, ({ items, staleSince }) => items.length === 1 && staleSince === null && events.live)
    await engine.die()
    const lost = await until(watch, ({ staleSince }) => staleSince !== null)
    expect(lost.items.map(({ name }) => name)).toEqual(['web'])
    engine.on('GET', list, json([]))
    await engine.revive()
    expect((await until(watch, ({ staleSince }) => staleSince === null)).items).toEqual([])
  })

  it('surfaces what the engine says, and what is no list', async () => {
    for (const answer of [
      json({ message: 'broken' }, 500),
      json({}),
      json(null),
      faults['a page instead of JSON']!,
    ]) {
      engine.on('GET', list, answer)
      const error = await failure(containers.watch(stop.signal)[Symbol.asyncIterator]().next())
      expect(error.code).toBe('engine-failed')
    }
  })

  it('is read no more than once for events that concern no row', async () => {
    engine.on('GET', list, json(rows))
    const event = (Action: string) =>
      `${JSON.stringify({ Type: 'container', Action, Actor: { ID: 'a'.repeat(64), Attributes: {} } })}\n`
    const noise = ['exec_create: sh', 'exec_start: sh', 'exec_die', 'top', 'attach', 'resize', 'kill'].map(
      event,
    )
    await engine.die()
    engine.on('GET', '/events', stream([...noise, ...noise], { end: false }))
    await engine.revive()
    const watch = containers.watch(stop.signal)[Symbol.asyncIterator]()
    await until(watch, ({ staleSince }) => staleSince === null && events.live)
    const before = wire().length
    const next = watch.next()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(wire().length - before).toBeLessThanOrEqual(1)
    stop.abort()
    await next
  })
})

describe('nothing that was not asked for reaches the wire', () => {
  it('an id that is none is refused before it', async () => {
    const begun = async () => 1
    const served = { containers: { ...containers, commit: begun, export: begun } }
    const server = createServer({ containers: contract.containers }, served, () => {})
    for (const bad of [
      'abc?force=1',
      '../abc',
      'abc/json',
      'abcdefabcdef?v=1',
      '',
      'ABCDEFABCDEF',
      ' abcdefabcdef',
    ]) {
      for (const method of ['remove', 'start', 'kill', 'inspect', 'environment']) {
        const reply = await server.call(`containers.${method}`, { id: bad, reveal: false })
        expect(reply).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
      }
      // Also when it comes from elsewhere than the window.
      await containers.remove({ id: bad }).catch(() => {})
    }
    for (const line of wire()) expect(line).toMatch(/^DELETE \/containers\/[^/?]+\?force=true&v=false$/)
  })

  it('a container that runs after all is not removed when its start was not answered', async () => {
    engine.on('POST', '/containers/create?name=web', json({ Id: id, Warnings: [] }, 201))
    engine.on('POST', `/containers/${id}/start`, faults['no reply']!)
    expect((await failure(containers.run(runRequest))).code).toBe('timeout')
    expect(wire()).toEqual(['POST /containers/create?name=web', `POST /containers/${id}/start`])
  })

  it('one that the engine refused to start is removed, with its anonymous volumes and without force', async () => {
    engine.on('POST', '/containers/create?name=web', json({ Id: id, Warnings: [] }, 201))
    engine.on(
      'POST',
      `/containers/${id}/start`,
      json({ message: 'Bind for 0.0.0.0:80 failed: port is already allocated' }, 500),
    )
    engine.on('DELETE', `/containers/${id}?v=true`, empty)
    const error = await failure(containers.run(runRequest))
    expect(error).toMatchObject({ code: 'port-busy', details: { port: 80, object: 'web' } })
    // Then it is looked up who has the port.
    expect(wire().slice(-2)).toEqual([`DELETE /containers/${id}?v=true`, 'GET /containers/json'])
  })

  it('a removal that is already under way is waited for', async () => {
    const busy = json({ message: `removal of container ${id} is already in progress` }, 409)
    engine.on('DELETE', `/containers/${id}?force=true&v=false`, busy)
    engine.on('POST', `/containers/${id}/wait?condition=removed`, json({ StatusCode: 0 }))
    await containers.remove({ id })
    engine.on('POST', `/containers/${id}/wait?condition=removed`, json({ message: 'No such container' }, 404))
    await containers.remove({ id })
    expect(wire()).toHaveLength(4)
  })
})
