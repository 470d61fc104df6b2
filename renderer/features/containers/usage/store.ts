import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowReactive, shallowRef, watch, watchEffect } from 'vue'
import type { ContainerUsage, UsageSample } from '../../../../main/contract/usage'
import { api } from '../../../data/api'
import { useStream } from '../../../data/useStream'
import { rememberedTime, type UsagePoint, withPoint } from './history'

/** What somebody looks at. */
interface Look {
  readonly ids: readonly string[]
  readonly processesOf?: string
}

/** More than main takes at a time are not looked at. */
const most = 1000

/** What containers use, as far as somebody looks: one stream for all who do, and none where nobody does. */
export const useUsage = defineStore('usage', () => {
  const looks = shallowReactive(new Map<symbol, Look>())
  /** By value: whoever looks at the same again changes nothing. */
  const wish = computed(() => {
    const all = [...looks.values()]
    const ids = [...new Set(all.flatMap((look) => look.ids))].sort().slice(0, most)
    const processesOf = all.find((look) => look.processesOf)?.processesOf ?? null
    return ids.length === 0 ? null : JSON.stringify({ ids, processesOf })
  })
  const sample = shallowRef<UsageSample | null>(null)
  const latest = shallowRef<ReadonlyMap<string, ContainerUsage>>(new Map())
  const histories = shallowReactive(new Map<string, readonly UsagePoint[]>())

  const { error } = useStream<string, UsageSample>({
    key: () => wish.value,
    open: (key) => api.usage.watch(JSON.parse(key)),
    item(found) {
      sample.value = found
      latest.value = new Map(found.containers.map((usage) => [usage.id, usage]))
      for (const usage of found.containers) {
        histories.set(usage.id, withPoint(histories.get(usage.id) ?? [], { at: found.at, usage }))
      }
      for (const [id, points] of histories) {
        if (found.at - points.at(-1)!.at > rememberedTime) histories.delete(id)
      }
    },
    retry: true,
  })

  // What was found last is not what is used when somebody looks again.
  watch(wish, (now) => {
    if (now !== null) return
    sample.value = null
    latest.value = new Map()
  })

  return {
    looks,
    sample,
    latest,
    error,
    /** The last minutes of one, as far as somebody looked. */
    historyOf: (id: string): readonly UsagePoint[] => histories.get(id) ?? [],
  }
})

/** Looks for as long as the scope lives. @param wish null: at nothing for the moment */
export function useLook(wish: () => Look | null): void {
  const { looks } = useUsage()
  const key = Symbol('look')
  watchEffect(() => {
    const look = wish()
    if (look) looks.set(key, look)
    else looks.delete(key)
  })
  onScopeDispose(() => looks.delete(key))
}
