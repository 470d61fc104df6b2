import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../main/contract/constants'
import { SettingsChange } from '../../../main/contract/settings'

const accepted = (change: unknown) => SettingsChange.safeParse(change).success

describe('a change of the settings', () => {
  it('may be any part of them', () => {
    expect(accepted({})).toBe(true)
    expect(accepted(defaultSettings)).toBe(true)
    expect(accepted({ remembered: { 'columns.images': { order: ['tag'], widths: [1, null] } } })).toBe(true)
    expect(accepted({ remembered: { 'columns.images': null } })).toBe(true)
  })

  it.each([
    { theme: 'sepia' },
    { language: '../../etc' },
    { removalDays: 1.5 },
    { removalDays: 5000 },
    { unknown: 1 },
    { remembered: { '__proto__.x': 1 } },
    { remembered: { 'has space': 1 } },
    { remembered: { [`k${'x'.repeat(100)}`]: 1 } },
    { remembered: { big: 'x'.repeat(10_001) } },
    { remembered: { odd: undefined } },
    { remembered: { odd: new Map() } },
    { remembered: 'no' },
    null,
  ])('is refused as %o', (change) => expect(accepted(change)).toBe(false))
})
