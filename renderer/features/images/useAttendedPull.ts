import { computed, onScopeDispose, shallowRef } from 'vue'
import { AppError } from '../../../main/contract/errors'
import { type Finished, type Transfer, useTransfers } from './transfers'
import { transferProblem } from './transferText'

/**
 * A pull that a dialog waits for. The pull itself is main's: when the dialog goes it goes on, and its end is said in a
 * message.
 */
export function useAttendedPull() {
  const transfers = useTransfers()
  /** The pull that is waited for, as it was when that began; its key is 0 until main has answered. */
  const waited = shallowRef<Transfer | null>(null)
  /** Why the last one failed, in a sentence, with the error itself. */
  const failure = shallowRef<{ readonly text: string; readonly error: AppError } | null>(null)
  let leave = () => {}
  let gone = false
  onScopeDispose(() => {
    gone = true
    leave()
  })

  function fail(attended: Transfer, thrown: unknown) {
    const error = AppError.from(thrown)
    if (error.code !== 'cancelled') failure.value = { error, text: transferProblem({ ...attended, error }) }
  }

  function forget(attended: Transfer) {
    if (waited.value === attended) waited.value = null
  }

  /** Waits for a pull that is under way. Null when it failed, was cancelled, or nobody waits any more. */
  async function wait(attended: Transfer): Promise<Finished | null> {
    leave()
    failure.value = null
    waited.value = attended
    leave = transfers.attend(attended.key)
    try {
      const done = await transfers.outcome(attended.key)
      return gone ? null : done
    } catch (thrown) {
      if (gone) return null
      fail(attended, thrown)
      // It is said here: the list need not say it again.
      transfers.cancel(attended.key)
      return null
    } finally {
      forget(attended)
      leave()
    }
  }

  async function pull(reference: string): Promise<Finished | null> {
    leave()
    failure.value = null
    const begun: Transfer = { key: 0, kind: 'pull', object: reference, progress: null, error: null }
    waited.value = begun
    try {
      const key = await transfers.pull(reference)
      // The dialog went: what was asked for goes on.
      if (gone) return null
      if (waited.value === begun) return await wait({ ...begun, key })
      transfers.cancel(key)
    } catch (thrown) {
      fail(begun, thrown)
      forget(begun)
    }
    return null
  }

  return {
    /** The pull under way; null when there is none. */
    transfer: computed(() => waited.value && (transfers.byKey.get(waited.value.key) ?? waited.value)),
    failure,
    pull,
    async attend(key: number): Promise<Finished | null> {
      const attended = transfers.byKey.get(key)
      return attended ? wait(attended) : null
    },
    /** Shows a pull that failed before, and takes it off the list. */
    adopt(failedKey: number) {
      const failed = transfers.byKey.get(failedKey)
      if (!failed?.error) return
      failure.value = { error: failed.error, text: transferProblem(failed) }
      transfers.cancel(failedKey)
    },
    cancel() {
      if (waited.value?.key) transfers.cancel(waited.value.key)
      else waited.value = null
    },
  }
}
