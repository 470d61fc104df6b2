import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { AppError } from '../../../main/contract/errors'
import { type Finished, useTransfers } from './transfers'
import { transferProblem } from './transferText'

/**
 * A pull that a dialog waits for. The pull itself belongs to the store: when the dialog goes it goes on, and says its end in a
 * message.
 */
export function useAttendedPull() {
  const transfers = useTransfers()
  const key = ref<number | null>(null)
  /** Why the last one failed, in a sentence, with the error itself. */
  const failure = shallowRef<{ readonly text: string; readonly error: AppError } | null>(null)
  let leave = () => {}
  let gone = false
  onScopeDispose(() => {
    gone = true
    leave()
  })

  const transfer = computed(() => (key.value === null ? null : (transfers.byKey.get(key.value) ?? null)))

  /** Waits for a pull that is under way. Null when it failed, was cancelled, or nobody waits any more. */
  async function attend(waitedFor: number): Promise<Finished | null> {
    leave()
    const attended = transfers.byKey.get(waitedFor)
    if (!attended) return null
    failure.value = null
    key.value = waitedFor
    leave = transfers.attend(waitedFor)
    try {
      const done = await transfers.outcome(waitedFor)
      return gone ? null : done
    } catch (thrown) {
      if (gone) return null
      const error = AppError.from(thrown)
      if (error.code !== 'cancelled') failure.value = { error, text: transferProblem({ ...attended, error }) }
      // It is said here: the list need not say it again.
      transfers.cancel(waitedFor)
      return null
    } finally {
      if (key.value === waitedFor) key.value = null
      leave()
    }
  }

  return {
    /** The pull under way; null when there is none. */
    transfer,
    failure,
    attend,
    pull: (reference: string) => attend(transfers.pull(reference).key),
    /** Shows a pull that failed before, and takes it off the list. */
    adopt(failedKey: number) {
      const failed = transfers.byKey.get(failedKey)
      if (!failed?.error) return
      failure.value = { error: failed.error, text: transferProblem(failed) }
      transfers.cancel(failedKey)
    },
    cancel() {
      if (key.value !== null) transfers.cancel(key.value)
    },
  }
}
