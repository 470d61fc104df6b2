export interface Backoff {
  /** Waits, longer after each failure; returns early when the signal aborts. */
  pause(signal: AbortSignal): Promise<void>
  /** A try went well. Only one that lasted makes the next pause short again: what breaks at once is a failure too. */
  succeeded(): void
  /** Something speaks for a try that goes well: the next pause is short again. */
  startOver(): void
}

const lasting = 5_000

/**
 * Pauses that double from `shortest` to `longest` milliseconds, each with up to a half added or taken off, so that many
 * that lost the same engine do not come back at the same moment.
 */
export function createBackoff({ shortest, longest }: { shortest: number; longest: number }): Backoff {
  let failures = 0
  let successAt = Number.POSITIVE_INFINITY

  return {
    async pause(signal) {
      if (Date.now() - successAt > lasting) failures = 0
      successAt = Number.POSITIVE_INFINITY
      const middle = shortest * 2 ** failures
      if (middle < longest) failures++
      const milliseconds = Math.min(longest, Math.max(shortest, middle * (0.5 + Math.random())))
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        const timer = setTimeout(resolve, milliseconds)
        timer.unref()
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve()
        })
      })
    },
    succeeded() {
      successAt = Date.now()
    },
    startOver() {
      failures = 0
    },
  }
}
