import { describe, expect, it } from 'vitest'
import { mostUnnamed } from '../../../main/contract/snapshots'
import type { SnapshotRecord } from '../../../main/services/snapshots/record'
import { nextReturnStep } from '../../../main/services/snapshots/returnStep'
import { rolledOver } from '../../../main/services/snapshots/rollOver'

const snapshot = (takenAt: number, name: string | null = null): SnapshotRecord => ({
  version: 1,
  id: `${takenAt}`,
  container: 'one',
  containerName: 'web',
  imageId: '',
  name,
  why: 'daily',
  takenAt,
  return: null,
})

describe('what rolls over', () => {
  it('is the oldest beyond five, in whatever order they come', () => {
    const all = [3, 7, 1, 2, 6, 5, 4].map((takenAt) => snapshot(takenAt))
    expect(rolledOver(all).map(({ takenAt }) => takenAt)).toEqual([2, 1])
    expect(rolledOver(all.slice(0, mostUnnamed))).toEqual([])
  })

  it('is never one with a name, and that takes no place', () => {
    const named = [1, 2, 3, 4, 5, 6].map((takenAt) => snapshot(takenAt, 'kept'))
    const others = [7, 8, 9, 10, 11].map((takenAt) => snapshot(takenAt))
    expect(rolledOver([...named, ...others])).toEqual([])
    expect(rolledOver([...named, ...others, snapshot(0)])).toEqual([snapshot(0)])
  })
})

it('where the layers lie decides how far a way back came', () => {
  const step = (isOut: boolean, hasNext: boolean, hasContainer: boolean) =>
    nextReturnStep({ isOut, hasNext, hasContainer })
  expect(step(false, false, true)).toBe('drop')
  expect(step(false, true, true)).toBe('drop')
  expect(step(false, true, false)).toBe('drop')
  expect(step(true, true, true)).toBe('put in')
  expect(step(true, false, true)).toBe('keep')
  // Removed by somebody in the middle: what it had is kept all the same.
  expect(step(true, true, false)).toBe('keep')
  expect(step(true, false, false)).toBe('keep')
})
