import { computed, shallowRef } from 'vue'
import type { Snapshot } from '../../main/contract/values'
import { useStream } from './useStream'

/**
 * A live list of the engine: the last snapshot whole, never patched.
 * @param first what is known before the stream's first one comes
 */
export function useSnapshot<T>(
  watch: () => AsyncIterableIterator<Snapshot<T>>,
  seen?: (snapshot: Snapshot<T>) => void,
  first: Snapshot<T> | null = null,
) {
  const snapshot = shallowRef<Snapshot<T> | null>(first)
  const version = shallowRef(0)
  const { error, reopen } = useStream({
    open: watch,
    item(value: Snapshot<T>) {
      snapshot.value = value
      version.value++
      seen?.(value)
    },
    retry: true,
  })
  return {
    /** Null until the first one has come. */
    snapshot,
    /** Counts the snapshots. */
    version,
    items: computed<readonly T[]>(() => snapshot.value?.items ?? []),
    /** Since when the list is no longer live, in ms since 1970; null while it is. */
    staleSince: computed(() => snapshot.value?.staleSince ?? null),
    /** The items are as they were when it was read last: what became of them since is not known. */
    stale: computed(
      () => snapshot.value !== null && (snapshot.value.staleSince !== null || error.value !== null),
    ),
    error,
    reopen,
  }
}
