import { expect, it } from 'vitest'
import { afterKeeperEnd, mostSuccessors } from '../../main/engine/owned/keeperEnd'

it.each([
  [{ inOrder: true, wanted: true, recent: 0 }, 'stopped'],
  [{ inOrder: true, wanted: false, recent: mostSuccessors + 1 }, 'stopped'],
  [{ inOrder: false, wanted: false, recent: 1 }, 'ended'],
  [{ inOrder: false, wanted: false, recent: mostSuccessors + 1 }, 'ended'],
  [{ inOrder: false, wanted: true, recent: 1 }, 'succeeded'],
  [{ inOrder: false, wanted: true, recent: mostSuccessors }, 'succeeded'],
  [{ inOrder: false, wanted: true, recent: mostSuccessors + 1 }, 'given-up'],
] as const)('after %o comes %s', (end, after) => {
  expect(afterKeeperEnd(end)).toBe(after)
})
