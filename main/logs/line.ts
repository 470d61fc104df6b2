import { longestMessage, readLogRecord } from './record'

/** One line of a log. */
export interface TextLine {
  /** Milliseconds since 1970, with their fraction; NaN where no time is known. */
  readonly at: number
  readonly stderr: boolean
  /** With its escape sequences, without its line end. */
  readonly text: string
  /** Characters of the line that are not in `text`. */
  readonly cut: number
}

/** Characters of a line that are shown. */
export const longestText = 65_536
const LF = 10

/** What a line says, given all of its records. */
export function readLineText(bytes: Buffer, start: number, end: number): Omit<TextLine, 'at'> {
  let text = ''
  let length = 0
  let stderr = false
  for (let from = start; from < end; ) {
    const found = bytes.indexOf(LF, from)
    const to = found < 0 || found >= end ? end : found
    const record = readLogRecord(bytes, from, to)
    if (from === start) stderr = record.stderr
    length += record.text.length
    text = kept(text + record.text)
    from = to + 1
  }
  const stop = text.endsWith('\r\n') ? 2 : text.endsWith('\n') || text.endsWith('\r') ? 1 : 0
  const [shown, whole] = [stop ? text.slice(0, -stop) : text, length - stop]
  return {
    stderr,
    text: shown.length > longestText ? withoutHalf(shown.slice(0, longestText)) : shown,
    cut: Math.max(0, whole - Math.min(shown.length, longestText)),
  }
}

/**
 * Of a line that is too long its beginning; of one that goes back over itself, as a progress bar does, its end: a terminal shows
 * what was written last.
 */
function kept(text: string): string {
  if (text.length <= longestText + longestMessage) return text
  const back = text.lastIndexOf('\r', text.length - 3)
  if (back < 0) return text.slice(0, longestText + 1)
  const from = text.indexOf('\r', Math.max(0, text.length - longestText))
  return text.slice((from >= 0 && from < text.length - 2 ? from : back) + 1)
}

/** A pair of surrogates is not shown half. */
function withoutHalf(text: string): string {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text
}
