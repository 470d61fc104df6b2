import { computed, ref, shallowRef, watch } from 'vue'
import { countedParts, type DataSize, dataParts } from '../../../main/contract/engineSettings'
import { api } from '../../data/api'
import { useConnections } from '../../data/connections'
import { notifyError } from '../../data/notify'
import { useStream } from '../../data/useStream'
import { diskSum } from './diskRows'

/** What the active engine has on disk, counted when that is asked for; leaving the view or hiding the window ends it. */
export function useDiskUse() {
  const connections = useConnections()
  const size = shallowRef<DataSize | null>(null)
  const measuring = ref(false)
  /** Counted to the end. */
  const whole = ref(false)

  useStream({
    key: () => (measuring.value ? true : null),
    open: () => (connections.isBundled ? api.engine.dataSize() : api.engine.activeDataSize()),
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
  // What was counted is another engine's.
  watch(
    () => connections.active?.session,
    () => {
      size.value = null
      measuring.value = false
      whole.value = false
    },
  )
  return {
    sum: computed(() => diskSum(size.value, connections.isBundled ? dataParts : countedParts)),
    measuring,
    whole,
    measure() {
      whole.value = false
      measuring.value = true
    },
  }
}
