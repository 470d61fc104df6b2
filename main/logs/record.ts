/**
 * One record of a json-file log, a line of the file: `{"log":"text\n","stream":"stdout","attrs":{…},"time":"…Z"}`.
 * Source: moby, daemon/logger/jsonfilelog/jsonlog.
 */
export interface Recorded {
  /** With its line end, where it has one; escape sequences are in it. */
  readonly text: string
  readonly stderr: boolean
}

const beginning = '{"log":"'
const streamMark = '","stream":"'
const streamBytes = Buffer.from(streamMark)
const QUOTE = 34
const BACKSLASH = 92
const LETTER_N = 110
const ZERO = 48

/** Docker breaks what is longer into several records (moby: daemon/logger/copier.go); a record holds at least these bytes then. */
export const longestMessage = 16_384

/** What a record says, from `start` up to its line end; one that is none, as a crash may leave, is shown as it is. */
export function readLogRecord(bytes: Buffer, start: number, end: number): Recorded {
  const raw = bytes.toString('utf8', start, end)
  const at = raw.indexOf(streamMark)
  if (at < 0 || !raw.startsWith(beginning)) return { text: raw, stderr: false }
  const stderr = raw.charCodeAt(at + streamMark.length + 3) === 101
  const text = raw.slice(beginning.length, at)
  return { text: unescaped(text), stderr }
}

function unescaped(text: string): string {
  const first = text.indexOf('\\')
  if (first < 0) return text
  // Most lines have nothing but their end to be escaped.
  if (first === text.length - 2 && text.endsWith('n')) return `${text.slice(0, first)}\n`
  try {
    return JSON.parse(`"${text}"`)
  } catch {
    return text
  }
}

/** Whether the record is a part of a line, which the next record of the same stream goes on with. */
export function isPart(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < longestMessage) return false
  const at = bytes.indexOf(streamBytes, start)
  if (at < 0 || at >= end) return false
  if (bytes[at - 1] !== LETTER_N) return true
  let slashes = 0
  while (bytes[at - 2 - slashes] === BACKSLASH) slashes++
  return slashes % 2 === 0
}

/** Whether the record is of the standard error. */
export function isError(bytes: Buffer, start: number, end: number): boolean {
  const at = bytes.indexOf(streamBytes, start)
  return at >= 0 && at < end && bytes[at + streamBytes.length + 3] === 101
}

/**
 * When the record was written, in milliseconds since 1970 with their fraction; NaN where it does not say.
 * @param end of the record, without its line end
 */
export function recordTime(bytes: Buffer, start: number, end: number): number {
  const close = end - 2
  let open = close - 1
  while (open > start && open > close - 40 && bytes[open] !== QUOTE) open--
  const at = open + 1
  if (bytes[open] !== QUOTE || bytes[close] !== QUOTE || bytes[close - 1] !== 90 || bytes[at + 10] !== 84)
    return Date.parse(bytes.toString('latin1', at, close))
  const two = (from: number) => (bytes[from]! - ZERO) * 10 + bytes[from + 1]! - ZERO
  const days = daysSince1970(two(at) * 100 + two(at + 2), two(at + 5), two(at + 8))
  const seconds = ((days * 24 + two(at + 11)) * 60 + two(at + 14)) * 60 + two(at + 17)
  let [fraction, unit] = [0, 100]
  for (let digit = at + 20; digit < close - 1; digit++, unit /= 10) fraction += (bytes[digit]! - ZERO) * unit
  return seconds * 1000 + fraction
}

/** Of the Gregorian calendar. Source: Howard Hinnant, chrono-compatible low-level date algorithms, days_from_civil. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** A record as the engine writes it. @param time as RFC 3339 */
export function writeLogRecord({ text, stderr }: Recorded, time: string): string {
  const stream = stderr ? 'stderr' : 'stdout'
  return `{"log":${JSON.stringify(text)},"stream":"${stream}","time":"${time}"}\n`
}
