import { computed, shallowRef } from 'vue'
import type { Loss } from '../../../main/contract/removed'
import { api } from '../../data/api'
import { useStream } from '../../data/useStream'

/** What goes with each of some containers, as it is counted. */
export function useLosses(ids: readonly string[]) {
  const losses = shallowRef<ReadonlyMap<string, Loss>>(new Map())
  const counting = shallowRef(ids.length > 0)
  useStream({
    open: () => api.removed.losses({ ids: [...ids] }),
    item(loss: Loss) {
      losses.value = new Map(losses.value).set(loss.id, loss)
    },
    end() {
      counting.value = false
    },
    error() {
      counting.value = false
    },
  })
  return {
    losses,
    /** More may come. */
    counting: computed(() => counting.value),
  }
}
