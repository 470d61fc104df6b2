import { expect, test } from 'vitest'
import { formatClock, formatDateTime, formatLogTime } from '../../../renderer/ui/text/times'

test('the time of day has 24 hours everywhere, as in logs', () => {
  const evening = new Date(2026, 0, 2, 15, 4, 5, 60).getTime()
  expect(formatLogTime(evening)).toBe('15:04:05.060')
  expect(formatClock(evening)).toBe('15:04:05')
  expect(formatDateTime(evening)).toMatch(/2026.*15:04:05$/)
  const midnight = new Date(2026, 0, 2, 0, 4, 5).getTime()
  expect(formatClock(midnight)).toBe('00:04:05')
  expect(formatDateTime(midnight)).toMatch(/ 00:04:05$/)
})
