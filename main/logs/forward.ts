import { fstatSync } from 'node:fs'
import { pageBytes } from './backward'
import { bytesAt } from './pageReader'
import type { LogPages } from './pages'
import { recordTime } from './record'
import { lineTime, type OpenPart, scan } from './scan'
import { createTraceReader } from './traces'

/** What one look at the end of a file came to. `cut`: what was read of it is not there any more. */
export type Growth = 'nothing' | 'some' | 'more' | 'cut'

const atOnce = 2 ** 20
const LF = 10
/** Bytes before the end that are compared, for a file may be cut and have grown past it since. */
const print = 64

/** Reads what is written behind an offset, where a line ended. */
export function createForward(fd: number, from: number, pages: LogPages) {
  let edge = from
  let open: OpenPart | null = null
  let known = bytesAt(fd, Math.max(0, from - print), Math.min(from, print))

  function add(bytes: Buffer) {
    const { starts, open: next } = scan(bytes, open)
    open = next
    const count = starts.length - 1
    const last = pages.at(pages.count - 1)
    const lastAt = lastRecordTime(bytes)
    const joined = last?.fd === fd ? linesToJoin(bytes, starts, last.bytes) : 0
    // What goes on with the last line comes before the first of these.
    if (last?.fd === fd && starts[joined]! > 0) pages.extend(starts[joined]!, joined, lastAt)
    if (joined === count) return
    const offset = edge + starts[joined]!
    pages.addNewer({
      fd,
      offset,
      bytes: bytes.length - starts[joined]!,
      lines: count - joined,
      firstAt: lineTime(bytes, starts[joined]!, starts[joined + 1]!),
      lastAt,
    })
  }

  return {
    get edge() {
      return edge
    },
    read(): Growth {
      const { size } = fstatSync(fd)
      if (size < edge) return 'cut'
      if (size === edge) return 'nothing'
      const found = bytesAt(fd, edge - known.length, known.length + Math.min(size - edge, atOnce))
      if (!found.subarray(0, known.length).equals(known)) return 'cut'
      const hole = zerosAt(found, known.length)
      if (hole > 0) {
        // It was emptied while it is written to.
        edge += hole
        open = null
        known = Buffer.alloc(0)
        return edge < size ? 'more' : 'some'
      }
      const fresh = found.subarray(known.length)
      const whole = fresh.lastIndexOf(LF) + 1
      // No record is as long as this: what it is, nobody can tell.
      const taken = whole === 0 && fresh.length === atOnce ? fresh.length : whole
      if (taken === 0) return 'nothing'
      add(fresh.subarray(0, taken))
      edge += taken
      known = Buffer.from(found.subarray(Math.max(0, known.length + taken - print), known.length + taken))
      return edge < size ? 'more' : 'some'
    },
  }
}

/** How many of these lines belong to the page before them: all while it is small, else those that go on with its last. */
function linesToJoin(bytes: Buffer, starts: readonly number[], sizeBefore: number): number {
  const count = starts.length - 1
  if (sizeBefore + bytes.length <= pageBytes) return count
  const traces = createTraceReader()
  let joined = 0
  while (joined < count && joined < 1000 && traces.recordGoesOn(bytes, starts[joined]!)) joined++
  return joined
}

/** How many zeros follow each other: a record has none. */
function zerosAt(bytes: Buffer, from: number): number {
  let end = from
  while (end < bytes.length && bytes[end] === 0) end++
  return end - from
}

function lastRecordTime(bytes: Buffer): number {
  const end = bytes.length - 1
  return recordTime(bytes, end === 0 ? 0 : bytes.lastIndexOf(LF, end - 1) + 1, end)
}
