import { existsSync, type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/** Milliseconds that what was made there gets to be ready: its mode comes after itself. */
const settling = 100

/**
 * Tells when something is put at a path, also where folders on the way there are made first. Where that cannot be watched,
 * nothing is told.
 * @returns stops watching
 */
export function watchPlace(path: string, onPut: () => void): () => void {
  let watcher: FSWatcher | null = null
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function stop() {
    stopped = true
    clearTimeout(timer)
    watcher?.close()
  }

  function put() {
    clearTimeout(timer)
    timer = setTimeout(() => existsSync(path) && onPut(), settling)
    timer.unref()
  }

  /** In the folder itself or, as long as it is missing, in the nearest one above it. */
  function look() {
    watcher?.close()
    watcher = null
    for (let at = path; !watcher && dirname(at) !== at; at = dirname(at)) {
      const folder = dirname(at)
      const changed = (_: string, name: string | null) => {
        if (stopped) return
        if (at === path && name === basename(path)) return put()
        // The next folder came, or this one went; another one may be in its place already.
        if (name !== basename(at) && name !== basename(folder)) return
        look()
        // It may have been put there before this was looking.
        put()
      }
      try {
        watcher = watch(folder, { persistent: false }, changed).on('error', () => {})
      } catch {
        // It is missing, or may not be read.
      }
    }
  }

  look()
  return stop
}
