import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/** Milliseconds between two looks while a log grows. */
const pause = 25
/** After so many looks that found nothing, the folder tells when there is something. */
const quietLooks = 20

/**
 * Looks at a log as long as it grows, and then waits until its folder says that it changed: a container that writes without end would
 * make the folder say so a hundred thousand times a second.
 * @param look reads what has come; returns whether there was anything
 * @returns how to stop
 */
export function followGrowth(path: string, look: () => boolean): () => void {
  let watcher: FSWatcher | null = null
  let timer: NodeJS.Timeout | undefined
  let quiet = 0

  function lookOn() {
    quiet = look() ? 0 : quiet + 1
    if (quiet < quietLooks) timer = setTimeout(lookOn, pause)
    else wait()
  }
  function wait() {
    try {
      watcher = watch(dirname(path), (_, name) => {
        if (name === null || name.startsWith(basename(path))) again()
      })
      watcher.on('error', () => stopWatching())
      // What came before the folder was watched.
      if (look()) again()
    } catch {
      // It was removed with its container.
    }
  }
  function stopWatching() {
    watcher?.close()
    watcher = null
  }
  function again() {
    stopWatching()
    quiet = 0
    clearTimeout(timer)
    lookOn()
  }
  again()
  return () => {
    stopWatching()
    clearTimeout(timer)
  }
}
