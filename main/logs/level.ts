import type { LogLevel } from '../contract/logs'
import { plainText } from './plainText'

/** Words that programs have for each level. */
const words: Record<string, LogLevel> = {
  trace: 'trace',
  trc: 'trace',
  verbose: 'trace',
  finest: 'trace',
  finer: 'trace',
  debug: 'debug',
  dbg: 'debug',
  dbug: 'debug',
  fine: 'debug',
  info: 'info',
  inf: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  note: 'info',
  log: 'info',
  warn: 'warn',
  wrn: 'warn',
  warning: 'warn',
  err: 'error',
  eror: 'error',
  error: 'error',
  severe: 'error',
  fail: 'error',
  fatal: 'fatal',
  ftl: 'fatal',
  panic: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  crt: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
}

export function wordsOf(level: LogLevel): string[] {
  return Object.keys(words).filter((word) => words[word] === level)
}

/** Of klog and glog: `E1130 12:04:05.123456 …`. */
const letters: Record<string, LogLevel> = { I: 'info', W: 'warn', E: 'error', F: 'fatal', D: 'debug' }
const klog = /^([IWEFD])\d{4} \d\d:\d\d:\d\d/
/** Of syslog, by severity: `<3>` or `<27>`. */
const syslog = /^<(\d{1,3})>/
const severities: readonly LogLevel[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug']

/** `"level":"warn"`, `level=warn`, `severity: ERROR`. */
const named =
  /["']?\b(?:level|lvl|severity|loglevel|log\.level|levelname|@l)["']?\s*[=:]\s*["']?([A-Za-z]+|\d{1,3})\b/i
/** `[ERROR]`, ` WARN `, `error:`; a word in lower case counts only with something beside it that says so. */
const marked =
  /[[(|<]\s*([A-Za-z]{3,13})\s*[\])|>]|(?:^|[\s|])([A-Z]{3,13})(?=[\s:|,]|$)|(?:^|\s)([A-Za-z]{3,13}):(?=\s)/g
/** How far into a line its level is looked for: what is behind is what it says. */
const head = 120

/** The level that a line names, of the common ways to name one; null where it names none. */
export function levelOf(text: string): LogLevel | null {
  const line = plainText(text)
  const byName = named.exec(line.length > 4000 ? line.slice(0, 4000) : line)
  const found = byName && (words[byName[1]!.toLowerCase()] ?? ofNumber(Number(byName[1])))
  if (found) return found
  const begin = line.slice(0, head)
  const letter = klog.exec(begin)
  if (letter) return letters[letter[1]!]!
  const priority = syslog.exec(begin)
  if (priority && Number(priority[1]) <= 191) return severities[Number(priority[1]) % 8]!
  for (const [, bracketed, alone, before] of begin.matchAll(marked)) {
    const level = words[(bracketed ?? alone ?? before)!.toLowerCase()]
    if (level) return level
  }
  return null
}

/** Pino's and Bunyan's numbers, 10 to 60. */
function ofNumber(number: number): LogLevel | null {
  if (!(number >= 10 && number <= 60)) return null
  return (['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)[Math.floor(number / 10) - 1]!
}
