/**
 * What must be undone however a script ends: display servers, users, child processes. It runs at the end of
 * `main` and on SIGINT, SIGTERM and SIGHUP, last registered first.
 */
const tasks = new Set()
let ending

/**
 * @param {() => void | Promise<void>} task
 * @returns {() => void} takes the task back
 */
export function atEnd(task) {
  tasks.add(task)
  return () => tasks.delete(task)
}

/** Runs all that is registered, once; a task that fails does not keep the others from running. */
export function runEnding() {
  ending ??= (async () => {
    for (const task of [...tasks].reverse()) {
      try {
        await task()
      } catch (error) {
        console.error(`Could not clean up: ${error.message}`)
      }
    }
  })()
  return ending
}

const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }
const handlers = new Map()

/** From now on a signal ends this process in order. */
export function endOnSignals() {
  for (const [signal, code] of Object.entries(codes)) {
    const handler = () => runEnding().then(() => process.exit(code))
    handlers.set(signal, handler)
    process.on(signal, handler)
  }
}

/** Undoes `endOnSignals`, for one who has a better answer to them. */
export function leaveSignals() {
  for (const [signal, handler] of handlers) process.off(signal, handler)
}
