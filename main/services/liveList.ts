import { deferred } from '../base/deferred'
import { createLatch, type Latch, untilAborted } from '../base/latch'
import { AppError } from '../contract/errors'
import type { Snapshot } from '../contract/values'
import type { ReadRows } from '../engine/api/shape'
import { type ChangeKind, mayChange } from '../engine/client/changes'
import type { Events } from '../engine/client/events'

/** A list of the engine, read afresh only after an event that may have changed it, and only while somebody looks. */
export interface LiveList<T> {
  /**
   * A snapshot at once, then one after any number of changes. While the engine does not answer, the last items with
   * `staleSince`; after it is back, fresh ones. While it answers, but does not send the list, they have `owedSince` as well.
   * @throws AppError when the engine answers but refuses the list
   */
  watch(signal: AbortSignal): AsyncGenerator<Snapshot<T>, void>
  /** The list as it is now; as it was, with `staleSince`, while the engine does not answer. */
  current(): Promise<Snapshot<T>>
  /** The next snapshot is of now or later, whatever the engine has told of. */
  readAgain(): void
}

interface Source<T> {
  read(): Promise<ReadRows<T>>
  readonly events: Events
  /** What it is a list of. */
  readonly of: ChangeKind
  /** Milliseconds that the engine may take to send the list before that is said, and once it was said. */
  readonly patience?: { readonly first: number; readonly next: number }
}

const usualPatience = { first: 5000, next: 1000 }

export function createLiveList<T>({ read, events, of, patience = usualPatience }: Source<T>): LiveList<T> {
  const watchers = new Set<Latch>()
  const nothing: Snapshot<T> = { items: [], at: 0, staleSince: null }
  let last = nothing
  /** Counts changes; `last` is of `lastVersion`. */
  let version = 0
  let lastVersion = -1
  /** Counts engines: what was read of an earlier one is not this one's list. */
  let engines = 0
  let reading: Promise<Snapshot<T>> | null = null
  /** When the list was first asked for that has not come since. */
  let owedSince: number | null = null
  /** When it is to be said that it has not come. */
  let late = 0

  events.subscribe((news) => {
    if (news === 'switched') {
      last = nothing
      owedSince = null
      engines++
    }
    if (news === 'switched' || mayChange(of, news)) version++
    else if (news !== 'lost') return
    raise()
  })

  function raise() {
    for (const watcher of watchers) watcher.raise()
  }

  /** One read at a time, shared by all; what happens while it runs leaves the list changed, for the next read. */
  async function readAfresh(): Promise<Snapshot<T>> {
    const readVersion = version
    const readEngine = engines
    const at = Date.now()
    late = at + (owedSince === null ? patience.first : patience.next)
    owedSince ??= at
    try {
      const { rows, unread } = await read()
      if (readEngine !== engines) return stale()
      owedSince = null
      last = { items: rows, at, staleSince: null, ...(unread > 0 && { unread }) }
      lastVersion = readVersion
      return last
    } catch (thrown) {
      const error = AppError.from(thrown)
      // Only an engine that answers owes a list.
      if (readEngine === engines && error.code !== 'timeout') owedSince = null
      if (error.code !== 'engine-unreachable' && error.code !== 'timeout') throw error
      // Connecting anew ends with fresh snapshots for all, whether the engine is gone or only missed this request.
      events.renew()
      return stale()
    } finally {
      reading = null
    }
  }

  async function current(): Promise<Snapshot<T>> {
    if (events.staleSince !== null) return stale()
    if (events.live && lastVersion === version) return last
    reading ??= readAfresh()
    return reading
  }

  /** The last items, with what is known of why they are no later ones. */
  function stale(): Snapshot<T> {
    if (events.staleSince !== null) return { ...last, staleSince: events.staleSince }
    if (owedSince === null) return { ...last, staleSince: Date.now() }
    return { ...last, staleSince: owedSince, owedSince }
  }

  /** Whether what was asked for takes longer than it may. */
  async function isLate(asked: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
    const over = deferred<boolean>()
    const timer = reading && setTimeout(() => over.resolve(true), late - Date.now())
    const inTime = asked.then(
      () => false,
      () => false,
    )
    const found = await untilAborted(Promise.race([inTime, over.promise]), signal)
    if (timer) clearTimeout(timer)
    return found === true
  }

  return {
    current,

    readAgain() {
      version++
      raise()
    },

    async *watch(signal) {
      const latch = createLatch()
      latch.raise()
      watchers.add(latch)
      try {
        while (await latch.next(signal)) {
          const asked = current()
          if (await isLate(asked, signal)) yield stale()
          const snapshot = await untilAborted(asked, signal)
          // The read that is shared may have begun before the change that woke this watcher.
          if (snapshot?.staleSince === null && lastVersion !== version) latch.raise()
          if (snapshot) yield snapshot
        }
      } finally {
        watchers.delete(latch)
      }
    },
  }
}
