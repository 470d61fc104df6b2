import type { FileLog } from './fileLog'
import type { LogLines } from './lines'

/** Lines of a log that were found, by their numbers in it. */
export interface Matches extends LogLines {
  /** Found further back than all before. @param numbers rising */
  addOlder(numbers: readonly number[]): void
  /** Found among what has come; what is known already is left out. @param numbers rising */
  addNewer(numbers: readonly number[]): void
}

/** Times are asked for so many at once. */
const together = 500

export function createMatches(log: FileLog): Matches {
  /** Falling. */
  let older: number[] = []
  /** Rising. */
  let newer: number[] = []
  let turn = log.turn

  /** Of a log that was cut nothing is left. */
  function checked() {
    if (turn === log.turn) return
    turn = log.turn
    older = []
    newer = []
  }
  const ownOf = (number: number) => (number < 0 ? older[-1 - number]! : newer[number]!)
  function first(): number {
    checked()
    // What the engine let go of.
    while (older.length > 0 && older.at(-1)! < log.first) older.pop()
    return -older.length
  }

  return {
    get turn() {
      checked()
      return turn
    },
    get first() {
      return first()
    },
    get end() {
      checked()
      return newer.length
    },
    timesAt(number) {
      const from = Math.max(first(), Math.floor(number / together) * together)
      const count = Math.min(from + together, newer.length) - from
      const times = Float64Array.from({ length: count }, (_, index) => timeIn(log, ownOf(from + index)))
      return { from, times }
    },
    read(from, to) {
      const lines = []
      for (let number = Math.max(from, first()); number < Math.min(to, newer.length); number++) {
        const own = ownOf(number)
        const [line] = log.read(own, own + 1)
        if (line) lines.push({ ...line, number })
      }
      return lines
    },
    addOlder(numbers) {
      checked()
      for (let index = numbers.length - 1; index >= 0; index--) older.push(numbers[index]!)
    },
    addNewer(numbers) {
      checked()
      for (const number of numbers) if (number > (newer.at(-1) ?? older[0] ?? -Infinity)) newer.push(number)
    },
  }
}

/** When a line was written; NaN where it is not there any more. */
export function timeIn(lines: LogLines, number: number): number {
  if (number < lines.first || number >= lines.end) return Number.NaN
  const { from, times } = lines.timesAt(number)
  return times[number - from] ?? Number.NaN
}
