import { computed, ref, shallowRef } from 'vue'
import type { DataSize } from '../../../main/contract/engineSettings'
import { api } from '../../data/api'
import { notifyError } from '../../data/notify'
import { useStream } from '../../data/useStream'
import { diskSum } from './diskRows'

/** What Slipway's own engine has on disk, counted when that is asked for; leaving the view or hiding the window ends it. */
export function useDiskUse() {
  const size = shallowRef<DataSize | null>(null)
  const measuring = ref(false)
  /** Counted to the end. */
  const whole = ref(false)

  useStream({
    key: () => (measuring.value ? true : null),
    open: () => api.engine.dataSize(),
    item(found: DataSize) {
      size.value = found
    },
    end() {
      measuring.value = false
      whole.value = true
    },
    error(error) {
      measuring.value = false
      void notifyError(error)
    },
  })
  return {
    sum: computed(() => diskSum(size.value)),
    measuring,
    whole,
    measure() {
      whole.value = false
      measuring.value = true
    },
  }
}
