import { computed, onScopeDispose, shallowRef } from 'vue'
import { AppError } from '../../../main/contract/errors'
import { errorText } from '../../data/errorText'
import { type Finished, type Transfer, type TransferKind, useTransfers } from './transfers'

/** Why a transfer failed, in a sentence, with the error itself. */
export interface Failure {
  readonly text: string
  readonly error: AppError
}

/**
 * A transfer that a dialog waits for. The transfer itself is main's: when the dialog goes it goes on, and its end is said in
 * a message.
 */
export function useAttendedTransfer() {
  const transfers = useTransfers()
  /** The transfer that is waited for, as it was when that began; its key is 0 until main has answered. */
  const waited = shallowRef<Transfer | null>(null)
  const failure = shallowRef<Failure | null>(null)
  let leave = () => {}
  let gone = false
  onScopeDispose(() => {
    gone = true
    leave()
  })

  function fail(thrown: unknown) {
    const error = AppError.from(thrown)
    if (error.code !== 'cancelled') failure.value = { error, text: errorText(error) }
  }

  function forget(attended: Transfer) {
    if (waited.value === attended) waited.value = null
  }

  /** Waits for a transfer that is under way. Null when it failed, was cancelled, or nobody waits any more. */
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
      fail(thrown)
      // It is said here: the list need not say it again.
      transfers.cancel(attended.key)
      return null
    } finally {
      forget(attended)
      leave()
    }
  }

  return {
    /** The transfer under way; null when there is none. */
    transfer: computed(() => waited.value && (transfers.byKey.get(waited.value.key) ?? waited.value)),
    failure,

    /** @param begins begins it in main, and answers its key */
    async begin(
      kind: TransferKind,
      object: string | null,
      begins: () => Promise<number>,
    ): Promise<Finished | null> {
      leave()
      failure.value = null
      const begun: Transfer = { key: 0, kind, object, progress: null, error: null }
      waited.value = begun
      try {
        const key = await begins()
        // The dialog went: what was asked for goes on.
        if (gone) return null
        if (waited.value === begun) return await wait({ ...begun, key })
        transfers.cancel(key)
      } catch (thrown) {
        fail(thrown)
        forget(begun)
      }
      return null
    },
    async attend(key: number): Promise<Finished | null> {
      const attended = transfers.byKey.get(key)
      return attended ? wait(attended) : null
    },
    /** Shows one that failed before, and takes it off the list. */
    adopt(failedKey: number) {
      const failed = transfers.byKey.get(failedKey)
      if (!failed?.error) return
      failure.value = { error: failed.error, text: errorText(failed.error) }
      transfers.cancel(failedKey)
    },
    cancel() {
      if (waited.value?.key) transfers.cancel(waited.value.key)
      else waited.value = null
    },
  }
}

export type AttendedTransfer = ReturnType<typeof useAttendedTransfer>
