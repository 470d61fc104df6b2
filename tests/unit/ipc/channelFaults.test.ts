import { MessageChannel } from 'node:worker_threads'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { kindsOf } from '../../../main/contract/define'
import { createClient } from '../../../renderer/data/client'
import {
  api,
  contract,
  forget,
  goOn,
  Key,
  logged,
  nobodyIsLeft,
  openRaw,
  seen,
  server,
  settled,
} from '../../support/dock'
import { eventually } from '../../support/eventually'
import { failure } from '../../support/failure'
import { wrap } from '../../support/nodePort'

beforeEach(forget)
afterEach(nobodyIsLeft)

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
    const { dock } = createClient(kindsOf(contract), { call: server.call, open: () => wrap(port1) })
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
    await eventually(() => expect(messages.length).toBeGreaterThan(10))
    // For what may come without being asked for.
    await settled()
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
        forget()
        const { port, served } = openRaw('dock.type')
        for (const each of [{ pull: 4 }, ...messages]) {
          try {
            port.postMessage(each)
          } catch {
            // No port carries it.
          }
        }
        // Either is the end of it: the first one, which is read up to, or one too many.
        for (let n = 0; n < 2; n++) port.postMessage({ end: true })
        goOn()
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
