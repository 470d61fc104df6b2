import type { WriteStream } from 'node:tty'
import type { Progress } from '../../layers/archive/budget'
import { visibleText } from '../../shared/visibleText'
import { bytesText } from './quantities'

/** A line that says how far reading has come, written over by the next; nothing where no person looks on. */
export interface StatusLine {
  show(progress: Progress): void
  /** How many paths of all layers were compared, of how many; 0 where that is not known. */
  compare(paths: number, total: number): void
  /** Leaves no trace. */
  clear(): void
}

/** @param name of what is read */
export function createStatusLine(
  out: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number },
  name: string,
): StatusLine {
  let isShown = false

  function say(what: string) {
    if (!out.isTTY) return
    isShown = true
    const text = visibleText(`${what}: ${name}`)
    // A line that wraps could not be written over.
    out.write(`${lineStart}${text.slice(0, (out.columns || 80) - 1)}`)
  }

  return {
    compare(paths, total) {
      const part = total > 0 ? `, ${Math.floor((100 * paths) / total)} %` : ''
      say(`Comparing the layers${part}`)
    },
    show: (progress) => say(progressText(progress)),
    clear() {
      if (isShown) out.write(lineStart)
      isShown = false
    },
  }
}

/** To the beginning of the line, which is emptied (ECMA-48: EL). */
const lineStart = '\r\x1b[K'

/** `12 MB of 34 MB read, 1.2 GB unpacked` */
function progressText({ bytes, total, unpacked }: Progress): string {
  const read = bytesText(bytes)
  // What an engine will write is known only about.
  const all = total !== null && total >= bytes ? ` of ${bytesText(total)}` : ''
  return `${read}${all} read${unpacked > 0 ? `, ${bytesText(unpacked)} unpacked` : ''}`
}
