import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Volume } from '../../main/contract/volumes'
import { api } from './api'
import { useConnections } from './connections'
import { usePending } from './usePending'
import { useSnapshot } from './useSnapshot'

/** Volumes of the engine. */
export const useVolumes = defineStore('volumes', () => {
  const connections = useConnections()
  const list = useSnapshot<Volume>(
    () => api.volumes.watch(),
    (seen) => pending.refresh(seen),
  )
  const pending = usePending(() => api.volumes.readAgain())
  const byName = computed(() => new Map(list.items.value.map((volume) => [volume.name, volume])))

  /** Bytes by name, as they were counted last; null where they could not be. */
  const sizes = shallowRef<ReadonlyMap<string, number | null>>(new Map())
  watch(
    () => connections.active?.session,
    () => {
      sizes.value = new Map()
    },
  )

  return {
    ...list,
    byName,
    pending: pending.pending,
    sizes,

    /** Throws what the engine has against it. @param session of the engine that the person saw it on */
    remove: (name: string, session: number | undefined): Promise<void> =>
      pending.track(name, 'remove', () => api.volumes.remove({ name, session })),

    /** Counts what lies in these, once, unless the signal ends it. Throws what the engine has against it. */
    async measure(names: readonly string[], signal: AbortSignal): Promise<void> {
      const session = connections.active?.session
      const stream = api.volumes.sizes({ names: [...names], session })
      signal.addEventListener('abort', () => void stream.return?.(), { once: true })
      for await (const counted of stream) {
        if (connections.active?.session !== session) return
        sizes.value = new Map([...sizes.value, ...counted.map(({ name, bytes }) => [name, bytes] as const)])
      }
    },
  }
})
