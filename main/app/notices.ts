import type { Notice } from '../contract/app'

export interface Notices {
  push(notice: Notice): void
  /** What has been pushed and not yet been taken, then what comes. One window takes them, so each is given once. */
  watch(signal: AbortSignal): AsyncIterable<Notice>
}

/** More than a person can have asked for while a page loads. */
const most = 20

/** Keeps what main wants of the window until the window is there to be asked. */
export function createNotices(): Notices {
  const waiting: Notice[] = []
  let wake = () => {}

  async function* watch(signal: AbortSignal) {
    const stop = () => wake()
    signal.addEventListener('abort', stop)
    try {
      while (!signal.aborted) {
        const notice = waiting.shift()
        if (notice) yield notice
        else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  return {
    push(notice) {
      waiting.push(notice)
      if (waiting.length > most) waiting.shift()
      wake()
    },
    watch,
  }
}
