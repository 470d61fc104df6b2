import { describe, expect, it } from 'vitest'
import { nextStep, type RemovalStep, type Seen } from '../../../main/services/removed/step'

const table: readonly [kept: boolean, original: boolean, successor: Seen['successor'], step: RemovalStep][] =
  [
    // Removal, from what was written down to what is gone.
    [false, true, 'none', 'forget'],
    [true, true, 'none', 'remove'],
    [true, false, 'none', 'rest'],
    // Its return, from what was made to what is there.
    [true, false, 'unwritten', 'withdraw'],
    [true, false, 'there', 'withdraw'],
    [true, false, 'gone', 'withdraw'],
    [false, false, 'there', 'arrive'],
    // Somebody has had a hand in it.
    [false, false, 'none', 'lost'],
    [false, false, 'gone', 'lost'],
    [false, false, 'unwritten', 'lost'],
    [true, true, 'unwritten', 'remove'],
    [true, true, 'there', 'remove'],
    [true, true, 'gone', 'remove'],
    [false, true, 'unwritten', 'forget'],
    [false, true, 'there', 'forget'],
    [false, true, 'gone', 'forget'],
  ]

describe('the next step of a removal or a return', () => {
  it.each(table)(
    'layer kept: %s, container there: %s, successor: %s: %s',
    (kept, original, successor, step) => {
      expect(nextStep({ kept, original, successor, isCopy: false })).toBe(step)
    },
  )

  it('is that half a copy goes, and a whole one stays or arrives as all else does', () => {
    const copy = { original: false, isCopy: true } as const
    expect(nextStep({ ...copy, kept: false, successor: 'none' })).toBe('forget')
    expect(nextStep({ ...copy, kept: true, successor: 'none' })).toBe('rest')
    expect(nextStep({ ...copy, kept: true, successor: 'there' })).toBe('withdraw')
    expect(nextStep({ ...copy, kept: false, successor: 'there' })).toBe('arrive')
    // It had arrived, and was removed since.
    expect(nextStep({ ...copy, kept: false, successor: 'gone' })).toBe('lost')
  })

  it('knows of everything that can be seen', () => {
    expect(new Set(table.map(([...seen]) => seen.slice(0, 3).join())).size).toBe(2 * 2 * 4)
  })
})
