import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import type { Activity, ActivityKind, ActivityList } from '../../main/contract/activity'
import { AppError } from '../../main/contract/errors'
import { api } from './api'
import { useStream } from './useStream'

/** How a feature speaks of what takes long in it. */
export interface ActivityWords {
  /** While it runs: `Pulling debian:12`. */
  title(activity: Activity): string
  /** How far it is; see ui/parts/Progress. */
  progress(activity: Activity): {
    readonly bar: { readonly value: number | null; readonly ahead?: number }
    readonly text: string
  }
  /** That it succeeded, in one sentence. */
  done(activity: Activity): string
  /** Why it failed. */
  problem(activity: Activity): string
  /** Where to see what came of it. */
  place(activity: Activity): RouteLocationRaw | null
}
export type ActivityKinds = Partial<Record<ActivityKind, ActivityWords>>

export function activityError({ error }: Activity): AppError | null {
  return error && AppError.revive(error)
}

/** What takes long: main's list of it, and who waits here for its ends. */
export const useActivity = defineStore('activity', () => {
  const list = shallowRef<ActivityList>({ items: [], last: 0 })
  /** What was cancelled or cleared here, until main's list says so too. */
  const gone = shallowRef<ReadonlySet<number>>(new Set())
  const items = computed(() => list.value.items.filter(({ id }) => !gone.value.has(id)))
  /** Activities whose end somebody waits for: they need no message of their own. */
  const attended = new Set<number>()
  const waiting = new Map<number, ((ended: Activity | null) => void)[]>()
  const endListeners = new Set<(ended: Activity, isAttended: boolean) => void>()
  /** Places where failures can be seen: of which kinds each shows them. */
  const places = new Set<(kind: ActivityKind) => boolean>()
  /** Running when main's list was read last, or begun here since. */
  let running = new Set<number>()

  function take(next: ActivityList) {
    const byId = new Map(next.items.map((activity) => [activity.id, activity]))
    const before = [...running]
    // What was begun after main read its list is not in it yet.
    running = new Set(before.filter((id) => id > next.last))
    for (const { id, endedAt } of next.items) {
      if (endedAt === null && !gone.value.has(id)) running.add(id)
    }
    gone.value = new Set([...gone.value].filter((id) => byId.has(id)))
    list.value = next
    for (const id of before) if (!running.has(id)) settle(id, byId.get(id) ?? null)
  }

  function settle(id: number, ended: Activity | null) {
    if (ended) for (const listener of [...endListeners]) listener(ended, attended.has(id))
    const waiters = waiting.get(id) ?? []
    waiting.delete(id)
    for (const tell of waiters) tell(ended)
  }

  useStream({ open: () => api.activity.watch(), item: take, retry: true })

  function hide(ids: readonly number[]) {
    gone.value = new Set([...gone.value, ...ids])
  }

  return {
    items,
    byId: computed(() => new Map(items.value.map((activity) => [activity.id, activity]))),

    /** Begins something long by a call that answers its id. Throws what the call throws. */
    async begin(call: Promise<number>): Promise<number> {
      const id = await call
      if (!list.value.items.some((activity) => activity.id === id)) running.add(id)
      return id
    },

    /** Says that the caller waits for the end and tells it; answers how to leave. */
    attend(id: number): () => void {
      attended.add(id)
      return () => void attended.delete(id)
    },

    /** How one ends that runs or was begun here; null when it was cancelled, or is not there. */
    outcome(id: number): Promise<Activity | null> {
      const known = list.value.items.find((activity) => activity.id === id)
      if (known?.endedAt || !running.has(id)) return Promise.resolve(known ?? null)
      return new Promise((resolve) => waiting.set(id, [...(waiting.get(id) ?? []), resolve]))
    },

    /** Called with each one that succeeds or fails while the window is there. */
    onEnd(listener: (ended: Activity, isAttended: boolean) => void): () => void {
      endListeners.add(listener)
      return () => void endListeners.delete(listener)
    },

    /** Says that failures of these kinds can be seen where the caller shows them; answers how to leave. */
    showFailures(of: (kind: ActivityKind) => boolean = () => true): () => void {
      const place = (kind: ActivityKind) => of(kind)
      places.add(place)
      return () => void places.delete(place)
    },
    failuresInSight: (kind: ActivityKind) => [...places].some((place) => place(kind)),

    async cancel(id: number): Promise<void> {
      hide([id])
      running.delete(id)
      settle(id, null)
      await api.activity.cancel({ id })
    },
    async see(ids: readonly number[]): Promise<void> {
      if (ids.length > 0) await api.activity.seen({ ids: [...ids] })
    },
    async clear(ids: readonly number[]): Promise<void> {
      if (ids.length === 0) return
      hide(ids)
      await api.activity.clear({ ids: [...ids] })
    },
  }
})
