import { buffer, text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createConnection } from '../../main/engine/client/connection'
import { createPinnedConnection } from '../../main/engine/client/pinnedConnection'
import { createSwitchingConnection } from '../../main/engine/client/switchingConnection'
import { unixTransport } from '../../main/engine/transport/unixTransport'
import { failure } from '../support/failure'
import { createFakeEngine, echo, type FakeEngine, hijack, hijackHeads, json } from '../support/fakeEngine'

let engine: FakeEngine

beforeEach(async () => {
  engine = await createFakeEngine()
})
afterEach(async () => {
  await engine.left()
  await engine.dispose()
})

const path = '/exec/abc/start'
const start = { method: 'POST', path, object: 'web', body: { Detach: false, Tty: true } } as const

function identify(identity: string) {
  engine.on('GET', '/version', json({ Version: '25', ApiVersion: '1.44', MinAPIVersion: '1.24' }))
  engine.on('GET', '/v1.44/info', json({ ID: identity, Name: 'host' }))
  engine.on('POST', `/v1.44${path}`, hijack(hijackHeads['101 UPGRADED'], echo))
}
const asked = () => engine.requests.filter(({ method }) => method === 'POST')

function pinned(identity: string) {
  const { socket } = engine
  const pin = { read: () => identity, write() {} }
  return createPinnedConnection({
    socket,
    transport: unixTransport(socket),
    address: socket,
    pin,
    onGreeted() {},
  })
}

it('which engine it is of is asked before, over the stream itself', async () => {
  identify('one')
  const mine = pinned('one')
  for (let left = 3; left > 0; left--) {
    const stream = await mine.hijack(start)
    stream.end('abc')
    expect(await text(stream)).toBe('abc')
  }
  const other = pinned('two')
  expect((await failure(other.hijack(start))).code).toBe('engine-changed')
  expect(asked()).toHaveLength(3)
  mine.dispose()
  other.dispose()
})

it('it is of the engine that was chosen: with another session it ends, and none is opened', async () => {
  identify('one')
  const mine = pinned('one')
  const active = createSwitchingConnection(mine)
  const held = active.held()
  const stream = await held.hijack(start)
  active.use(createConnection({ socket: engine.socket }))
  expect(await failure(buffer(stream))).toMatchObject({
    key: 'engine-unreachable/switched',
  })
  expect((await failure(held.hijack(start))).key).toBe('engine-unreachable/switched')
  expect(asked()).toHaveLength(1)
  mine.dispose()
})
