/** Work that pauses after every few rows: there the page may do something else, or it may be dropped. */
export type Work<R> = Generator<void, R, void>

/** Rows between two pauses: less than a millisecond of any work there is. */
export const rowsBetweenPauses = 200

/** In ms, of one task: two of them, with what else there is to do, leave a frame in time. */
const slice = 6

/** Does all of it now. */
export function atOnce<R>(work: Work<R>): R {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** Does it in short tasks, one after the other; undefined once the signal has aborted. */
export async function inSlices<R>(work: Work<R>, signal: AbortSignal): Promise<R | undefined> {
  for (;;) {
    await nextTask()
    if (signal.aborted) return undefined
    for (const end = performance.now() + slice; performance.now() < end; ) {
      const { done, value } = work.next()
      if (done) return value
    }
  }
}

/** Timers would wait: each is held back once they follow each other, and in a window that is hidden. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port2.onmessage = () => {
      port1.close()
      resolve()
    }
    port1.postMessage(null)
  })
}
