/** Who is told when something happens. */
export interface Listeners<T> {
  /** Returns how to be told no more. */
  add(listener: (value: T) => void): () => void
  /**
   * Tells all of them, in the order in which they came. One that throws keeps nobody else from hearing, nor whoever tells
   * from going on; what it threw comes up as an unhandled rejection, which the log has.
   */
  tell(value: T): void
  clear(): void
}

export function createListeners<T = void>(): Listeners<T> {
  const all = new Set<(value: T) => void>()
  return {
    add(listener) {
      all.add(listener)
      return () => all.delete(listener)
    },
    tell(value) {
      for (const listener of [...all]) {
        try {
          listener(value)
        } catch (thrown) {
          Promise.reject(thrown)
        }
      }
    },
    clear: () => all.clear(),
  }
}
