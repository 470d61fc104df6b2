import { ref, shallowRef } from 'vue'
import type { AppError } from '../../../main/contract/errors'
import type { Strata } from '../../../main/contract/layers'
import { api } from '../../data/api'
import { notifyError } from '../../data/notify'
import { useStream } from '../../data/useStream'
import { t } from '../../ui/i18n'

/** How an image's layers are shared and which containers stand on it, live; of no image nothing. */
export function useStrata(image: () => string | null) {
  const strata = shallowRef<Strata | null>(null)
  const error = shallowRef<AppError | null>(null)
  const { reopen } = useStream({
    key: image,
    open: (id: string) => api.layers.strata({ image: id }),
    item(value: Strata) {
      strata.value = value
      error.value = null
    },
    error(thrown) {
      error.value = thrown
    },
    retry: true,
  })

  const sizes = shallowRef<ReadonlyMap<string, number | null> | null>(null)
  const measuring = ref(false)
  async function measure() {
    const id = image()
    if (id === null) return
    measuring.value = true
    try {
      const measured = await api.layers.writableSizes({ image: id })
      sizes.value = new Map(measured.map(({ containerId, size }) => [containerId, size]))
    } catch (thrown) {
      await notifyError(thrown, t('layers.notMeasured'))
    } finally {
      measuring.value = false
    }
  }
  return { strata, error, reopen, sizes, measuring, measure }
}
