import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Container } from '../../main/contract/containers'
import { api } from './api'
import { usePending } from './usePending'
import { useSnapshot } from './useSnapshot'

/** Actions that a container takes at once, without asking anything first. */
export type DirectAction = 'start' | 'stop' | 'restart' | 'pause' | 'resume'

export const useContainers = defineStore('containers', () => {
  const list = useSnapshot<Container>(
    () => api.containers.watch(),
    () => pending.refresh(),
  )
  const pending = usePending(() => list.version.value)
  const byId = computed(() => new Map(list.items.value.map((container) => [container.id, container])))

  /** Throws what the engine has against it. */
  const run = (id: string, action: DirectAction | 'remove') =>
    pending.track(id, action, () => api.containers[action]({ id }))

  /** @param signal a name or a number */
  const kill = (id: string, signal: string) =>
    pending.track(id, 'kill', () => api.containers.kill({ id, signal }))

  return { ...list, byId, pending: pending.pending, track: pending.track, run, kill }
})
