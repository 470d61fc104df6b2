/**
 * Words such as "ago" are in the window's language; dates in the person's format. The time of day has 24 hours everywhere:
 * logs have it so, and what happened is looked up in them.
 */
const language = globalThis.navigator?.language?.startsWith('en') ? navigator.language : 'en'
const locale = globalThis.navigator?.language ?? 'en'

const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' })
const dateTime = new Intl.DateTimeFormat(locale, {
  dateStyle: 'medium',
  timeStyle: 'medium',
  hourCycle: 'h23',
})
const clock = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const logTime = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
})

const minute = 60_000
const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 24 * 60 * minute],
  ['month', 30 * 24 * 60 * minute],
  ['day', 24 * 60 * minute],
  ['hour', 60 * minute],
  ['minute', minute],
]

/** A moment seen from `now`: `2 hours ago`; null when it is less than a minute away. Both in ms since 1970. */
export function formatAgo(at: number, now: number): string | null {
  const age = now - at
  for (const [unit, length] of steps) {
    if (Math.abs(age) >= length) return relative.format(-Math.trunc(age / length), unit)
  }
  return null
}

export function formatDateTime(at: number): string {
  return dateTime.format(at)
}

export function formatClock(at: number): string {
  return clock.format(at)
}

/** A log line's time of day with milliseconds, the same width for all. */
export function formatLogTime(at: number): string {
  return logTime.format(at)
}

/** How long something took: `84 ms`, `1.2 sec`. */
export function formatTook(milliseconds: number): string {
  const [value, unit, digits] =
    milliseconds < 1000
      ? ([Math.max(1, Math.round(milliseconds)), 'millisecond', 0] as const)
      : ([milliseconds / 1000, 'second', 1] as const)
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(value)
}

/** Older than anything that an engine made. */
const earliest = Date.UTC(2000, 0, 1)

/** Where no time was recorded there is none, the year 1, or the first second of 1970 for the same image each time. */
export function isKnownTime(at: number | null): at is number {
  return at !== null && at >= earliest
}
