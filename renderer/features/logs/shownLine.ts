import type { LogLevel, OpenLine } from '../../../main/contract/logs'
import { visibleText } from '../../../main/shared/visibleText'
import { createAnsiParser } from './ansi'
import type { ShownLine } from './logBuffer'
import { terminalLine } from './terminalLine'

/** A line of the logs that are open, as it is shown. */
export interface WholeLine extends ShownLine {
  /** Its number among all lines; null where that is not known. */
  readonly whole: number | null
  readonly source: number
  readonly level: LogLevel | null
  /** It looks like a document of JSON. */
  readonly isJson: boolean
}

/** Each line is drawn by itself: what a colour has begun ends with it, wherever one looks first. */
export function toWholeLine({ number, whole, source, at, stderr, text, cut, level }: OpenLine): WholeLine {
  const parser = createAnsiParser()
  const spans = terminalLine(parser.push(text))
  const plain = spans.length === 1 ? spans[0]!.text : spans.map((span) => span.text).join('')
  return { number, whole, source, at, stderr, text: plain, spans, cut, level, isJson: looksLikeJson(plain) }
}

/** Whether it is to be tried as a document of JSON. */
export function looksLikeJson(text: string): boolean {
  return text.length > 2 && /^\s*\{\s*"/.test(text) && text.trimEnd().endsWith('}')
}

/** A line of JSON over several lines; null where it is none after all. */
export function unfolded(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).split('\n').map(visibleText).join('\n')
  } catch {
    return null
  }
}
