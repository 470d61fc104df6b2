import { computed } from 'vue'
import type { AppError } from '../../main/contract/errors'
import type { Snapshot } from '../../main/contract/values'
import { useConnections } from './connections'
import { errorDetails, errorText } from './errorText'

interface LiveList {
  readonly snapshot: Snapshot<unknown> | null
  readonly staleSince: number | null
  readonly error: AppError | null
}

/**
 * How a live list stands, for ListView.
 * @param away what is said while the engine does not answer
 */
export function useListState(list: LiveList, away: { readonly heading: string; readonly text: string }) {
  const connections = useConnections()
  return computed(() => ({
    /** An empty list from before the engine answered says nothing: at was set when one was read. */
    listed: (list.snapshot?.at ?? 0) > 0,
    away: connections.down ? away : null,
    staleSince: list.staleSince,
    owedSince: list.snapshot?.owedSince ?? null,
    unread: list.snapshot?.unread ?? 0,
    error:
      list.error && connections.ready
        ? { text: errorText(list.error), details: errorDetails(list.error) }
        : null,
  }))
}
