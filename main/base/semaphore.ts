import { AppError } from '../contract/errors'

/** Lets so many work at a time; the others wait in the order in which they came. */
export interface Semaphore {
  /**
   * Resolves when there is room, to what gives the room back; giving it back twice does no harm.
   * @param object what it is wanted for, for the error
   * @throws AppError `cancelled`; `unsupported` when too many wait already
   */
  acquire(object: string, signal?: AbortSignal): Promise<() => void>
}

export function createSemaphore(atOnce: number, mostWaiting = Number.POSITIVE_INFINITY): Semaphore {
  const waiting: (() => void)[] = []
  let free = atOnce

  /** Whoever waits longest takes over the place. */
  function release() {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  function releaseOnce(): () => void {
    let released = false
    return () => {
      if (released) return
      released = true
      release()
    }
  }
  function wait(cancelled: () => AppError, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(enter), 1)
        reject(cancelled())
      }
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      signal?.addEventListener('abort', leave, { once: true })
      waiting.push(enter)
    })
  }

  return {
    async acquire(object, signal) {
      const cancelled = () => new AppError('cancelled', { object })
      if (signal?.aborted) throw cancelled()
      if (free > 0) {
        free--
        return releaseOnce()
      }
      if (waiting.length >= mostWaiting) throw new AppError('unsupported/crowded', { object })
      await wait(cancelled, signal)
      return releaseOnce()
    },
  }
}
