import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { deferred } from '../../main/base/deferred'
import { AppError } from '../../main/contract/errors'
import type { ReadRows } from '../../main/engine/api/shape'
import type { EngineEvent, EngineNews, Events } from '../../main/engine/client/events'
import { createLiveList, type LiveList } from '../../main/services/liveList'
import { settled } from '../support/settled'

let listeners: Set<(news: EngineNews) => void>
let events: Events & { live: boolean; staleSince: number | null }
let read: ReturnType<typeof vi.fn<() => Promise<ReadRows<number>>>>
let list: LiveList<number>
let stop: AbortController

const change: EngineEvent = { type: 'container', action: 'start', id: 'a', attributes: {}, at: 0 }
const unconcerned: EngineEvent = { ...change, action: 'exec_start: sh' }
const gone = new AppError('engine-unreachable')

beforeEach(() => {
  listeners = new Set()
  stop = new AbortController()
  events = {
    live: true,
    staleSince: null,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    renew: vi.fn(),
    hurry: () => {},
    switched: () => {},
    dispose: () => {},
  }
  let count = 0
  read = vi.fn(async () => sound(++count))
  list = createLiveList({ read, events, of: 'containers' })
})
afterEach(() => stop.abort())

function tell(news: EngineNews) {
  if (news === 'lost') Object.assign(events, { live: false, staleSince: 1234 })
  if (news === 'reconnected') Object.assign(events, { live: true, staleSince: null })
  for (const listener of listeners) listener(news)
}
const sound = (...rows: number[]) => ({ rows, unread: 0 })
const live = (...items: number[]) => ({ items, at: expect.any(Number), staleSince: null })
const stale = (...items: number[]) => ({ items, at: expect.any(Number), staleSince: 1234 })
/** Whether a promise still waits once all has happened. */
async function waits(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  return (await Promise.race([promise, settled().then(() => pending)])) === pending
}

describe('a live list', () => {
  it('gives a snapshot at once, then one after any number of changes', async () => {
    const watch = list.watch(stop.signal)
    expect((await watch.next()).value).toEqual(live(1))
    for (let index = 0; index < 100; index++) tell(change)
    expect((await watch.next()).value).toEqual(live(2))
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('reads nothing while nothing that concerns it happens, and nothing while nobody looks', async () => {
    const watch = list.watch(stop.signal)
    await watch.next()
    const next = watch.next()
    for (let index = 0; index < 10; index++) tell(unconcerned)
    expect(await waits(next)).toBe(true)
    expect(read).toHaveBeenCalledTimes(1)
    tell(change)
    await next
    for (let index = 0; index < 10; index++) tell(change)
    await settled()
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('reads once for all its watchers', async () => {
    const watches = Array.from({ length: 5 }, () => list.watch(stop.signal))
    await Promise.all(watches.map((watch) => watch.next()))
    expect(read).toHaveBeenCalledTimes(1)
    tell(change)
    await Promise.all(watches.map((watch) => watch.next()))
    expect(read).toHaveBeenCalledTimes(2)
    expect(await list.current()).toEqual(live(2))
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('reads again what changed while it was read, for every watcher', async () => {
    const first = list.watch(stop.signal)
    const second = list.watch(stop.signal)
    await Promise.all([first.next(), second.next()])
    const slow = deferred<ReadRows<number>>()
    read.mockImplementationOnce(() => slow.promise)
    tell(change)
    const one = first.next()
    await settled()
    expect(read).toHaveBeenCalledTimes(2)
    // The second joins a read that began before this change.
    tell(change)
    const two = second.next()
    await settled()
    slow.resolve(sound(77))
    expect((await one).value).toEqual(live(77))
    expect((await two).value).toEqual(live(77))
    expect((await first.next()).value).toEqual(live(2))
    expect((await second.next()).value).toEqual(live(2))
    expect(read).toHaveBeenCalledTimes(3)
  })

  it('is read once more when that is asked for, and says when it was asked for and not when it came', async () => {
    const watch = list.watch(stop.signal)
    await watch.next()
    const slow = deferred<ReadRows<number>>()
    read.mockImplementationOnce(() => slow.promise)
    const before = Date.now()
    const now = vi.spyOn(Date, 'now').mockReturnValue(before)
    list.readAgain()
    const next = watch.next()
    await settled()
    now.mockReturnValue(before + 5000)
    slow.resolve(sound(77))
    expect((await next).value).toEqual({ items: [77], at: before, staleSince: null })
    now.mockRestore()
  })

  it('keeps its last items while the engine does not answer, and is fresh after', async () => {
    const watch = list.watch(stop.signal)
    await watch.next()
    tell('lost')
    expect((await watch.next()).value).toEqual(stale(1))
    expect(await list.current()).toEqual(stale(1))
    expect(read).toHaveBeenCalledTimes(1)
    const next = watch.next()
    expect(await waits(next)).toBe(true)
    tell('reconnected')
    expect((await next).value).toEqual(live(2))
  })

  it('begins empty and stale with an engine that is down', async () => {
    tell('lost')
    const watch = list.watch(stop.signal)
    expect((await watch.next()).value).toEqual(stale())
    tell('reconnected')
    expect((await watch.next()).value).toEqual(live(1))
  })

  it('is stale, and has the events connected anew, when the read finds nobody', async () => {
    const watch = list.watch(stop.signal)
    await watch.next()
    read.mockRejectedValueOnce(gone)
    tell(change)
    expect((await watch.next()).value).toEqual({ ...stale(1), staleSince: expect.any(Number) })
    expect(events.renew).toHaveBeenCalledOnce()
    tell('lost')
    tell('reconnected')
    expect((await watch.next()).value).toEqual(live(2))
  })

  it('fails with what the engine says, and can be agained again', async () => {
    read.mockRejectedValueOnce(new AppError('engine-failed', { object: 'a list', engine: 'broken' }))
    await expect(list.watch(stop.signal).next()).rejects.toMatchObject({ code: 'engine-failed' })
    expect((await list.watch(stop.signal).next()).value).toEqual(live(1))
  })

  it('ends at once when its signal aborts, waiting or reading', async () => {
    const watch = list.watch(stop.signal)
    await watch.next()
    const waiting = watch.next()
    read.mockImplementation(() => new Promise(() => {}))
    tell(change)
    const reading = list.watch(stop.signal).next()
    await settled()
    stop.abort()
    expect((await waiting).done).toBe(true)
    expect((await reading).done).toBe(true)
  })
  it('says how many rows could not be read, and nothing of it where all could', async () => {
    read.mockResolvedValueOnce({ rows: [1, 2], unread: 3 })
    const watch = list.watch(stop.signal)
    expect((await watch.next()).value).toEqual({ ...live(1, 2), unread: 3 })
    tell(change)
    expect((await watch.next()).value).toEqual(live(1))
  })
})

describe('a list that does not come', () => {
  const timeout = new AppError('timeout', { object: 'Containers', seconds: 30 })
  const never = () => new Promise<never>(() => {})
  const owed = (owedSince: unknown, ...items: number[]) => ({
    items,
    at: expect.any(Number),
    staleSince: owedSince,
    owedSince,
  })

  beforeEach(() => {
    list = createLiveList({ read, events, of: 'containers', patience: { first: 20, next: 10 } })
  })

  it('is said to be owed, and since when, with the rows of before; once it came, it is live', async () => {
    const watch = list.watch(stop.signal)
    await watch.next()
    const slow = deferred<ReadRows<number>>()
    read.mockImplementationOnce(() => slow.promise)
    const before = Date.now()
    tell(change)
    const { value } = await watch.next()
    expect(value).toEqual(owed(expect.any(Number), 1))
    expect(value!.owedSince).toBeGreaterThanOrEqual(before)
    const next = watch.next()
    expect(await waits(next)).toBe(true)
    slow.resolve(sound(2))
    expect((await next).value).toEqual(live(2))
  })

  it('is owed since it was first asked for, however often it is asked for again', async () => {
    const watch = list.watch(stop.signal)
    const failing = deferred<ReadRows<number>>()
    read.mockImplementationOnce(() => failing.promise)
    const first = (await watch.next()).value!.owedSince
    failing.reject(timeout)
    expect((await watch.next()).value).toEqual(owed(first))
    expect(events.renew).toHaveBeenCalledOnce()
    tell('lost')
    expect((await watch.next()).value).toEqual(stale())
    read.mockImplementationOnce(never)
    tell('reconnected')
    expect((await watch.next()).value).toEqual(owed(first))
  })

  it('is no longer owed by an engine that went away meanwhile', async () => {
    const watch = list.watch(stop.signal)
    read.mockRejectedValueOnce(gone)
    tell('lost')
    tell('reconnected')
    const { value } = await watch.next()
    expect(value).toEqual({ ...live(), staleSince: expect.any(Number) })
    expect(value).not.toHaveProperty('owedSince')
    tell(change)
    expect((await watch.next()).value).toEqual(live(1))
  })
})
