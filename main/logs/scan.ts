import { isError, isPart, recordTime } from './record'

/** The part of a line that a record ended in, for the record behind it. */
export interface OpenPart {
  readonly stderr: boolean
  /** Bytes of all parts of the line so far. */
  readonly bytes: number
}

export interface Scanned {
  /** Where each line begins, and behind them the end of the last. What is before the first goes on with the line before them. */
  readonly starts: readonly number[]
  /** What the last line ended in. */
  readonly open: OpenPart | null
}

/** What is longer is broken into lines: a log without line ends must not become one line. */
const longestLine = 16 * 2 ** 20
const LF = 10

/**
 * Finds the lines in whole records. A line may be several records: Docker breaks long ones.
 * @param open what the record before them ended in
 */
export function scan(bytes: Buffer, open: OpenPart | null = null): Scanned {
  const starts: number[] = []
  let start = 0
  let part = open
  while (start < bytes.length) {
    const end = bytes.indexOf(LF, start)
    if (end < 0) break
    const goesOn = part && part.bytes < longestLine && isError(bytes, start, end) === part.stderr
    if (!goesOn) {
      starts.push(start)
      part = null
    }
    part = isPart(bytes, start, end)
      ? { stderr: isError(bytes, start, end), bytes: (part?.bytes ?? 0) + (end - start) }
      : null
    start = end + 1
  }
  starts.push(start)
  return { starts, open: part }
}

/** When the line was written that these are the bytes of, records and all: as its first record says. */
export function lineTime(bytes: Buffer, start: number, end: number): number {
  const first = bytes.indexOf(LF, start)
  return recordTime(bytes, start, first < 0 || first >= end ? end - 1 : first)
}
