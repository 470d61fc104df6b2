import { describe, expect, it } from 'vitest'
import type { Column } from '../../../renderer/ui/table/column'
import { isChosen, plainLayout, settledColumns, trackOf } from '../../../renderer/ui/table/columnLayout'
import { fittedTrack, keepLongest, longestTexts } from '../../../renderer/ui/table/fitColumns'

const name: Column<string> = { key: 'name', label: 'Name', width: 'minmax(110px, 2fr)', text: (row) => row }
const drawn: Column<string> = { key: 'drawn', label: 'Drawn', width: 'minmax(90px, 1fr)' }
const size: Column<string> = { key: 'size', label: 'Size', width: '92px', text: (row) => `${row}${row}` }

describe('columns that fit their content', () => {
  it('are those that are flexible and say text', () => {
    expect(longestTexts(['a', 'abc', ''], [name, drawn, size])).toEqual({ name: 3 })
    expect(longestTexts([], [name])).toEqual({ name: 0 })
  })

  it('have room for the longest text, and for no less than was declared', () => {
    expect(fittedTrack(110, 2)).toBe('minmax(110px, 110px)')
    expect(fittedTrack(110, 40)).toBe('minmax(110px, 310px)')
    expect(fittedTrack(110, 1e9), 'one long name').toBe('minmax(110px, 460px)')
  })

  it('are as wide as a person made them, or as they were declared where nothing is known', () => {
    expect(trackOf(name, plainLayout, 40)).toBe('minmax(110px, 310px)')
    expect(trackOf(name, plainLayout)).toBe('minmax(110px, 2fr)')
    expect(trackOf(name, { widths: { name: 200 } }, 40)).toBe('minmax(48px, 200px)')
  })

  it('do not become narrower while one looks at them', () => {
    const before = { name: 8 }
    expect(keepLongest(undefined, before)).toBe(before)
    expect(keepLongest(before, { name: 3 }), 'the very same: nothing is drawn anew').toBe(before)
    expect(keepLongest(before, { name: 9 })).toEqual({ name: 9 })
    expect(keepLongest(before, { name: 3, image: 5 })).toEqual({ name: 8, image: 5 })
  })
})

describe('a column of a range', () => {
  const state: Column<string> = { key: 'state', label: 'State', width: 'minmax(108px, 148px)' }

  it('has all of it before those that fit their content have more than they need', () => {
    expect([...settledColumns([state, name], plainLayout, 258)]).toEqual(['state'])
    expect(trackOf(state, plainLayout, undefined, true)).toBe('148px')
    expect([...settledColumns([state, name], plainLayout, 257)], 'there is no room for it').toEqual([])
  })

  it('is as a person made it', () => {
    expect([...settledColumns([state, name], { widths: { state: 60 } }, 900)]).toEqual([])
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
