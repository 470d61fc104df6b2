import { readSync } from 'node:fs'
import { readLineText, type TextLine } from './line'
import type { LogPage } from './pages'
import { lineTime, scan } from './scan'
import { createTraceReader } from './traces'

/** A page in memory. */
export interface ReadPage {
  readonly bytes: Buffer
  /** See `Scanned`. */
  readonly starts: readonly number[]
}

const mostPages = 32

/** Reads pages, and keeps the few that were read last. */
export function createPageReader() {
  const kept = new Map<LogPage, ReadPage>()
  const timesOf = new WeakMap<ReadPage, Float64Array>()

  function read(page: LogPage): ReadPage {
    const known = kept.get(page)
    kept.delete(page)
    // The last one grows.
    const found = known?.bytes.length === page.bytes ? known : readPage(page)
    kept.set(page, found)
    if (kept.size > mostPages) kept.delete(kept.keys().next().value!)
    return found
  }

  return {
    read,
    line(page: LogPage, index: number): TextLine {
      const { bytes, starts } = read(page)
      const [start, end] = [starts[index], starts[index + 1]]
      // The file was cut under it.
      if (start === undefined || end === undefined) return { at: Number.NaN, stderr: false, text: '', cut: 0 }
      return { at: lineTime(bytes, start, end), ...readLineText(bytes, start, end) }
    },
    times(page: LogPage): Float64Array {
      const found = read(page)
      const times = timesOf.get(found) ?? heldTimes(found)
      timesOf.set(found, times)
      return times
    },
    forget: () => kept.clear(),
  }
}

/**
 * Its lines are found when they are first asked for.
 * @param into taken where it is large enough: then what is read holds until the next is read into it
 */
export function readPage(
  { fd, offset, bytes }: Pick<LogPage, 'fd' | 'offset' | 'bytes'>,
  into?: Buffer,
): ReadPage {
  const read = bytesAt(fd, offset, bytes, into)
  let starts: readonly number[] | undefined
  return {
    bytes: read,
    get starts() {
      starts ??= scan(read).starts
      return starts
    },
  }
}

/** As many of these bytes as there are. */
export function bytesAt(fd: number, offset: number, length: number, into?: Buffer): Buffer {
  const buffer = into && into.length >= length ? into : Buffer.allocUnsafeSlow(length)
  let filled = 0
  while (filled < length) {
    const count = readSync(fd, buffer, filled, length - filled, offset + filled)
    if (count === 0) break
    filled += count
  }
  return buffer.subarray(0, filled)
}

/** The time of each line; those of a trace have that of its first. */
function heldTimes({ bytes, starts }: ReadPage): Float64Array {
  const times = new Float64Array(starts.length - 1)
  const traces = createTraceReader()
  for (let index = 0; index < times.length; index++) {
    const goesOn = traces.recordGoesOn(bytes, starts[index]!) && index > 0
    times[index] = goesOn ? times[index - 1]! : lineTime(bytes, starts[index]!, starts[index + 1]!)
  }
  return times
}
