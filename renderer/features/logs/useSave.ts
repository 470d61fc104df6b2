import { onScopeDispose, ref, shallowRef } from 'vue'
import { visibleText } from '../../../main/shared/visibleText'
import { api } from '../../data/api'
import { notify, notifyError } from '../../data/notify'
import { t } from '../../ui/i18n'
import { formatBytes } from '../../ui/text/quantities'

type Progress = { readonly bytes: number; readonly file: string }

/** Saves logs to a file that the person chooses. */
export function useSave() {
  const progress = shallowRef<Progress | null>(null)
  /** Also while the file is being chosen. */
  const busy = ref(false)
  let stop = () => {}

  async function run(stream: AsyncIterableIterator<Progress>) {
    busy.value = true
    let cancelled = false
    stop = () => {
      cancelled = true
      void stream.return?.()
    }
    try {
      for await (const now of stream) progress.value = now
      const done = progress.value
      if (done && !cancelled)
        await notify(t('logs.saved', { size: formatBytes(done.bytes), file: visibleText(done.file) }))
    } catch (thrown) {
      await notifyError(thrown)
    } finally {
      progress.value = null
      busy.value = false
    }
  }
  onScopeDispose(() => stop())

  return {
    progress,
    busy,
    /** All that the engine has of one container, byte for byte. */
    saveWhole: (id: string, timestamps: boolean) => run(api.containers.saveLogs({ id, timestamps })),
    /** The lines that are shown, however many. */
    saveShown: (handle: string, of: 'all' | 'found', timestamps: boolean) =>
      run(api.logs.save({ handle, of, timestamps })),
    cancel: () => stop(),
  }
}
