import { createLatch } from '../../base/latch'

/**
 * News of a piece of work that goes on to its end whether anybody reads or not. The last item is what it resolves to.
 * @param work tells how far it is; only the newest of what is told between two looks is read
 * @param leftAlone takes the rest over, where the reader leaves before the end
 */
export async function* following<T>(
  work: (tell: (news: T) => void) => Promise<T>,
  signal: AbortSignal,
  leftAlone: (rest: (signal: AbortSignal) => AsyncGenerator<T, void>) => void = () => {},
): AsyncGenerator<T, void> {
  const latch = createLatch()
  let newest: T | undefined
  let isOver = false
  const tell = (news: T) => {
    newest = news
    latch.raise()
  }
  const end = work(tell)
  end.then(
    (last) => {
      isOver = true
      tell(last)
    },
    () => {
      isOver = true
      latch.raise()
    },
  )
  let isHeard = false
  async function* read(until: AbortSignal): AsyncGenerator<T, void> {
    while (await latch.next(until)) {
      if (isOver) {
        isHeard = true
        yield await end
        return
      }
      yield newest as T
    }
  }
  try {
    yield* read(signal)
  } finally {
    if (!isHeard) {
      // The newest may have been read by who has left.
      if (newest !== undefined || isOver) latch.raise()
      leftAlone(read)
    }
  }
}
