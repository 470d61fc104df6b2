import { describe, expect, it } from 'vitest'
import { largestWidth, panelWidth, readChoice, roomOf } from '../../../renderer/ui/parts/panelSize'

const limitsAt = (window: number) => ({ room: roomOf(window), initial: 440, smallest: 320, most: 0.75 })

describe('the width of a panel', () => {
  it('grows with the window, faster than that from the usual one on', () => {
    const widths = [900, 1360, 1920, 2560].map((window) => panelWidth(limitsAt(window), null))
    expect(widths).toEqual([427, 440, 776, 1161])
  })

  it('is the share of the room that it was given', () => {
    expect([1360, 1920].map((window) => panelWidth(limitsAt(window), 0.5))).toEqual([586, 866])
  })

  it('stays between its smallest and its largest, also in a window that is too small for both', () => {
    expect(panelWidth(limitsAt(1360), 0.01)).toBe(320)
    expect(panelWidth(limitsAt(1360), 1)).toBe(largestWidth(limitsAt(1360)))
    expect(panelWidth(limitsAt(300), 0.5)).toBe(320)
    expect(panelWidth(limitsAt(0), null)).toBe(320)
  })
})

describe('what was chosen of a panel', () => {
  it('is read as it was written', () => {
    expect(readChoice({ share: 0.4, maximised: true }, null)).toEqual({ share: 0.4, maximised: true })
    expect(readChoice(null, undefined)).toEqual({ share: null, maximised: false })
  })

  it('takes over the pixels that an earlier version remembered', () => {
    expect(readChoice(null, 586)).toEqual({ share: 0.5, maximised: false })
    expect(readChoice({ share: 0.3 }, 586).share, 'what was chosen since holds').toBe(0.3)
  })

  it('is nothing where it makes no sense', () => {
    const nothing = { share: null, maximised: false }
    for (const value of [
      'wide',
      7,
      [],
      { share: 'half', maximised: 'yes' },
      { share: Number.NaN },
      { share: -1 },
      { share: 3 },
    ]) {
      expect(readChoice(value, { px: 1 })).toEqual(nothing)
    }
    expect(readChoice(null, 1e9)).toEqual(nothing)
  })
})
