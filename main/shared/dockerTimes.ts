const [second, minute, hour] = [1000, 60_000, 3_600_000]
const day = 24 * hour
const units: Readonly<Record<string, number>> = {
  second,
  minute,
  hour,
  day,
  week: 7 * day,
  month: 30 * day,
  year: 365 * day,
}

/** A time in Docker's own words: `3 hours`. Source: HumanDuration of github.com/docker/go-units. @param age milliseconds */
export function durationWords(age: number): string {
  const seconds = Math.trunc(age / second)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  const minutes = Math.trunc(age / minute)
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  const hours = Math.round(age / hour)
  if (hours === 1) return 'About an hour'
  if (hours < 48) return `${hours} hours`
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`
  return `${Math.trunc(age / units.year!)} years`
}

/** The time in a status, in Docker's words: `3 hours` of `Up 3 hours (healthy)`; null where there is none. */
export function durationIn(status: string): string | null {
  const [, up, ended] =
    /^(?:Up (.+?)(?: \(.*\))?|(?:Exited|Restarting) \(-?\d+\) (.+) ago)$/.exec(status) ?? []
  return up ?? ended ?? null
}

/** The least time that these words say, in milliseconds; null where they say none. */
export function leastAge(words: string): number | null {
  if (/^less than a second$/i.test(words)) return 0
  const [, count, unit] = /^(?:(\d+)|about an?) (\w+?)s?$/i.exec(words) ?? []
  const length = units[unit ?? '']
  return length === undefined ? null : Number(count ?? 1) * length
}
