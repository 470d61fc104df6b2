import { deferred } from './deferred'

/** Remembers that something happened, once: any number of times between two looks count as one. */
export interface Latch {
  raise(): void
  /** True once it was raised since the last time, which it then forgets; false once the signal has aborted. */
  next(signal: AbortSignal): Promise<boolean>
}

export function createLatch(): Latch {
  let raised = deferred<void>()
  return {
    raise: () => raised.resolve(),
    async next(signal) {
      await untilAborted(raised.promise, signal)
      if (signal.aborted) return false
      raised = deferred<void>()
      return true
    },
  }
}

/**
 * What `read` gives, at once and then after any number of changes between two looks.
 * @param subscribe is told whom to call after a change; returns how to stop that
 */
export async function* snapshots<T>(
  read: () => Promise<T>,
  subscribe: (changed: () => void) => () => void,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  const latch = createLatch()
  latch.raise()
  const unsubscribe = subscribe(latch.raise)
  try {
    while (await latch.next(signal)) {
      const value = await untilAborted(read(), signal)
      if (signal.aborted) return
      yield value as T
    }
  } finally {
    unsubscribe()
  }
}

/** Settles as the promise does, or resolves with undefined as soon as the signal aborts. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
