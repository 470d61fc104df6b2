import { onScopeDispose, watch } from 'vue'
import { useDialogs } from '../../data/dialogs'
import { type TransferKind, useTransfers } from './transfers'

/** A pull, a push and an import are waited for by the dialog that began them. */
const arriving: readonly TransferKind[] = ['load', 'build']

/**
 * Opens the image that a load or a build brings, for as long as the view is there: whoever stays sees what comes of it, and
 * whoever left gets a message.
 */
export function useArrivals(open: (id: string) => unknown): void {
  const transfers = useTransfers()
  const dialogs = useDialogs()
  const attended = new Map<number, () => void>()
  let here = true

  async function attend(key: number) {
    const leave = transfers.attend(key)
    attended.set(key, leave)
    const done = await transfers.outcome(key).catch(() => null)
    leave()
    attended.delete(key)
    if (done && here && dialogs.asked === null) open(done.id)
  }

  watch(
    () => transfers.all,
    (all) => {
      for (const { key, kind, error } of all) {
        if (arriving.includes(kind) && !error && !attended.has(key)) void attend(key)
      }
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(() => {
    here = false
    for (const leave of attended.values()) leave()
  })
}
