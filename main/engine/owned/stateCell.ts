import { createListeners } from '../../base/listeners'
/** A value that changes, whoever wants to know of it, and whoever waits for one that suits. */
export interface StateCell<T> {
  readonly value: T
  set(value: T): void
  /** The listener hears of every change from now on, in order. */
  listen(listener: (value: T) => void): () => void
  /** The present value when it suits, else the first that does. */
  until(suits: (value: T) => boolean): Promise<T>
  /** Resolves at the next change. */
  next(): Promise<T>
}

export function createStateCell<T>(initial: T): StateCell<T> {
  let value = initial
  const listeners = createListeners<T>()

  function first(suits: (value: T) => boolean): Promise<T> {
    return new Promise((resolve) => {
      const forget = listeners.add((candidate) => {
        if (!suits(candidate)) return
        forget()
        resolve(candidate)
      })
    })
  }

  return {
    get value() {
      return value
    },
    set(next) {
      value = next
      listeners.tell(next)
    },
    listen: listeners.add,
    until: (suits) => (suits(value) ? Promise.resolve(value) : first(suits)),
    next: () => first(() => true),
  }
}
