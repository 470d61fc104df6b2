import { onScopeDispose, ref } from 'vue'
import { notifyError } from '../../data/notify'
import { useVolumes } from '../../data/volumes'
import { t } from '../../ui/i18n'

/** Counts what lies in volumes, for as long as the scope lives: an engine may need minutes for it. */
export function useMeasuring() {
  const volumes = useVolumes()
  const measuring = ref(false)
  const stop = new AbortController()
  onScopeDispose(() => stop.abort())

  /** Says so when it fails, unless it is `quiet`. */
  async function measure(names: readonly string[], quiet = false): Promise<void> {
    measuring.value = true
    try {
      await volumes.measure(names, stop.signal)
    } catch (thrown) {
      if (!quiet) await notifyError(thrown, t('volumes.notMeasured'))
    } finally {
      measuring.value = false
    }
  }
  return { measuring, measure }
}
