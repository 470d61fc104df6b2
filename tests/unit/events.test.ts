import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBackoff } from '../../main/base/backoff'
import { watchClock } from '../../main/base/suspension'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { createEvents, type EngineNews, type Events } from '../../main/engine/client/events'
import { eventually } from '../support/eventually'
import { chunk, createFakeEngine, type FakeEngine, faults, stream, streamHead } from '../support/fakeEngine'

let engine: FakeEngine
let connection: Connection
let events: Events | undefined
let news: EngineNews[]
let wake = () => {}
let mayAnswer = true
/** How often somebody was about to knock. */
let attempts = 0

/** No attempt comes by itself, or the next one always does in a moment. */
const never = { shortest: 3_600_000, longest: 3_600_000 }
const soon = { shortest: 1, longest: 20 }
/** Longer than any answer takes. */
const timeout = 60_000

beforeEach(async () => {
  engine = await createFakeEngine()
  connection = createConnection({ socket: engine.socket })
  news = []
  mayAnswer = true
  attempts = 0
})
afterEach(async () => {
  vi.useRealTimers()
  events?.dispose()
  connection.dispose()
  await engine.left()
  await engine.dispose()
})

function listen(options: { timeout?: number; pauses?: typeof soon } = {}): Events {
  const onWake = (listener: () => void) => {
    wake = listener
    return () => {
      wake = () => {}
    }
  }
  function count() {
    attempts++
    return mayAnswer
  }
  events = createEvents(connection, { onWake, mayAnswer: count, timeout, pauses: soon, ...options })
  events.subscribe((each) => news.push(each))
  return events
}
const heard = (...expected: unknown[]) => eventually(() => expect(news).toEqual(expected))
/** When it was tried several times more. */
function triedAgain() {
  const before = attempts
  return eventually(() => expect(attempts).toBeGreaterThan(before + 3))
}

const started = {
  Type: 'container',
  Action: 'start',
  Actor: { ID: 'abc', Attributes: { name: 'web' } },
  time: 1_700_000_000,
  timeNano: 1_700_000_000_123_456_800,
}
const asEvent = {
  type: 'container',
  action: 'start',
  id: 'abc',
  attributes: { name: 'web' },
  at: 1_700_000_000_123.4568,
}

describe('events', () => {
  it('leaves an engine alone that cannot answer yet, until it is woken', async () => {
    engine.on('GET', '/events', stream([`${JSON.stringify(started)}\n`], { end: false }))
    mayAnswer = false
    const events = listen()
    await triedAgain()
    expect(events.staleSince).not.toBeNull()
    expect(engine.requests).toEqual([])
    mayAnswer = true
    wake()
    await heard('reconnected', asEvent)
  })

  it('tells what happens, without the fields that newer engines leave out', async () => {
    engine.on(
      'GET',
      '/events',
      stream([`${JSON.stringify(started)}\n`, '{"Type":"daemon","Action":"reload"}\n'], { end: false }),
    )
    const events = listen()
    expect(events.live).toBe(false)
    expect(events.staleSince).toBeNull()
    await heard('reconnected', asEvent, { type: 'daemon', action: 'reload', id: '', attributes: {}, at: 0 })
    expect(events.live).toBe(true)
    expect(engine.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(['GET /events'])
  })

  it('says once that the engine is lost, since when, and that it is back', async () => {
    engine.on('GET', '/events', stream([], { end: false }))
    const events = listen()
    await heard('reconnected')
    const before = Date.now()
    await engine.die()
    await heard('reconnected', 'lost')
    expect(events.live).toBe(false)
    expect(events.staleSince).toBeGreaterThanOrEqual(before)
    await triedAgain()
    expect(news).toEqual(['reconnected', 'lost'])
    await engine.revive()
    await heard('reconnected', 'lost', 'reconnected')
    expect(events.staleSince).toBeNull()
  })

  it('begins with an engine that is down', async () => {
    engine.on('GET', '/events', stream([], { end: false }))
    await engine.die()
    listen()
    await heard('lost')
    await engine.revive()
    await heard('lost', 'reconnected')
  })

  it('connects at once when the engine says that it is back', async () => {
    engine.on('GET', '/events', stream([], { end: false }))
    await engine.die()
    listen({ pauses: never })
    await heard('lost')
    await engine.revive()
    wake()
    await heard('lost', 'reconnected')
  })

  it('does not wait longer than its timeout for an engine that takes the connection and says nothing', async () => {
    engine.on('GET', '/events', faults['no reply']!)
    listen({ timeout: 100 })
    await heard('lost')
    engine.on('GET', '/events', stream([], { end: false }))
    await heard('lost', 'reconnected')
  })

  it('connects anew after a line that is no event, and when somebody saw the engine fail', async () => {
    let streams = 0
    engine.on('GET', '/events', (socket) => {
      socket.write(streamHead)
      if (streams++ === 0) socket.write(chunk('<html>\n'))
    })
    const events = listen()
    await heard('reconnected', 'lost', 'reconnected')
    events.renew()
    await heard('reconnected', 'lost', 'reconnected', 'lost', 'reconnected')
  })

  it('tells nobody after it was left, and nothing after its end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
    engine.on('GET', '/events', stream([], { end: false }))
    const events = listen()
    const left = vi.fn()
    events.subscribe(left)()
    await heard('reconnected')
    expect(left).not.toHaveBeenCalled()
    events.dispose()
    await engine.left()
    // Nothing waits for a time to come.
    expect(vi.getTimerCount()).toBe(0)
    expect(news).toEqual(['reconnected'])
    expect(engine.requests).toHaveLength(1)
  })
})

describe('after a sleep', () => {
  const asked = (path: string) => engine.requests.filter(({ target }) => target === path).length
  /** Ends a sleep of an hour, as the clock shows it. */
  async function sleep() {
    vi.setSystemTime(Date.now() + 3_600_000)
    await vi.advanceTimersByTimeAsync(5_000)
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  })

  it('asks a silent engine whether it is there, and leaves the stream when it is', async () => {
    engine.on('GET', '/events', stream([], { end: false }))
    engine.on('HEAD', '/_ping', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
    const events = listen()
    await heard('reconnected')
    await vi.advanceTimersByTimeAsync(600_000)
    expect(engine.requests).toHaveLength(1)
    await sleep()
    await eventually(() => expect([asked('/_ping'), engine.open]).toEqual([1, 1]))
    await vi.advanceTimersByTimeAsync(timeout)
    expect(news).toEqual(['reconnected'])
    expect([events.live, asked('/events')]).toEqual([true, 1])
  })

  it('connects anew when the engine does not answer', async () => {
    engine.on('GET', '/events', stream([], { end: false }))
    engine.on('HEAD', '/_ping', faults['no reply']!)
    listen()
    await heard('reconnected')
    await sleep()
    await eventually(() => expect(asked('/_ping')).toBe(1))
    await vi.advanceTimersByTimeAsync(timeout)
    await heard('reconnected', 'lost', 'reconnected')
  })

  it('is not taken for one by a slow timer', async () => {
    const awake = vi.fn()
    const stop = watchClock(awake)
    vi.setSystemTime(Date.now() + 4_000)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(awake).not.toHaveBeenCalled()
    stop()
  })
})

describe('pauses', () => {
  it('double from the shortest to the longest, each a little different', async () => {
    const pauses: number[] = []
    const backoff = createBackoff({ shortest: 250, longest: 30_000 })
    vi.useFakeTimers()
    for (let index = 0; index < 12; index++) {
      const began = Date.now()
      const pause = backoff.pause(new AbortController().signal)
      await vi.runAllTimersAsync()
      await pause
      pauses.push(Date.now() - began)
    }
    vi.useRealTimers()
    for (const [index, pause] of pauses.entries()) {
      const middle = 250 * 2 ** Math.min(index, 7)
      expect(pause).toBeGreaterThanOrEqual(Math.min(30_000, Math.max(250, middle / 2)) - 1)
      expect(pause).toBeLessThanOrEqual(Math.min(30_000, middle * 1.5) + 1)
    }
    expect(new Set(pauses).size).toBeGreaterThan(5)
  })
})
