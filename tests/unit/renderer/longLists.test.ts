import { describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import * as filter from '../../../renderer/ui/filter'
import type { Field } from '../../../renderer/ui/filter/field'
import { longest, useArranged, type Wish } from '../../../renderer/ui/list/useArranged'
import { atOnce, inSlices, rowsBetweenPauses, type Work } from '../../../renderer/ui/slices'
import type { Column } from '../../../renderer/ui/table/column'
import { compareText, sorting, sortRows } from '../../../renderer/ui/table/sortRows'
import { useListLines } from '../../../renderer/ui/table/useListLines'
import { eventually } from '../../support/eventually'

interface Ship {
  readonly id: string
  readonly name: string
  readonly mast: number
}
const many = 50_000
const ship = (at: number): Ship => ({
  id: String(at),
  name: `ship-${(at * 7919) % 10_007}`,
  mast: (at * 31) % 7,
})
const fleet = Array.from({ length: many }, (_, at) => ship(at))

/** How often rows were looked at since the last pause. */
let looks = 0
const rowKey = ({ id }: Ship) => id
const fields: readonly Field<Ship>[] = [
  {
    key: 'name',
    label: 'Name',
    words: true,
    values({ name }) {
      looks++
      return [name]
    },
  },
]
const columns: readonly Column<Ship>[] = [
  {
    key: 'name',
    label: 'Name',
    width: '1fr',
    primary: true,
    compare(a, b) {
      looks++
      return compareText(a.name, b.name)
    },
  },
  { key: 'mast', label: 'Mast', width: '1fr', compare: (a, b) => a.mast - b.mast },
]

/** Does the work, and tells the most that was looked at between two pauses. */
function between<R>(work: Work<R>): { readonly most: number; readonly result: R } {
  looks = 0
  for (let most = 0; ; looks = 0) {
    const { done, value } = work.next()
    most = Math.max(most, looks)
    if (done) return { most, result: value }
  }
}
/** Comparisons that sorting a run takes: for each row as many as halving what is sorted already takes, and one more. */
const mostToSort = rowsBetweenPauses * (Math.ceil(Math.log2(rowsBetweenPauses)) + 1)

describe('rows of a long list between two pauses', () => {
  it.each(['777', 'name:ship-77', '-1', 'latest:77', 'a b'])(
    'are few while it is filtered by %s',
    (query) => {
      const { most, result } = between(filter.filtering(fleet, query, fields, 0))
      expect(most).toBeGreaterThan(0)
      expect(most).toBeLessThanOrEqual(2 * rowsBetweenPauses)
      const { rows, problems } = filter.filterRows(fleet, query, fields, 0)
      expect(result).toMatchObject({ problems })
      expect(result.rows).toEqual(rows)
    },
  )

  it.each([
    { key: 'name', descending: false },
    { key: 'name', descending: true },
    { key: 'mast', descending: true },
  ])('are few while it is sorted by $key (descending: $descending), with the same outcome', (sort) => {
    const { most, result } = between(sorting(fleet, columns, sort, rowKey))
    expect(most).toBeLessThanOrEqual(mostToSort)
    expect(result).toEqual(sortRows(fleet, columns, sort, rowKey))
  })

  it('are none of an empty list, and all of a short one', () => {
    const sort = { key: 'name', descending: false }
    expect(atOnce(sorting([], columns, sort, rowKey))).toEqual([])
    for (const length of [1, 199, 200, 201, 999]) {
      const rows = fleet.slice(0, length)
      expect(atOnce(sorting(rows, columns, sort, rowKey))).toEqual(sortRows(rows, columns, sort, rowKey))
    }
  })
})

describe('lines of a long list', () => {
  it.each([false, true])('are made one by one when they are asked for (grouped: %s)', (isGrouped) => {
    const key = vi.fn(rowKey)
    const lines = useListLines<Ship>({
      rows: () => fleet,
      rowKey: key,
      groupOf: () => (isGrouped ? ({ mast }) => String(mast) : null),
      closed: () => new Set(['3']),
      toggle() {},
    })
    expect(lines.count).toBeGreaterThan(many / 2)
    for (let index = 100; index < 130; index++) expect(lines.at(index)).not.toBeNull()
    expect(lines.at(lines.count)).toBeNull()
    expect(lines.at(-1)).toBeNull()
    expect(key).not.toHaveBeenCalled()
    for (const index of [0, 1, 20_000, lines.count - 1]) {
      const row = lines.at(index)?.row
      if (row) expect(lines.indexOf(row.id)).toBe(index)
    }
  })
})

describe('a list that is arranged', () => {
  const plain: Wish<Ship> = {
    rows: [],
    query: '',
    sort: { key: 'name', descending: false },
    time: 0,
    filter,
  }
  const long = fleet.slice(0, 2 * longest)
  function arrange(first: Partial<Wish<Ship>>) {
    const wish = shallowRef<Wish<Ship>>({ ...plain, ...first })
    const scope = effectScope()
    const arranged = scope.run(() => useArranged({ wish: () => wish.value, fields, columns, rowKey }))!
    const ask = (more: Partial<Wish<Ship>>) => {
      wish.value = { ...wish.value, ...more }
    }
    return { arranged, ask, scope, first: () => arranged.value?.shown[0]?.name }
  }
  const sorted = (rows: readonly Ship[]) => sortRows(rows, columns, plain.sort, rowKey)

  it('is so at once where it is short', () => {
    const { arranged, ask } = arrange({ rows: fleet.slice(0, longest) })
    expect(arranged.value?.shown).toEqual(sorted(fleet.slice(0, longest)))
    ask({ query: 'ship-77' })
    expect(arranged.value?.shown.every(({ name }) => name.includes('77'))).toBe(true)
  })

  it('is so later where it is long, and shows what it showed until then', async () => {
    looks = 0
    const { arranged, ask } = arrange({ rows: long })
    expect(arranged.value).toBeNull()
    expect(looks, 'nothing was done yet').toBe(0)
    await eventually(() => expect(arranged.value?.shown).toHaveLength(long.length))
    expect(arranged.value?.shown).toEqual(sorted(long))
    const before = arranged.value
    ask({ query: 'ship-777' })
    await nextTick()
    expect(arranged.value).toBe(before)
    await eventually(() => expect(arranged.value).not.toBe(before))
    expect(arranged.value?.shown).toEqual(sorted(long.filter(({ name }) => name.includes('ship-777'))))
    ask({ rows: fleet.slice(0, 5), query: '' })
    expect(arranged.value?.shown).toEqual(sorted(fleet.slice(0, 5)))
  })

  it('says of a list that was empty that it is being arranged, not that nothing fits', async () => {
    const { arranged, ask } = arrange({ rows: [] })
    expect(arranged.value?.shown).toEqual([])
    ask({ rows: long })
    expect(arranged.value).toBeNull()
    await eventually(() => expect(arranged.value?.shown).toHaveLength(long.length))
  })

  it('is shown although its rows change all the time', async () => {
    const { arranged, ask, scope } = arrange({ rows: long })
    let turns = 0
    const changes = setInterval(() => ask({ rows: [...long, ship(many + ++turns)] }), 5)
    await eventually(() => expect(arranged.value?.shown.length ?? 0).toBeGreaterThanOrEqual(long.length))
    clearInterval(changes)
    await eventually(() =>
      expect(arranged.value?.shown.some(({ id }) => id === String(many + turns))).toBe(true),
    )
    scope.stop()
  })

  it('drops what is no longer asked', async () => {
    const { arranged, ask, scope } = arrange({ rows: long })
    await nextTick()
    const shown = new Set<number>()
    for (const query of ['ship-1', 'ship-12', 'ship-123', 'ship-1234']) {
      ask({ query })
      await nextTick()
      shown.add(arranged.value?.shown.length ?? -1)
    }
    await eventually(() => expect(arranged.value).not.toBeNull())
    expect([...shown], 'nothing of before').toEqual([-1])
    expect(arranged.value?.shown).toEqual(sorted(long.filter(({ name }) => name.includes('ship-1234'))))
    scope.stop()
  })
})

it('work in slices lets other tasks in, and ends with its signal', async () => {
  const abort = new AbortController()
  let steps = 0
  function* endless(): Work<never> {
    for (;;) {
      steps++
      yield
    }
  }
  const working = inSlices(endless(), abort.signal)
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(steps).toBeGreaterThan(0)
  abort.abort()
  expect(await working).toBeUndefined()
  const then = steps
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(steps).toBe(then)
})
