import type { LogFilter, LogLevel } from '../contract/logs'
import { wordsOf } from './level'

export const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * What the records of a line hold that is asked for, as they stand in the file, where they are nothing but bytes: so that most are
 * never read further. Null where nothing can be told so.
 */
export function hintOf({ text, regex, levels }: LogFilter): RegExp | null {
  const part = regex ? '' : longestPart(text)
  if (part !== '') return new RegExp(quoted(part), 'gi')
  return levels.length === 0 ? null : new RegExp(levels.map(levelHint).join('|'), 'gi')
}

/** The longest part of a text that is never escaped in a record. */
function longestPart(text: string): string {
  const parts = text.split(/[^ -~]|["\\<>&]/)
  return parts.reduce((best, part) => (part.length > best.length ? part : best), '')
}

const letters: Record<LogLevel, string> = {
  trace: 'T',
  debug: 'D',
  info: 'I',
  warn: 'W',
  error: 'E',
  fatal: 'F',
}
const numbers: Record<LogLevel, string> = {
  trace: '1',
  debug: '2',
  info: '3',
  warn: '4',
  error: '5',
  fatal: '6',
}

/** Whatever `levelOf` may take for this level. */
function levelHint(level: LogLevel): string {
  const byNumber = String.raw`(?:level|lvl|severity|@l)\W{1,6}${numbers[level]}\d`
  return [
    ...wordsOf(level),
    `${letters[level]}\\d{4} \\d\\d:`,
    String.raw`(?:<|u003c)\d{1,3}(?:>|\\u003e)`,
    byNumber,
  ].join('|')
}
