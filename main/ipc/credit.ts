/** How many items the window asked for and was not given yet. */
export interface Credit {
  add(count: number): void
  /** Resolves when there is an item to be given, which is then one less; at once when the signal aborts. */
  take(): Promise<void>
}

/** @param most what is asked for beyond it is forgotten */
export function createCredit(most: number, signal: AbortSignal): Credit {
  let left = 0
  let wake = () => {}
  signal.addEventListener('abort', () => wake(), { once: true })

  return {
    add(count) {
      left = Math.min(most, left + count)
      wake()
    },
    async take() {
      while (left === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      left--
    },
  }
}
