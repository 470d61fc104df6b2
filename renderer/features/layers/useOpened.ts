import { onScopeDispose, shallowRef } from 'vue'
import { AppError } from '../../../main/contract/errors'
import type { Opening } from '../../../main/contract/layers'

/**
 * Layers that were read, for as long as the scope lives. Not useStream: what may have taken the engine half a minute is not
 * read again because the window was out of sight, and nothing flows once it is open.
 */
export function useOpened<T extends { readonly phase: 'open' }>(
  open: () => AsyncIterableIterator<Opening | T>,
) {
  const opened = shallowRef<T | null>(null)
  const reading = shallowRef<Opening | null>(null)
  const error = shallowRef<AppError | null>(null)
  const isReading = shallowRef(false)
  type Source = AsyncIterableIterator<Opening | T>
  /** The stream that `opened` came from, and the one that is to follow it. */
  let current: Source | null = null
  let next: Source | null = null

  function leave(source: Source | null) {
    void source?.return?.()
  }
  async function read(source: Source) {
    const isMine = () => source === current || source === next
    try {
      for (;;) {
        const { value, done } = await source.next()
        if (!isMine()) return
        if (done) throw new AppError('internal/closed')
        if (value.phase !== 'open') {
          reading.value = value
          continue
        }
        // Only now, so that what was shown stays until there is something to replace it.
        const before = current
        current = source
        next = null
        opened.value = value
        reading.value = null
        isReading.value = false
        if (before !== source) leave(before)
      }
    } catch (thrown) {
      if (!isMine()) return
      if (source === current) {
        current = null
        opened.value = null
      }
      if (source === next) stop()
      error.value = AppError.from(thrown)
    }
  }
  function stop() {
    leave(next)
    next = null
    reading.value = null
    isReading.value = false
  }
  function reopen() {
    stop()
    error.value = null
    isReading.value = true
    next = open()
    void read(next)
  }
  reopen()
  onScopeDispose(() => {
    stop()
    leave(current)
    current = null
  })

  return {
    opened,
    /** The latest word of the reading that is under way. */
    reading,
    isReading,
    error,
    /** Reads afresh; what is open stays until then. */
    reopen,
    /** Ends the reading that is under way. */
    cancel: stop,
  }
}
