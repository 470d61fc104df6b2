import { formatDateTime, formatLogTime } from '../../ui/text/times'

const day = 24 * 60 * 60_000

/** Since when lines go, in ms since 1970: a time of today as `12:04`, an older one with its date. */
export function formatSince(at: number, now = Date.now()): string {
  const isRecent = now - at < day && new Date(now).getDate() === new Date(at).getDate()
  return isRecent ? formatLogTime(at).slice(0, 5) : formatDateTime(at)
}
