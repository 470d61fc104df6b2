import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Column } from '../../../renderer/ui/table/column'
import { isChosen, plainLayout, trackOf, wishOf } from '../../../renderer/ui/table/columnLayout'
import { keepLongest, textLengths, wishFor } from '../../../renderer/ui/table/fitColumns'
import { shareRoom, sum } from '../../../renderer/ui/table/shareRoom'

const name: Column<string> = { key: 'name', label: 'Name', width: 'minmax(110px, 2fr)', text: (row) => row }
const drawn: Column<string> = { key: 'drawn', label: 'Drawn', width: 'minmax(90px, 1fr)' }
const size: Column<string> = { key: 'size', label: 'Size', width: '92px', text: (row) => `${row}${row}` }

describe('columns that fit their content', () => {
  it('are those that are flexible and say text', () => {
    expect(textLengths(['a', 'abc', ''], [name, drawn, size])).toEqual({ name: { usual: 3, longest: 3 } })
    expect(textLengths([], [name])).toEqual({ name: { usual: 0, longest: 0 } })
  })

  it('know what most texts need from what the longest needs', () => {
    const rows = [...Array.from({ length: 20 }, () => 'abcd'), 'x'.repeat(500)]
    expect(textLengths(rows, [name])).toEqual({ name: { usual: 4, longest: 500 } })
    expect(textLengths(rows, [{ ...name, whole: true }])).toEqual({ name: { usual: 500, longest: 500 } })
  })

  it('wish for that, and for no less than was declared', () => {
    const same = (length: number) => ({ usual: length, longest: length })
    expect(wishFor(110, same(2))).toEqual({ least: 110, usual: 110, longest: 110 })
    expect(wishFor(110, { usual: 20, longest: 40 })).toEqual({ least: 110, usual: 164, longest: 310 })
    expect(wishFor(110, same(1e9)), 'long names').toEqual({
      least: 110,
      usual: 240,
      longest: 460,
      whole: 900,
    })
  })

  it('are as wide as a person made them, or as they were declared where nothing is known', () => {
    const made = { widths: { name: 200 } }
    expect(trackOf(name, plainLayout, 310)).toBe('minmax(110px, 310px)')
    expect(trackOf(name, plainLayout)).toBe('minmax(110px, 2fr)')
    expect(trackOf(name, plainLayout, Number.POSITIVE_INFINITY)).toBe('minmax(110px, 2fr)')
    expect(trackOf(name, made, 310)).toBe('minmax(48px, 200px)')
    expect(wishOf(name, made, { usual: 40, longest: 90 })).toEqual({ least: 48, usual: 200, longest: 200 })
    expect(wishOf({ ...name, width: 'minmax(108px, 148px)' }, plainLayout)).toEqual({
      least: 108,
      usual: 148,
      longest: 148,
    })
  })

  it('do not become narrower while one looks at them', () => {
    const of = (longest: number) => ({ usual: 2, longest })
    const before = { name: of(8) }
    expect(keepLongest(undefined, before)).toBe(before)
    expect(keepLongest(before, { name: of(3) }), 'the very same: nothing is drawn anew').toBe(before)
    expect(keepLongest(before, { name: of(9) })).toEqual({ name: of(9) })
    expect(keepLongest(before, { name: { usual: 5, longest: 6 } })).toEqual({
      name: { usual: 5, longest: 8 },
    })
    expect(keepLongest(before, { name: of(3), image: of(5) })).toEqual({ name: of(8), image: of(5) })
  })
})

describe('room', () => {
  const short = { least: 90, usual: 130, longest: 170 }
  const long = { least: 100, usual: 240, longest: 460 }

  it('is shared so that what most rows say is seen before one long name is', () => {
    expect(shareRoom([short, long], 1000), 'there is plenty').toEqual([170, 460])
    expect(shareRoom([short, { ...long, whole: 900 }], 1000), 'nobody else needs it').toEqual([170, 830])
    expect(shareRoom([short, { ...long, whole: 500 }], 1000)).toEqual([170, 500])
    expect(shareRoom([short, long], 370), 'all have what is usual').toEqual([130, 240])
    expect(shareRoom([short, long], 400)).toEqual([160, 240])
    expect(shareRoom([short, long], 260), 'the narrower one first').toEqual([130, 130])
    expect(shareRoom([short, long], 50), 'there is too little for anything').toEqual([90, 100])
    expect(shareRoom([], 50)).toEqual([])
  })

  it('is never given twice, and none is left where something is cut', () => {
    const wish = fc
      .tuple(fc.nat(200), fc.nat(300), fc.nat(300))
      .map(([least, more, most]) => ({ least, usual: least + more, longest: least + more + most }))
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 9 }), fc.nat(3000), (wishes, room) => {
        const widths = shareRoom(wishes, room)
        const least = sum(wishes.map((one) => one.least))
        expect(sum(widths)).toBeLessThanOrEqual(Math.max(room, least))
        for (const [at, { least, longest }] of wishes.entries()) {
          expect(widths[at]).toBeGreaterThanOrEqual(least)
          expect(widths[at]).toBeLessThanOrEqual(longest)
        }
        // A pixel for each may be left of rounding.
        const isCut = wishes.some(({ longest }, at) => widths[at]! < longest)
        expect(!isCut || sum(widths) >= Math.min(room, Math.max(room, least)) - wishes.length).toBe(true)
      }),
    )
  })
})

describe('a hidden column', () => {
  const spare = { ...name, key: 'spare', hidden: true, shownFrom: 1200 }

  it('is shown where there is room for it, unless it was chosen otherwise', () => {
    expect([isChosen(spare, plainLayout, 1199), isChosen(spare, plainLayout, 1200)]).toEqual([false, true])
    expect(isChosen(spare, { shown: { spare: false } }, 1500)).toBe(false)
    expect(isChosen(spare, { shown: { spare: true } }, 600)).toBe(true)
    expect(isChosen({ ...spare, shownFrom: undefined }, plainLayout, 5000)).toBe(false)
  })
})
