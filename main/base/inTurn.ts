/**
 * Does the same with each of many, in their order, so many at a time. The first failure is the whole's, and nothing more is
 * begun; neither is anything once the signal has aborted.
 * @throws whatever `work` throws, or the signal's reason
 */
export async function inTurn<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  const results: R[] = new Array(items.length)
  let next = 0
  let failed = false

  async function goOn() {
    while (next < items.length && !failed) {
      signal?.throwIfAborted()
      const place = next++
      try {
        results[place] = await work(items[place]!)
      } catch (thrown) {
        failed = true
        throw thrown
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, goOn))
  return results
}
