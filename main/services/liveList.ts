import { createLatch, type Latch, untilAborted } from '../base/latch'
import { AppError } from '../contract/errors'
import type { Snapshot } from '../contract/values'
import { type ChangeKind, mayChange } from '../engine/client/changes'
import type { Events } from '../engine/client/events'

/** A list of the engine, read afresh only after an event that may have changed it, and only while somebody looks. */
export interface LiveList<T> {
  /**
   * A snapshot at once, then one after any number of changes. While the engine does not answer, the last items with
   * `staleSince`; after it is back, fresh ones.
   * @throws AppError when the engine answers but refuses the list
   */
  watch(signal: AbortSignal): AsyncGenerator<Snapshot<T>, void>
  /** The list as it is now; as it was, with `staleSince`, while the engine does not answer. */
  current(): Promise<Snapshot<T>>
  /** The next snapshot is of now or later, whatever the engine has told of. */
  readAgain(): void
}

interface Source<T> {
  read(): Promise<T[]>
  readonly events: Events
  /** What it is a list of. */
  readonly of: ChangeKind
}

export function createLiveList<T>({ read, events, of }: Source<T>): LiveList<T> {
  const watchers = new Set<Latch>()
  const nothing: Snapshot<T> = { items: [], at: 0, staleSince: null }
  let last = nothing
  /** Counts changes; `last` is of `lastVersion`. */
  let version = 0
  let lastVersion = -1
  /** Counts engines: what was read of an earlier one is not this one's list. */
  let engines = 0
  let reading: Promise<Snapshot<T>> | null = null

  events.subscribe((news) => {
    if (news === 'switched') {
      last = nothing
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
    try {
      const items = await read()
      if (readEngine !== engines) return { ...last, staleSince: events.staleSince ?? Date.now() }
      last = { items, at, staleSince: null }
      lastVersion = readVersion
      return last
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (error.code !== 'engine-unreachable' && error.code !== 'timeout') throw error
      // Connecting anew ends with fresh snapshots for all, whether the engine is gone or only missed this request.
      events.renew()
      return { ...last, staleSince: events.staleSince ?? Date.now() }
    } finally {
      reading = null
    }
  }

  async function current(): Promise<Snapshot<T>> {
    if (events.staleSince !== null) return { ...last, staleSince: events.staleSince }
    if (events.live && lastVersion === version) return last
    reading ??= readAfresh()
    return reading
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
          const snapshot = await untilAborted(current(), signal)
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
