import type { LineRange, OpenLine } from '../../contract/logs'
import { levelOf } from '../level'
import type { LogLines, NumberedLine } from '../lines'
import { timeIn } from '../matches'

/** As many lines as a window shows. */
const onScreen = 120
/** Characters of them that are told with each state. */
const mostText = 256 * 1024

/** @param whole the number of a line among all */
export function lineRange(lines: LogLines, whole: (line: NumberedLine) => number | null): LineRange {
  const { first, end, turn } = lines
  const newest: OpenLine[] = []
  let text = 0
  for (const line of lines.read(Math.max(first, end - onScreen), end).reverse()) {
    text += line.text.length
    if (text > mostText && newest.length > 0) break
    newest.push(shownLine(line, whole(line)))
  }
  const firstAt = end > first ? timeIn(lines, first) : Number.NaN
  return { first, end, turn, firstAt: Number.isNaN(firstAt) ? null : firstAt, newest: newest.reverse() }
}

export function shownLine(
  { number, source, at, stderr, text, cut }: NumberedLine,
  whole: number | null,
): OpenLine {
  return { number, whole, source, at: Number.isNaN(at) ? null : at, stderr, text, cut, level: levelOf(text) }
}
