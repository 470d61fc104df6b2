import { onScopeDispose, shallowRef } from 'vue'
import { AppError } from '../../../../main/contract/errors'
import type { SavedFiles } from '../../../../main/contract/layers'
import { visibleText } from '../../../../main/shared/visibleText'
import { api } from '../../../data/api'
import { notify, notifyError } from '../../../data/notify'
import { t } from '../../../ui/i18n'
import { formatNumber } from '../../../ui/text/quantities'

/** Saves a file or a directory out of a layer, one at a time. Leaving the scope cancels it. */
export function useOpenedSave() {
  const saving = shallowRef<SavedFiles | null>(null)
  let stream: AsyncIterableIterator<SavedFiles> | null = null

  function cancel() {
    void stream?.return?.()
    stream = null
    saving.value = null
  }
  async function save(handle: string, layer: number, path: string, name: string) {
    if (stream) return
    const mine = api.layers.save({ handle, layer, path })
    stream = mine
    try {
      let last: SavedFiles | null = null
      for await (const progress of mine) {
        if (stream !== mine) return
        last = progress
        saving.value = progress
      }
      if (stream !== mine || last === null || last.path === null) return
      const values = { name, path: visibleText(last.path), n: formatNumber(last.leftOut) }
      const isWhole = last.leftOut === 0
      await notify(
        isWhole ? t('layers.path.saved', values) : t('layers.path.savedSome', values, last.leftOut),
      )
    } catch (thrown) {
      if (stream === mine) await notifyError(AppError.from(thrown), t('layers.path.notSaved', { name }))
    } finally {
      if (stream === mine) {
        stream = null
        saving.value = null
      }
    }
  }
  onScopeDispose(cancel)
  return { saving, save, cancel }
}
