import { AppError } from '../../contract/errors'

/** Lets so many work at a time; the others wait in the order in which they came. */
export interface Turns {
  /**
   * Resolves when it is this one's turn, to what ends it.
   * @throws AppError `cancelled`; `unsupported` when too many wait already
   */
  take(object: string, signal?: AbortSignal): Promise<() => void>
}

export function createTurns(atOnce: number, mostWaiting: number): Turns {
  const waiting: (() => void)[] = []
  let working = 0

  /** Whoever waits longest takes over the place. */
  function done() {
    const next = waiting.shift()
    if (next) next()
    else working--
  }

  return {
    async take(object, signal) {
      const cancelled = () => new AppError('cancelled', `${object}: stopped`, { object })
      if (signal?.aborted) throw cancelled()
      if (working < atOnce) {
        working++
        return done
      }
      if (waiting.length >= mostWaiting) {
        const reason = 'too much is being read already'
        throw new AppError('unsupported', `${object}: ${reason}`, { object, reason })
      }
      await new Promise<void>((resolve, reject) => {
        const leave = () => {
          waiting.splice(waiting.indexOf(next), 1)
          reject(cancelled())
        }
        const next = () => {
          signal?.removeEventListener('abort', leave)
          resolve()
        }
        signal?.addEventListener('abort', leave, { once: true })
        waiting.push(next)
      })
      return done
    },
  }
}
