import { MessageChannel } from 'node:worker_threads'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { bytes } from '../../../main/contract/bytes'
import { call, channel, type Handlers, stream } from '../../../main/contract/define'
import { AppError } from '../../../main/contract/errors'
import { createServer } from '../../../main/ipc/server'
import { createClient } from '../../../renderer/data/client'
import { eventually } from '../../support/eventually'
import { failure } from '../../support/failure'
import { bridgeTo, wrap } from '../../support/nodePort'

const mostBytes = 1_000
const Key = z.object({ key: z.string().max(10) })
const contract = {
  dock: {
    list: call().returns<string[]>(),
    watch: stream().emits<number>(),
    /** Says each message again. */
    echo: channel(z.object({ prefix: z.string() }))
      .takes(z.number())
      .emits<string>(),
    /** Answers once, with how many bytes came. */
    load: channel().takes(bytes(mostBytes)).emits<number>(),
    /** Emits for ever, and reads nothing. */
    flood: channel().takes(z.number()).emits<number>(),
    /** Emits two items, reads nothing, and fails when it is told. */
    fail: channel().takes(z.number()).emits<number>(),
    /** Does nothing but read, when it is told. */
    type: channel().takes(Key).emits<never>(),
  },
}

/** What the handlers saw, and how they are told to go on. */
const seen = { produced: 0, received: [] as unknown[], ends: [] as string[] }
let word = new AbortController()
const goOn = () => word.abort()
const told = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    for (const each of [word.signal, signal]) {
      if (each.aborted) resolve()
      each.addEventListener('abort', () => resolve(), { once: true })
    }
  })

/** How the input of a handler ended. */
async function drain(incoming: AsyncIterable<unknown>, each: (message: never) => void = () => {}) {
  try {
    for await (const message of incoming) {
      seen.received.push(message)
      each(message as never)
    }
    seen.ends.push('end')
  } catch (thrown) {
    seen.ends.push(AppError.from(thrown).code)
    throw thrown
  }
}

const dock: Handlers<typeof contract>['dock'] = {
  list: async () => [],
  async *watch() {
    yield 1
  },
  async *echo({ prefix }, incoming) {
    try {
      for await (const message of incoming) yield `${prefix}${message}`
      seen.ends.push('end')
    } catch (thrown) {
      seen.ends.push(AppError.from(thrown).code)
      throw thrown
    }
    yield 'over'
  },
  async *load(incoming) {
    let size = 0
    await drain(incoming, (part: Uint8Array) => {
      size += part.length
    })
    yield size
  },
  async *flood(_incoming, signal) {
    try {
      while (!signal.aborted) yield ++seen.produced
    } finally {
      seen.ends.push('flood')
    }
  },
  async *fail(_incoming, signal) {
    yield 1
    yield 2
    await told(signal)
    throw new AppError('disk-full', 'Full', { object: 'dock' })
  },
  // biome-ignore lint/correctness/useYield: it has nothing to say
  async *type(incoming, signal) {
    await told(signal)
    await drain(incoming)
  },
}
const logged: string[] = []
const server = createServer(contract, { dock }, (error, method) => logged.push(`${method} ${error.code}`))
const api = createClient(contract, bridgeTo(server))

/** The window's end of a channel, for what the client would never send. */
function openRaw(name: string, input?: unknown) {
  const { port1, port2 } = new MessageChannel()
  const messages: { error?: { code: string }; item?: unknown; grant?: number; end?: true }[] = []
  const served = server.open(name, input, wrap(port2))
  port1.on('message', (message) => messages.push(message))
  return { port: port1, messages, served }
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 2))
const settled = () => new Promise((resolve) => setTimeout(resolve, 30))
const nobodyIsLeft = () => eventually(() => expect(server.openStreams).toBe(0))

beforeEach(() => {
  Object.assign(seen, { produced: 0, received: [], ends: [] })
  logged.length = 0
  word = new AbortController()
})
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

describe('faults', () => {
  test('leaving ends all that waits, on both sides', async () => {
    const echo = api.dock.echo({ prefix: '' })
    const reading = echo.next()
    await eventually(() => expect(server.openStreams).toBe(1))
    await echo.return?.()
    expect(await reading).toEqual({ done: true, value: undefined })
    await nobodyIsLeft()
    // Not the end that the window would have said.
    expect(seen.ends).toEqual(['cancelled'])
    expect((await failure(echo.send(1))).code).toBe('cancelled')
    expect(await echo.next()).toEqual({ done: true, value: undefined })
    echo.end()
    expect(logged).toEqual([])
  })

  test('leaving fails who waits for room', async () => {
    const flood = api.dock.flood()
    const sending = Promise.allSettled(Array.from({ length: 100 }, (_, n) => flood.send(n)))
    await flood.next()
    await flood.return?.()
    const failed = (await sending).filter(({ status }) => status === 'rejected')
    expect(failed.length).toBeGreaterThan(50)
    expect(failed.at(-1)).toMatchObject({ reason: { code: 'cancelled' } })
    await eventually(() => expect(seen.ends).toEqual(['flood']))
  })

  test('a window that is gone is no end of the input', async () => {
    for (const name of ['dock.load', 'dock.flood']) {
      const { port, served } = openRaw(name)
      port.postMessage({ pull: 4 })
      if (name === 'dock.load') port.postMessage({ item: new Uint8Array(3) })
      await settled()
      port.close()
      await served
    }
    expect(seen.ends).toEqual(['cancelled', 'flood'])
    expect(logged).toEqual([])
  })

  test('an error reaches the reader, after what came before it, and all who send', async () => {
    const fail = api.dock.fail()
    const sending = Promise.allSettled(Array.from({ length: 100 }, (_, n) => fail.send(n)))
    expect((await fail.next()).value).toBe(1)
    await eventually(() => expect(server.openStreams).toBe(1))
    goOn()
    const last = (await sending).at(-1)
    expect(last).toMatchObject({
      reason: { name: 'AppError', code: 'disk-full', details: { object: 'dock' } },
    })
    expect((await fail.next()).value).toBe(2)
    expect((await failure(fail.next())).code).toBe('disk-full')
    expect(await fail.next()).toEqual({ done: true, value: undefined })
    expect((await failure(fail.send(1))).code).toBe('disk-full')
    expect(logged).toEqual(['dock.fail disk-full'])
  })

  test('a message that does not fit ends the channel, and nothing else', async () => {
    const other = api.dock.echo({ prefix: '' })
    const type = api.dock.type()
    const reading = failure(type.next())
    await type.send({ key: 'x'.repeat(11) })
    const error = await reading
    expect(error).toMatchObject({ code: 'invalid-input', details: { fields: ['key'] } })
    expect((await failure(type.send({ key: 'a' }))).code).toBe('invalid-input')
    goOn()
    await other.send(1)
    await eventually(() => expect(server.openStreams).toBe(1))
    expect(seen).toMatchObject({ received: [], ends: ['invalid-input'] })
    expect(logged).toEqual(['dock.type invalid-input'])
    expect((await other.next()).value).toBe('1')
    await other.return?.()
  })

  test('after the end nothing is sent', async () => {
    const echo = api.dock.echo({ prefix: '' })
    echo.end()
    echo.end()
    expect((await failure(echo.send(1))).code).toBe('invalid-input')
    expect(await echo.next()).toEqual({ done: false, value: 'over' })
    expect(await echo.next()).toEqual({ done: true, value: undefined })
    expect((await failure(echo.send(1))).code).toBe('cancelled')
  })

  test('what no port can carry fails by itself', async () => {
    const type = api.dock.type()
    const sending = failure(type.send({ key: (() => {}) as never }))
    await type.send({ key: 'a' })
    expect((await sending).code).toBe('internal')
    type.end()
    goOn()
    expect((await type.next()).done).toBe(true)
    expect(seen.received).toEqual([{ key: 'a' }])
  })

  test('a bad input, a wrong name and a wrong kind are refused to both', async () => {
    const bad = api.dock.echo({ prefix: 1 as never })
    const sending = failure(bad.send(1))
    expect((await failure(bad.next())).code).toBe('invalid-input')
    expect((await sending).code).toBe('invalid-input')
    expect(await server.call('dock.echo', { prefix: '' })).toMatchObject({ ok: false })
    for (const name of ['dock.list', 'dock.nope', 'dock', '__proto__.toString']) {
      const { messages, served } = openRaw(name)
      await served
      await eventually(() => expect(messages[0]?.error?.code).toBe('invalid-input'))
    }
  })

  test('main closing it without a word is an error to both', async () => {
    const { port1, port2 } = new MessageChannel()
    const { dock } = createClient(contract, { call: server.call, open: () => wrap(port1) })
    const flood = dock.flood()
    const sending = failure(flood.send(1))
    const reading = failure(flood.next())
    port2.close()
    expect([(await sending).code, (await reading).code]).toEqual(['internal', 'internal'])
  })
})

describe('what a broken window says', () => {
  test.each([
    ['more than there is room for', Array.from({ length: 17 }, () => ({ item: { key: '' } }))],
    ['an item after the end', [{ end: true }, { item: { key: '' } }]],
    ['a second end', [{ end: true }, { end: true }]],
    ['nothing at all', [undefined]],
    ['a word', ['pull']],
    ['to ask for nothing', [{ pull: 0 }]],
    ['to ask for less', [{ pull: -1 }]],
    ['to ask for a part', [{ pull: 0.5 }]],
  ])('%s: it is refused, and told why', async (_, said) => {
    const { port, messages } = openRaw('dock.type')
    for (const message of said) port.postMessage(message)
    await eventually(() => expect(messages.at(-1)?.error?.code).toBe('invalid-input'))
    port.postMessage({ pull: 1 })
    await eventually(() => expect(messages.filter(({ error }) => error)).toHaveLength(1))
    goOn()
  })

  test('to ask for more than any window reads: it is given no more at once', async () => {
    const { port, messages } = openRaw('dock.flood')
    for (let n = 0; n < 10; n++) port.postMessage({ pull: 2 ** 53 - 1 })
    await settled()
    expect(messages.length).toBeGreaterThan(10)
    expect(seen.produced).toBeLessThan(1_000)
    port.close()
  })

  test('anything: main goes on, and nothing that does not fit is read', async () => {
    const message = fc.oneof(
      { weight: 30, arbitrary: fc.record({ item: fc.record({ key: fc.string({ maxLength: 10 }) }) }) },
      fc.record({ pull: fc.oneof(fc.integer(), fc.double(), fc.constant('1')) }),
      fc.constant({ end: true }),
      fc.record({ item: fc.anything() }),
      fc.anything({ withTypedArray: true, withMap: true, withDate: true, withBigInt: true }),
    )
    let fitting = 0
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 30 }), async (messages) => {
        seen.received.length = 0
        word = new AbortController()
        const { port, served } = openRaw('dock.type')
        for (const each of [{ pull: 4 }, ...messages]) {
          try {
            port.postMessage(each)
          } catch {
            // No port carries it.
          }
        }
        await turn()
        goOn()
        await turn()
        port.close()
        await served
        fitting += seen.received.length
        for (const each of seen.received) expect(Key.safeParse(each).success).toBe(true)
      }),
      { numRuns: 200 },
    )
    expect(fitting).toBeGreaterThan(0)
    expect(server.openStreams).toBe(0)
    expect(await api.dock.list()).toEqual([])
  })
})
