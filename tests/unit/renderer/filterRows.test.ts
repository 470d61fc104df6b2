import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Field } from '../../../renderer/ui/filter/field'
import { filterRows } from '../../../renderer/ui/filter/filter'
import { problemText } from '../../../renderer/ui/filter/problemText'
import { suggest } from '../../../renderer/ui/filter/suggest'

interface Ship {
  readonly name: string
  readonly state: string
  readonly labels: readonly string[]
  readonly tonnes: number
  readonly builtAt: number
  readonly yard: string | null
}
const day = 24 * 60 * 60 * 1000
const now = 1000 * day
const ship = (name: string, more: Partial<Ship> = {}): Ship => ({
  name,
  state: 'afloat',
  labels: [],
  tonnes: 1000,
  builtAt: now - day,
  yard: null,
  ...more,
})
const fields: readonly Field<Ship>[] = [
  { key: 'name', label: 'Name', words: true, column: 'name', values: ({ name }) => [name] },
  { key: 'state', label: 'State', match: 'start', column: 'state', values: ({ state }) => [state] },
  {
    key: 'label',
    label: 'Label',
    words: true,
    column: 'labels',
    values: ({ labels }) => labels,
    isShown: ({ labels }, value) => value === labels[0],
  },
  { key: 'size', label: 'Size', kind: 'bytes', column: 'size', values: ({ tonnes }) => [tonnes] },
  { key: 'age', label: 'Built', kind: 'age', values: ({ builtAt }) => [builtAt] },
  { key: 'yard', label: 'Yard', words: true, values: ({ yard }) => (yard === null ? [] : [yard]) },
]
const ships = [
  ship('Anna', { labels: ['flag=se', 'cargo=wood'], yard: 'North', builtAt: now - 9 * day }),
  ship('Berta', { state: 'sunk', tonnes: 200_000_000 }),
  ship('Clara:2', { labels: ['flag=no'], yard: 'north-west' }),
]
const filter = (query: string) => filterRows(ships, query, fields, now)
const names = (query: string) => filter(query).rows.map(({ name }) => name[0])
const columns = new Set(['name', 'state', 'labels', 'size'])

describe('filtering', () => {
  it('finds words wherever they may be, and values in their field only', () => {
    expect(names('NORTH')).toEqual(['A', 'C'])
    expect(names('north flag')).toEqual(['A', 'C'])
    expect(names('state:sunk')).toEqual(['B'])
    expect(names('state:un')).toEqual([])
    expect(names('sunk')).toEqual([])
    expect(names('label:wood')).toEqual(['A'])
    expect(names('yard:"north"')).toEqual(['A'])
    expect(names('size:>100MB')).toEqual(['B'])
    expect(names('age:>7d')).toEqual(['A'])
  })

  it('leaves out what is negated, and what has no such value is not among the others', () => {
    expect(names('-north')).toEqual(['B'])
    expect(names('-state:sunk -yard:north-west')).toEqual(['A'])
    expect(names('-age:>7d')).toEqual(['B', 'C'])
    expect(names('yard:o')).toEqual(['A', 'C'])
  })

  it('gives back the very list when nothing is filtered', () => {
    for (const query of ['', '  ', 'state:', '-state:', 'size:>', 'nonsense:1']) {
      expect(filter(query).rows, query).toBe(ships)
    }
  })

  it('says what makes no sense and filters by the rest', () => {
    expect(filter('state:sunk stat:afloat').problems).toEqual([
      { kind: 'unknown-field', field: 'stat', value: 'afloat' },
    ])
    expect(names('state:sunk stat:afloat')).toEqual(['B'])
    expect(filter('age:>banana').problems).toEqual([{ kind: 'bad-value', field: 'age', value: '>banana' }])
    const sentences = filter('age:>banana size:x stat:1').problems.map((one) => problemText(one, fields))
    for (const sentence of sentences) expect(sentence).toMatch(/\.$/)
    expect(new Set(sentences).size).toBe(3)
  })

  it('takes what only looks like a field as text where there is such text', () => {
    expect(names('clara:2')).toEqual(['C'])
    expect(filter('clara:2').problems).toEqual([])
    expect(names('-clara:2')).toEqual(['A', 'B'])
  })

  it('says why a row is there when that is out of sight', () => {
    const why = (query: string, row: Ship, shown = columns) => {
      const found = filter(query).why(row, shown)
      return found && `${found.field.key} ${found.value}`
    }
    expect(why('anna', ships[0]!)).toBeNull()
    expect(why('north', ships[0]!)).toBe('yard North')
    expect(why('wood', ships[0]!), 'not the label that is shown').toBe('label cargo=wood')
    expect(why('flag', ships[0]!)).toBeNull()
    expect(why('flag', ships[0]!, new Set(['name']))).toBe('label flag=se')
    expect(why('anna north', ships[0]!)).toBe('yard North')
    expect(why('-berta', ships[0]!)).toBeNull()
    expect(why('', ships[0]!)).toBeNull()
  })

  it('parts rows in two with any term and its negation, and never grows with more of them', () => {
    const term = fc.constantFrom(
      'a',
      'north',
      'state:s',
      'label:flag',
      'size:<2kB',
      'age:<5d',
      'x:1',
      'yard:"North"',
    )
    fc.assert(
      fc.property(term, fc.array(term, { maxLength: 3 }), (one, others) => {
        const { rows, problems } = filter(one)
        if (problems.length === 0) {
          expect(new Set([...rows, ...filter(`-${one}`).rows]).size).toBe(ships.length)
          expect(rows.length + filter(`-${one}`).rows.length).toBe(ships.length)
        }
        for (const row of filter([one, ...others].join(' ')).rows) expect(rows).toContain(row)
      }),
    )
  })
})

describe('suggestions', () => {
  const labels = (query: string, caret = query.length) =>
    suggest(query, caret, fields, ships)?.options.map(({ label }) => label) ?? []

  it('are fields that begin so, then values that occur, most frequent first', () => {
    expect(labels('s')).toEqual(['state:', 'size:'])
    expect(labels('zz')).toEqual([])
    expect(labels('')).toEqual([])
    expect(labels('state:')).toEqual(['afloat', 'sunk'])
    expect(labels('label:fl')).toEqual(['flag=no', 'flag=se'])
    expect(labels('size:>')).toEqual(['>100MB', '>1GB'])
    expect(labels('state:sunk')).toEqual([])
    expect(labels('nonsense:')).toEqual([])
  })

  it('replace the part at the caret', () => {
    const query = 'anna -sta more'
    expect(suggest(query, 9, fields, ships)).toMatchObject({ from: 5, to: 9, options: [{ text: '-state:' }] })
    const quoted = suggest('yard:no', 7, fields, [ship('x', { yard: 'north end' })])
    expect(quoted?.options[0]?.text).toBe('yard:"north end"')
  })
})
