import { deferred } from './deferred'

/**
 * Turns work that reports much faster than a person can read into a stream of its newest reports: at most one
 * each `interval` milliseconds. What the work returns is the last item, its failure the stream's; neither is ever dropped.
 * Leaving the stream, or aborting `signal`, aborts the work and waits until it has ended.
 */
export async function* paced<T>(
  work: (report: (item: T) => void, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  interval = 100,
): AsyncGenerator<T, void> {
  const stop = new AbortController()
  const abort = () => stop.abort(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })

  let newest: { readonly item: T } | undefined
  let reported = deferred<void>()
  let ended = false
  const end = work((item) => {
    newest = { item }
    reported.resolve()
  }, stop.signal).finally(() => {
    ended = true
    reported.resolve()
  })
  end.catch(() => {}) // awaited below; meanwhile it is no unhandled rejection
  try {
    while (!ended) {
      await reported.promise
      reported = deferred()
      if (ended || !newest) continue
      const { item } = newest
      newest = undefined
      yield item
      await pause(interval, end)
    }
    yield await end
  } finally {
    signal.removeEventListener('abort', abort)
    stop.abort()
    await end.catch(() => {})
  }
}

/** Waits, but no longer than until the work has ended. */
async function pause(interval: number, end: Promise<unknown>): Promise<void> {
  const over = deferred<void>()
  const timer = setTimeout(over.resolve, interval)
  await Promise.race([over.promise, end.catch(() => {})])
  clearTimeout(timer)
}
