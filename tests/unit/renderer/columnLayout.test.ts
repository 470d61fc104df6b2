import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Column } from '../../../renderer/ui/table/column'
import {
  fittingColumns,
  isChosen,
  narrowest,
  orderedColumns,
  placeColumn,
  plainLayout,
  readLayout,
  resizeColumn,
  stepColumn,
  trackOf,
} from '../../../renderer/ui/table/columnLayout'

const columns: readonly Column[] = [
  { key: 'state', label: 'State', width: '100px' },
  { key: 'name', label: 'Name', width: 'minmax(110px, 2fr)', primary: true },
  { key: 'image', label: 'Image', width: 'minmax(100px, 1fr)', hideBelow: 430 },
  { key: 'age', label: 'Created', width: '120px', hideBelow: 640 },
  { key: 'id', label: 'ID', width: '110px', hidden: true },
]
const keys = (list: readonly Column[]) => list.map(({ key }) => key).join(' ')
const all = (layout = plainLayout) => keys(orderedColumns(columns, layout))

describe('the order of columns', () => {
  it('is as declared until one is put in front of another', () => {
    expect(all()).toBe('state name image age id')
    expect(all(placeColumn(columns, plainLayout, 'age', 'state'))).toBe('age state name image id')
    expect(all(placeColumn(columns, plainLayout, 'state', null))).toBe('name image age id state')
    expect(placeColumn(columns, plainLayout, 'age', 'age')).toBe(plainLayout)
    expect(placeColumn(columns, plainLayout, 'nothing', 'age')).toBe(plainLayout)
  })

  it('steps over columns that are not shown', () => {
    const shown = ['state', 'name', 'age']
    expect(all(stepColumn(columns, plainLayout, shown, 'name', 1))).toBe('state image age name id')
    expect(all(stepColumn(columns, plainLayout, shown, 'age', -1))).toBe('state age name image id')
    expect(stepColumn(columns, plainLayout, shown, 'state', -1)).toBe(plainLayout)
    expect(stepColumn(columns, plainLayout, shown, 'age', 1)).toBe(plainLayout)
  })

  it('has a place for columns that are new since, and forgets those that are gone', () => {
    expect(all({ ...plainLayout, order: ['age', 'gone', 'name'] })).toBe('state age id name image')
  })

  it('never loses or doubles a column, whatever was remembered', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.constantFrom('state', 'name', 'age', 'x')), (junk, order) => {
        const layout = { ...readLayout(junk), order: [...new Set(order)] }
        expect(all(layout).split(' ').sort()).toEqual(['age', 'id', 'image', 'name', 'state'])
      }),
    )
  })
})

describe('the columns that are shown', () => {
  const fitting = (layout: Partial<typeof plainLayout>, width: number) =>
    keys(fittingColumns(columns, { ...plainLayout, ...layout }, width))

  it('are those that were chosen, the primary one always', () => {
    expect(fitting({}, 1000)).toBe('state name image age')
    expect(fitting({ shown: { id: true, state: false, name: false } }, 1000)).toBe('name image age id')
    expect(isChosen(columns[1]!, { shown: { name: false } }, 800)).toBe(true)
  })

  it('are those that there is room for, those that are missed least going first', () => {
    expect(fitting({}, 600)).toBe('state name image')
    expect(fitting({}, 400)).toBe('state name')
    expect(fitting({ shown: { id: true } }, 500)).toBe('state name image id')
    expect(fitting({ shown: { id: true } }, 300)).toBe('state name')
    expect(fitting({ shown: { id: true } }, 660)).toBe('state name image age id')
    expect(keys(fittingColumns(columns, plainLayout, 640, 250))).toBe('state name image')
    expect(fitting({}, 50)).toBe('name')
  })

  it('never need more room than there is, but for the primary one', () => {
    fc.assert(
      fc.property(fc.nat(1500), fc.boolean(), (width, id) => {
        const shown = fittingColumns(columns, { ...plainLayout, shown: { id } }, width)
        const needed = shown.reduce((sum, column) => sum + Number(/\d+/.exec(column.width)![0]), 0)
        expect(shown.some(({ primary }) => primary)).toBe(true)
        expect(shown.length === 1 || needed <= width).toBe(true)
      }),
    )
  })
})

it('keeps widths within reason, and gives them back', () => {
  const wide = resizeColumn(plainLayout, 'age', 233.4)
  expect(trackOf(columns[3]!, wide)).toBe(`minmax(${narrowest}px, 233px)`)
  expect(resizeColumn(wide, 'age', -5).widths.age).toBe(narrowest)
  expect(resizeColumn(wide, 'age', 1e9).widths.age).toBeLessThan(10_000)
  expect(resizeColumn(wide, 'age', null)).toEqual(plainLayout)
})

it('reads what it wrote, and of damaged memory what makes sense', () => {
  const layout = {
    order: ['age', 'name'],
    shown: { id: true },
    widths: { age: 200 },
    sort: { key: 'age', descending: true },
    grouped: true,
    closed: ['shop'],
  }
  expect(readLayout(JSON.parse(JSON.stringify(layout)))).toEqual(layout)
  expect(
    readLayout({ order: [1, 'name'], shown: { id: 'yes' }, widths: { age: 'x', name: -4 }, sort: 'up' }),
  ).toEqual({
    ...plainLayout,
    order: ['name'],
  })
  fc.assert(
    fc.property(fc.jsonValue(), (junk) => {
      expect(Object.keys(readLayout(junk))).toEqual(Object.keys(plainLayout))
    }),
  )
})
