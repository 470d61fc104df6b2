import { useTransfers } from './transfers'
import { useAttendedTransfer } from './useAttendedTransfer'

/** A pull that a dialog waits for. */
export function useAttendedPull() {
  const transfers = useTransfers()
  const attended = useAttendedTransfer()
  return {
    ...attended,
    pull: (reference: string) => attended.begin('pull', reference, () => transfers.pull(reference)),
  }
}
