import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import {
  api,
  forget,
  goOn,
  mostBytes,
  nobodyIsLeft,
  openRaw,
  seen,
  server,
  settled,
} from '../../support/dock'
import { eventually } from '../../support/eventually'

beforeEach(forget)
afterEach(nobodyIsLeft)

test('types flow from the contract', async () => {
  expectTypeOf(api.dock.echo).parameter(0).toEqualTypeOf<{ prefix: string }>()
  const load = api.dock.load()
  expectTypeOf(load.send).parameter(0).toEqualTypeOf<Uint8Array>()
  expectTypeOf(load.next).returns.resolves.toEqualTypeOf<IteratorResult<number>>()
  // @ts-expect-error it takes numbers
  void (() => api.dock.echo({ prefix: '' }).send('one'))
})

test('what is sent is heard, in order, and the end of the input is not the end', async () => {
  const count = 2_000
  const echo = api.dock.echo({ prefix: 'n' })
  const sending = (async () => {
    for (let n = 0; n < count; n++) await echo.send(n)
    echo.end()
  })()
  const heard: string[] = []
  for await (const item of echo) heard.push(item)
  await sending
  expect(heard).toEqual([...Array.from({ length: count }, (_, n) => `n${n}`), 'over'])
  expect(seen.ends).toEqual(['end'])
})

test('whatever waits for room is sent before the end, without anyone waiting for it', async () => {
  const load = api.dock.load()
  const parts = Array.from({ length: 100 }, (_, n) => new Uint8Array(n))
  const sending = Promise.all(parts.map((part) => load.send(part)))
  load.end()
  expect(await load.next()).toEqual({ done: false, value: 4_950 })
  await sending
  expect(await load.next()).toEqual({ done: true, value: undefined })
})

test('a channel that is not used opens nothing', async () => {
  api.dock.flood()
  await api.dock.list()
  expect(server.openStreams).toBe(0)
})

describe('room', () => {
  test('a reader that stalls stalls the source', async () => {
    const flood = api.dock.flood()
    await flood.next()
    await settled()
    const before = seen.produced
    expect(before).toBeLessThan(40)
    await settled()
    expect(seen.produced).toBe(before)
    for (let n = 2; n < 500; n++) expect((await flood.next()).value).toBe(n)
    expect(seen.produced).toBeLessThan(540)
    await flood.return?.()
  })

  test('a handler that stalls stalls the sender', async () => {
    const type = api.dock.type()
    let sent = 0
    const sending = (async () => {
      for (; sent < 200; sent++) await type.send({ key: `${sent}` })
      type.end()
    })()
    await eventually(() => expect(sent).toBeGreaterThan(0))
    await settled()
    const before = sent
    expect(before).toBeLessThan(40)
    await settled()
    expect(sent).toBe(before)
    goOn()
    await sending
    expect(await type.next()).toEqual({ done: true, value: undefined })
    expect(seen.received).toHaveLength(200)
  })

  test('each way has its own', async () => {
    const flood = api.dock.flood()
    void Promise.all(Array.from({ length: 100 }, (_, n) => flood.send(n))).catch(() => {})
    for (let n = 1; n < 500; n++) expect((await flood.next()).value).toBe(n)
    await flood.return?.()
  })
})

describe('bytes', () => {
  test('are copied, with nothing of what lies around them', async () => {
    const buffer = new Uint8Array(100_000).fill(7)
    const load = api.dock.load()
    await load.send(buffer.subarray(10, 20))
    load.end()
    expect((await load.next()).value).toBe(10)
    expect((seen.received[0] as Uint8Array).buffer.byteLength).toBe(10)
    expect(buffer).toHaveLength(100_000)
  })

  test('have a limit, also by what they bring along', async () => {
    for (const item of [
      new Uint8Array(mostBytes + 1),
      new Uint8Array(mostBytes + 1).subarray(0, 1),
      'text',
    ]) {
      const { port, messages, served } = openRaw('dock.load')
      port.postMessage({ pull: 1 })
      port.postMessage({ item })
      await served
      await eventually(() => expect(messages.at(-1)?.error?.code).toBe('invalid-input'))
    }
  })
})
