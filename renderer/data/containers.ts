import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Container } from '../../main/contract/containers'
import { api } from './api'
import { isKill } from './containerState'
import { usePending } from './usePending'
import { useSnapshot } from './useSnapshot'

/** Actions that a container takes at once, without asking anything first. */
export type DirectAction = 'start' | 'stop' | 'restart' | 'pause' | 'resume'

export const useContainers = defineStore('containers', () => {
  const list = useSnapshot<Container>(
    () => api.containers.watch(),
    (seen) => pending.refresh(seen),
  )
  const pending = usePending(() => api.containers.readAgain())
  const byId = computed(() => new Map(list.items.value.map((container) => [container.id, container])))

  /** Throws what the engine has against it. */
  const run = (id: string, action: DirectAction | 'remove') =>
    pending.track(id, action, () => api.containers[action]({ id }))

  /** Only KILL is sure to end it. @param signal a name or a number, in upper case */
  const kill = (id: string, signal: string): Promise<void> => {
    const send = () => api.containers.kill({ id, signal })
    return isKill(signal) ? pending.track(id, 'kill', send) : send()
  }

  return { ...list, byId, pending: pending.pending, track: pending.track, run, kill }
})
