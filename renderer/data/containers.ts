import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Container } from '../../main/contract/containers'
import type { Snapshot } from '../../main/contract/values'
import { api } from './api'
import { isKill } from './containerState'
import { usePending } from './usePending'
import { useSnapshot } from './useSnapshot'

/** Actions that a container takes at once, without asking anything first. */
export type DirectAction = 'start' | 'stop' | 'restart' | 'pause' | 'resume'

/** What main had before the page could ask is shown until the stream's own snapshot is there. */
function firstList(): Snapshot<Container> | null {
  const text = window.slipway?.takeFirst?.()
  return text ? JSON.parse(text) : null
}

export const useContainers = defineStore('containers', () => {
  const list = useSnapshot<Container>(
    () => {
      performance.mark('list-asked')
      return api.containers.watch()
    },
    (seen) => pending.refresh(seen),
    firstList(),
  )
  const pending = usePending(() => api.containers.readAgain())
  const byId = computed(() => new Map(list.items.value.map((container) => [container.id, container])))

  /** Throws what the engine has against it. */
  const run = (id: string, action: DirectAction) =>
    pending.track(id, action, () => api.containers[action]({ id }))

  /** @returns whether it can be brought back */
  const remove = (id: string) => pending.track(id, 'remove', () => api.containers.remove({ id }))
  const removeForGood = (id: string) =>
    pending.track(id, 'remove', () => api.containers.removeForGood({ id }))

  /** Only KILL is sure to end it. @param signal a name or a number, in upper case */
  const kill = (id: string, signal: string): Promise<void> => {
    const send = () => api.containers.kill({ id, signal })
    return isKill(signal) ? pending.track(id, 'kill', send) : send()
  }

  return { ...list, byId, pending: pending.pending, track: pending.track, run, remove, removeForGood, kill }
})
