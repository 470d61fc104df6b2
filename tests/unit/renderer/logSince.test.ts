import { expect, it } from 'vitest'
import { formatSince } from '../../../renderer/features/logs/since'

it('says a time of today short, and an older one with its day', () => {
  const now = new Date(2026, 10, 30, 15, 0).getTime()
  expect(formatSince(new Date(2026, 10, 30, 12, 4, 9).getTime(), now)).toBe('12:04')
  expect(formatSince(new Date(2026, 10, 29, 16, 0).getTime(), now)).toContain('29')
  expect(formatSince(new Date(2026, 9, 30, 12, 4).getTime(), now)).toContain('30')
  expect(formatSince(new Date(2026, 9, 30, 12, 4).getTime(), now)).not.toBe('12:04')
})
