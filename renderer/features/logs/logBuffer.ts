import type { LogLine } from '../../../main/contract/containers'
import { createAnsiParser, type Span } from './ansi'
import { terminalLine } from './terminalLine'

/** A line as the viewer shows it. */
export interface ShownLine {
  /** Grows by one from line to line; never used twice. */
  readonly number: number
  /** Milliseconds since 1970; null where the engine gave no time. */
  readonly at: number | null
  readonly stderr: boolean
  /** Without escape sequences. */
  readonly text: string
  readonly spans: readonly Span[]
  /** Bytes that are not in the text, for the line was too long. */
  readonly cut: number
}

export const lineLimit = 50_000
/** Lines are let go many at a time: to move 50,000 entries for every few new ones would be wasted work. */
const slack = 2_000

export interface LogBuffer {
  append(lines: readonly LogLine[]): void
  clear(): void
  /** The lines that are held, oldest first; a new array whenever they changed. */
  readonly lines: readonly ShownLine[]
  /** How many lines there have been since the last `clear`, held or let go. */
  readonly total: number
  /** How many older lines were let go. */
  readonly dropped: number
}

/** Holds the newest lines of a log, parsed. @param first the number of the first line */
export function createLogBuffer(limit = lineLimit, first = 0): LogBuffer {
  let held: ShownLine[] = []
  let shown: readonly ShownLine[] | null = null
  let total = 0
  let parsers = { stdout: createAnsiParser(), stderr: createAnsiParser() }

  function parse(line: LogLine): ShownLine {
    const parser = parsers[line.source]
    const text = line.text.endsWith('\r') ? line.text.slice(0, -1) : line.text
    const spans = terminalLine(parser.push(text))
    parser.endLine()
    return {
      number: first + total++,
      at: line.at,
      stderr: line.source === 'stderr',
      text: spans.length === 1 ? spans[0]!.text : spans.map((span) => span.text).join(''),
      spans,
      cut: line.cut,
    }
  }

  return {
    append(lines) {
      for (const line of lines) held.push(parse(line))
      if (held.length > limit + slack) held = held.slice(held.length - limit)
      shown = null
    },
    clear() {
      held = []
      shown = null
      total = 0
      parsers = { stdout: createAnsiParser(), stderr: createAnsiParser() }
    },
    get lines() {
      shown ??= held.length > limit ? held.slice(held.length - limit) : held.slice()
      return shown
    },
    get total() {
      return total
    },
    get dropped() {
      return total - Math.min(held.length, limit)
    },
  }
}
