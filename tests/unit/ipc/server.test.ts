import { MessageChannel } from 'node:worker_threads'
import { beforeEach, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { call, type Handlers, kindsOf, stream } from '../../../main/contract/define'
import { AppError } from '../../../main/contract/errors'
import { rowsAtOnce } from '../../../main/contract/parts'
import { createServer } from '../../../main/ipc/server'
import { createClient } from '../../../renderer/data/client'
import type { Bridge, StreamPort } from '../../../renderer/data/streamPort'
import { bridgeTo, wrap } from '../../support/nodePort'

interface Fleet {
  readonly items: readonly { readonly name: string }[]
  readonly at: number
}
const ID = 'a'.repeat(12)
const Id = z.string().regex(/^[0-9a-f]{12,64}$/)
const contract = {
  ships: {
    list: call().returns<string[]>(),
    launch: call(z.object({ id: Id })).returns<void>(),
    fail: call().returns<void>(),
    watch: stream().emits<never>(),
    sleep: stream().emits<never>(),
    count: stream(z.object({ id: Id, to: z.number().int() })).emits<number>(),
    fleet: stream(z.object({ ships: z.number().int() })).emits<Fleet>(),
  },
}
/** Pays no heed to its signal, and ends only when it is told to. */
const asleep = (): AsyncIterableIterator<never> => ({
  [Symbol.asyncIterator]: asleep,
  next: () => new Promise(() => {}),
  async return() {
    seen.finished++
    return { done: true, value: undefined }
  },
})
const seen = { produced: 0, finished: 0, aborted: 0, launched: [] as string[] }

/** Ends only by its signal, as a list's stream does while nothing happens. */
async function* quiet(signal: AbortSignal): AsyncGenerator<never> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  seen.aborted++
}
const ships: Handlers<typeof contract>['ships'] = {
  list: async () => ['one'],
  launch: async ({ id }) => {
    seen.launched.push(id)
    if (id !== ID) throw new AppError('not-found', { object: id })
  },
  fail: async () => {
    throw new Error('secret stack')
  },
  watch: quiet,
  sleep: asleep,
  async *fleet({ ships }) {
    for (let at = 1; ; at++)
      yield { at, items: Array.from({ length: ships }, (_, n) => ({ name: `${at}-${n}` })) }
  },
  async *count({ to }, signal) {
    try {
      for (let n = 0; n < to && !signal.aborted; n++) {
        seen.produced++
        yield n
      }
    } finally {
      seen.finished++
    }
  },
}
const logged: string[] = []
const server = createServer(contract, { ships }, (error, method) => logged.push(`${method} ${error.code}`))

const api = createClient(kindsOf(contract), bridgeTo(server))

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

beforeEach(() => {
  Object.assign(seen, { produced: 0, finished: 0, aborted: 0, launched: [] })
  logged.length = 0
})

test('types flow from the contract', () => {
  expectTypeOf(api.ships.list).returns.resolves.toEqualTypeOf<string[]>()
  expectTypeOf(api.ships.count).parameter(0).toEqualTypeOf<{ id: string; to: number }>()
  // @ts-expect-error the contract has no such method
  expect(api.ships.sink).toBeUndefined()
  // @ts-expect-error an input is required
  void (() => api.ships.launch())
})

test('a call answers', async () => {
  expect(await api.ships.list()).toEqual(['one'])
})

test('an error keeps its code and details', async () => {
  const id = 'b'.repeat(12)
  await expect(api.ships.launch({ id })).rejects.toMatchObject({
    name: 'AppError',
    code: 'not-found',
    details: { object: id },
  })
})

test('an unforeseen error crosses without its text and is logged', async () => {
  await expect(api.ships.fail()).rejects.toMatchObject({ code: 'internal' })
  await expect(api.ships.fail()).rejects.toThrow(/^Something went wrong inside Slipway\.$/)
  expect(logged).toContain('ships.fail internal')
})

test('bad input never reaches the service', async () => {
  await expect(api.ships.launch({ id: '../../etc' })).rejects.toMatchObject({
    code: 'invalid-input',
    details: { fields: ['id'] },
  })
  expect(seen.launched).toEqual([])
})

test.each([
  'ships.nope',
  '__proto__.toString',
  'ships.constructor',
  'ships.list.x',
  'ships',
  '',
  7,
  null,
  { toString: () => 'ships.list' },
])('the name %j is refused', async (name) => {
  expect(await server.call(name, undefined)).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
})

test('a stream cannot be called, nor a call opened', async () => {
  expect(await server.call('ships.watch', undefined)).toMatchObject({ ok: false })
  const { port1, port2 } = new MessageChannel()
  const answer = new Promise((resolve) => port1.once('message', resolve))
  await server.open('ships.list', undefined, wrap(port2))
  expect(await answer).toMatchObject({ error: { code: 'invalid-input' } })
})

test('a stream ends', async () => {
  const items: number[] = []
  for await (const n of api.ships.count({ id: ID, to: 50 })) items.push(n)
  expect(items).toHaveLength(50)
  await until(() => server.openStreams === 0)
})

test('a slow reader slows the source, and leaving ends it', async () => {
  let read = 0
  for await (const _ of api.ships.count({ id: ID, to: 1_000_000 })) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    if (++read === 5) break
  }
  expect(seen.produced).toBeLessThanOrEqual(6)
  await until(() => seen.finished === 1 && server.openStreams === 0)
})

test('leaving a waiting stream ends it at once', async () => {
  const items = api.ships.watch()
  const pending = items.next()
  await until(() => server.openStreams === 1)
  await items.return?.()
  expect(await pending).toEqual({ done: true, value: undefined })
  await until(() => server.openStreams === 0 && seen.aborted === 1)
})

test('leaving ends also what pays no heed to its signal', async () => {
  const items = api.ships.sleep()
  const pending = items.next()
  await until(() => server.openStreams === 1)
  await items.return?.()
  expect((await pending).done).toBe(true)
  await until(() => server.openStreams === 0 && seen.finished === 1)
})

test('a generator that waits for what never comes is left after a while, which is logged', async () => {
  // It cannot even be told to end: that waits behind what it waits for.
  async function* stuck(): AsyncGenerator<never> {
    await new Promise(() => {})
  }
  const said: string[] = []
  const note = (error: AppError, method: string) => said.push(`${method} ${(error.cause as Error).message}`)
  const other = createServer(contract, { ships: { ...ships, watch: stuck } }, note, { patience: 50 })
  const items = createClient(kindsOf(contract), bridgeTo(other)).ships.watch()
  const pending = items.next()
  await until(() => other.openStreams === 1)
  await items.return?.()
  expect((await pending).done).toBe(true)
  await until(() => other.openStreams === 0)
  expect(said).toEqual(['ships.watch the handler did not end although its signal aborted'])
})

test('a stream that is never read opens nothing', async () => {
  api.ships.watch()
  await api.ships.list()
  expect(server.openStreams).toBe(0)
})

test('a stream with bad input throws a typed error', async () => {
  await expect(api.ships.count({ id: 'x', to: 1 }).next()).rejects.toMatchObject({ code: 'invalid-input' })
})

test('a stream that main closes without a word is no end', async () => {
  const { port1, port2 } = new MessageChannel()
  const { ships } = createClient(kindsOf(contract), { call: server.call, open: () => wrap(port1) })
  const pending = ships.watch().next()
  port2.close()
  await expect(pending).rejects.toMatchObject({ code: 'internal' })
})

test.each([0, 1, rowsAtOnce, rowsAtOnce + 1, 3 * rowsAtOnce, 20_500])(
  'a list of %i rows comes whole, and never more than a thousand of them in one message',
  async (ships) => {
    const messages: { part?: unknown[]; item?: Fleet }[] = []
    const listening: Bridge = {
      ...bridgeTo(server),
      open(name, input) {
        const port = bridgeTo(server).open(name, input)
        const onMessage: StreamPort['onMessage'] = (listener) =>
          port.onMessage((message) => {
            messages.push(message as (typeof messages)[number])
            listener(message)
          })
        return { ...port, onMessage }
      },
    }
    const watching = createClient(kindsOf(contract), listening).ships.fleet({ ships })
    for (const at of [1, 2]) {
      const { value } = await watching.next()
      expect(value).toEqual({ at, items: Array.from({ length: ships }, (_, n) => ({ name: `${at}-${n}` })) })
    }
    await watching.return?.()
    const sizes = messages.map(({ part, item }) => (part ?? item!.items).length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(rowsAtOnce)
    expect(messages).toHaveLength(2 * Math.max(1, Math.ceil(ships / rowsAtOnce)))
    await until(() => server.openStreams === 0)
  },
)

test('a list that is left half way ends its stream', async () => {
  const { port1, port2 } = new MessageChannel()
  const served = server.open('ships.fleet', { ships: 1_000_000 }, wrap(port2))
  const port = wrap(port1)
  await new Promise<void>((resolve) => {
    port.onMessage(() => resolve())
    port.post('pull')
  })
  port.close()
  await served
  expect(server.openStreams).toBe(0)
})
