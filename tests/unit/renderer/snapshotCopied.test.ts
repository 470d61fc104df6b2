import { expect, it } from 'vitest'
import { copiedText } from '../../../renderer/features/snapshots/copied'

it.each([
  [
    { entries: 42_000, bytes: 1_200_000_000, of: 2_400_000_000 },
    0.5,
    '42,000 files, 1.2 GB of 2.4 GB copied',
  ],
  [{ entries: 1, bytes: 10, of: null }, null, '1 file, 10 B copied'],
  [{ entries: 2, bytes: 30, of: 20 }, null, '2 files, 30 B copied'],
  [{ entries: 2, bytes: 0, of: 0 }, null, '2 files, 0 B copied'],
])('how far a snapshot is, is said of %o', (copied, value, text) => {
  expect(copiedText(copied)).toEqual({ value, text })
})
