import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Log } from './log'

/** Milliseconds after the first list: by then all that the start needed is of no more use. */
const startIsOver = 3_000

/**
 * Once the start is over, keeps what was compiled, and gives back what the start took of main's memory: V8 by itself waits until
 * as much again has been allocated, which in a program that idles never happens. In the page the preload does the same.
 */
export function tidyAfterStart(keepCompiled: () => void, log: Log): void {
  setTimeout(() => {
    try {
      // Before the flags are others: V8 takes it only with those that it was made with.
      keepCompiled()
    } catch (error) {
      log.error(error, 'keeping what was compiled')
    }
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    setFlagsFromString('--no-expose-gc')
  }, startIsOver).unref()
}
