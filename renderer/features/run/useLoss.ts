import { type Ref, shallowRef } from 'vue'
import type { Loss } from '../../../main/contract/removed'
import { api } from '../../data/api'
import { useStream } from '../../data/useStream'

/** What a container has that no new one would have by itself, and who stands on it; null until that is counted. */
export function useLoss(id: string): Readonly<Ref<Loss | null>> {
  const loss = shallowRef<Loss | null>(null)
  useStream({
    open: () => api.removed.losses({ ids: [id] }),
    item(counted: Loss) {
      loss.value = counted
    },
  })
  return loss
}
