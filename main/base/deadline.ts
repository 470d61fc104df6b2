import { AppError } from '../contract/errors'

/** One reason to stop, whoever gives it first: the clock, the caller's signal or the connection. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Why it was stopped; undefined while it was not. */
  readonly reason: AppError | undefined
  abort(reason: AppError): void
  /** Settles as the promise does, or fails with `reason` as soon as there is one. */
  race<T>(promise: Promise<T>): Promise<T>
  /** @param milliseconds without a value, no clock runs */
  startClock(milliseconds: number | undefined): void
  stopClock(): void
  /** All went well: nothing can stop it any more. */
  end(): void
  onEnd(listener: () => void): void
}

/**
 * @param milliseconds until it is over, with `timeout`; without a value, no clock runs
 * @param object whose deadline it is, for the error
 * @param outer ends it earlier, with `cancelled`
 */
export function createDeadline(
  milliseconds: number | undefined,
  object: string,
  outer?: AbortSignal,
): Deadline {
  const controller = new AbortController()
  const { signal } = controller
  let clock: NodeJS.Timeout | undefined
  let ended = false
  let onEnd = () => {}

  const cancel = () => abort(new AppError('cancelled', { object }))

  function stopClock() {
    clearTimeout(clock)
  }

  function startClock(limit: number | undefined) {
    stopClock()
    if (limit === undefined) return
    const late = new AppError('timeout', { object, seconds: limit / 1000 })
    clock = setTimeout(() => abort(late), limit)
  }

  function end() {
    if (ended) return
    ended = true
    stopClock()
    outer?.removeEventListener('abort', cancel)
    onEnd()
  }

  function abort(reason: AppError) {
    if (ended) return
    end()
    controller.abort(reason)
  }

  outer?.addEventListener('abort', cancel, { once: true })
  startClock(milliseconds)
  if (outer?.aborted) cancel()

  return {
    signal,
    get reason() {
      return signal.aborted ? (signal.reason as AppError) : undefined
    },
    abort,
    startClock,
    stopClock,
    end,
    onEnd(listener) {
      onEnd = listener
      if (ended) listener()
    },
    race(promise) {
      return new Promise((resolve, reject) => {
        const stop = () => reject(signal.reason)
        if (signal.aborted) stop()
        signal.addEventListener('abort', stop, { once: true })
        promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
      })
    },
  }
}
