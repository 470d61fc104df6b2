import { type ComputedRef, computed, shallowRef, watch } from 'vue'
import type { CountedSnapshots } from '../../../main/contract/snapshots'
import { api } from '../../data/api'
import { notifyError } from '../../data/notify'

/** How many snapshots those containers have that have any, by id: they end with it. */
export function useCountedSnapshots(
  containers: () => readonly string[],
): ComputedRef<ReadonlyMap<string, CountedSnapshots>> {
  const found = shallowRef<ReadonlyMap<string, CountedSnapshots>>(new Map())
  watch(
    containers,
    async (ids) => {
      if (ids.length === 0) return
      try {
        const counted = await api.snapshots.counted({ containers: [...ids] })
        found.value = new Map(counted.map((one) => [one.container, one]))
      } catch (thrown) {
        await notifyError(thrown)
      }
    },
    { immediate: true },
  )
  return computed(() => found.value)
}
