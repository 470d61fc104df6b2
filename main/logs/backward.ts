import { bytesAt } from './pageReader'
import type { LogPage } from './pages'
import { isPart } from './record'
import { lineTime, scan } from './scan'
import { createTraceReader } from './traces'

export const pageBytes = 256 * 1024
/** A page holds whole lines, and whole traces, unless it would be larger. */
const largestPage = 24 * 2 ** 20
const LF = 10

/**
 * The page of a file that ends at an offset, where a line ends too.
 * @returns null when nothing is there
 */
export function pageBefore(fd: number, end: number): Omit<LogPage, 'number'> | null {
  let size = pageBytes
  for (let to = end; to > 0; ) {
    const from = Math.max(0, to - size)
    const read = bytesAt(fd, from, to - from)
    const bytes = withoutHole(read)
    to = from + bytes.length
    if (bytes.length === 0) continue
    const last = size * 2 > largestPage
    const hole = bytes.lastIndexOf(0)
    const begin =
      hole >= 0
        ? hole + 1
        : from === 0
          ? 0
          : (firstWhole(bytes, true) ?? (last ? (firstWhole(bytes, false) ?? 0) : null))
    if (begin === null) {
      size *= 2
      continue
    }
    const page = bytes.subarray(begin)
    const { starts } = scan(page)
    const lines = starts.length - 1
    if (lines === 0) return null
    return {
      fd,
      offset: from + begin,
      bytes: page.length,
      lines,
      firstAt: lineTime(page, 0, starts[1]!),
      lastAt: lineTime(page, starts[lines - 1]!, starts[lines]!),
    }
  }
  return null
}

/** Without the zeros at its end: a file that was emptied while it is written to has a hole up to where the writer was. */
function withoutHole(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return bytes.subarray(0, end)
}

/** Where the first line begins that goes on with nothing before it. @param whole also with no trace */
function firstWhole(bytes: Buffer, whole: boolean): number | null {
  const traces = createTraceReader()
  let start = bytes.indexOf(LF) + 1
  if (start === 0) return null
  traces.recordGoesOn(bytes, start)
  for (
    let end = bytes.indexOf(LF, start);
    end >= 0 && end + 1 < bytes.length;
    end = bytes.indexOf(LF, start)
  ) {
    const next = end + 1
    const goesOn = traces.recordGoesOn(bytes, next)
    if (!isPart(bytes, start, end) && !(whole && goesOn)) return next
    start = next
  }
  return null
}
