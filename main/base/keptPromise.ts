/**
 * Does it once, when it is first wanted, and gives all the same; what failed is done again for the next who wants it.
 * @param work what fails here may work in a moment: a file that could not be opened, a program that was just replaced
 */
export function keptPromise<T>(work: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | null = null
  return () => {
    kept ??= work().catch((thrown) => {
      kept = null
      throw thrown
    })
    return kept
  }
}
