import { createListeners } from '../../base/listeners'
import type { Activity, ActivityKind, ActivityList } from '../../contract/activity'
import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'

/** What an activity is and does. */
export interface ActivityTask {
  readonly kind: ActivityKind
  readonly subject: string | null
  readonly session: number
  /** False for what goes on whether anybody waits or not; true unless said. */
  readonly cancellable?: boolean
  /** Whether one of the same kind and subject under way is the same thing; true unless said. */
  readonly joins?: boolean
  /** Its progress; the last item has `done`. Ends soon after its signal has aborted. */
  work(signal: AbortSignal): AsyncIterable<ImageProgress>
  /** What it turns out to be about, where that is not known before. */
  subjectOf?(progress: ImageProgress): string | null
}

/** All that takes long, until somebody has seen how it ended. */
export interface Activities {
  readonly list: ActivityList
  /** Begins it, or joins the same one under way, where it may; a failure of the same thing before goes off the list. Answers its id. */
  begin(task: ActivityTask): number
  cancel(id: number): void
  see(ids: readonly number[]): void
  clear(ids: readonly number[]): void
  listen(listener: () => void): () => void
  /** Told of each that succeeds or fails, not of what was cancelled. */
  onEnd(listener: (activity: Activity) => void): () => void
  /** Cancels all of it, and waits until it has ended. */
  dispose(): Promise<void>
}

/** Ended ones that are kept; the oldest go first. */
const mostEnded = 50

/** @param log told of every failure */
export function createActivities(log: (error: AppError, kind: ActivityKind) => void): Activities {
  const changes = createListeners()
  const ends = createListeners<Activity>()
  const running = new Map<number, { readonly stop: AbortController; readonly end: Promise<void> }>()
  let list: ActivityList = { items: [], last: 0 }

  function set(items: readonly Activity[], last = list.last) {
    const ended = items.filter(({ endedAt }) => endedAt !== null)
    const surplus = new Set(ended.slice(0, Math.max(0, ended.length - mostEnded)))
    list = { items: items.filter((activity) => !surplus.has(activity)), last }
    changes.tell()
  }
  function put(id: number, change: Partial<Activity>) {
    set(list.items.map((activity) => (activity.id === id ? { ...activity, ...change } : activity)))
  }
  const drop = (id: number) => set(list.items.filter((activity) => activity.id !== id))

  function end(id: number, outcome: Pick<Activity, 'result'> | Pick<Activity, 'error'>) {
    put(id, { ...outcome, progress: null, endedAt: Date.now() })
    const ended = list.items.find((activity) => activity.id === id)
    if (ended) ends.tell(ended)
  }

  async function follow(id: number, { kind, work, subjectOf }: ActivityTask, signal: AbortSignal) {
    try {
      let result: Activity['result'] = null
      for await (const progress of work(signal)) {
        if (signal.aborted) continue
        put(id, { progress, ...(subjectOf && { subject: subjectOf(progress) }) })
        result = progress.done ?? result
      }
      if (!signal.aborted) end(id, { result })
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (signal.aborted || error.code === 'cancelled') return drop(id)
      log(error, kind)
      end(id, { error: error.toData() })
    } finally {
      running.delete(id)
    }
  }

  function begin(task: ActivityTask): number {
    const { kind, subject, session, cancellable = true, joins = true } = task
    const same = list.items.filter(
      (activity) => activity.kind === kind && activity.subject === subject && activity.session === session,
    )
    const joined = joins ? same.find(({ endedAt }) => endedAt === null) : undefined
    if (joined) return joined.id
    const id = list.last + 1
    const begun: Activity = {
      ...{ id, kind, subject, cancellable, session, startedAt: Date.now(), endedAt: null },
      ...{ progress: null, result: null, error: null, seen: false },
    }
    const kept = list.items.filter((activity) => !(same.includes(activity) && activity.error))
    set([...kept, begun], id)
    const stop = new AbortController()
    running.set(id, { stop, end: follow(id, task, stop.signal) })
    return id
  }

  return {
    get list() {
      return list
    },
    begin,
    cancel(id) {
      const task = running.get(id)
      if (!task || !list.items.find((activity) => activity.id === id)?.cancellable) return
      drop(id)
      task.stop.abort()
    },
    see: (ids) =>
      set(
        list.items.map((activity) =>
          ids.includes(activity.id) && activity.endedAt !== null ? { ...activity, seen: true } : activity,
        ),
      ),
    clear: (ids) => set(list.items.filter(({ id, endedAt }) => endedAt === null || !ids.includes(id))),
    listen: changes.add,
    onEnd: ends.add,
    async dispose() {
      const left = [...running.values()]
      for (const { stop } of left) stop.abort()
      await Promise.all(left.map((task) => task.end))
    },
  }
}
