import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import type { Container } from '../../../main/contract/containers'
import { containerKind } from '../../../renderer/features/containers/kind'
import { readChoice } from '../../../renderer/ui/parts/panelSize'
import { setMemory } from '../../../renderer/ui/remember'
import { sortRows } from '../../../renderer/ui/table/sortRows'
import { useTableLayout } from '../../../renderer/ui/table/useTableLayout'

const kind = containerKind()
const keys = kind.columns.map(({ key }) => key)
const rows = ['b', 'a'].map((name) => ({ id: name, name, image: 'x', ports: [], state: 'running' }) as never)

const scope = effectScope()
afterEach(() => setMemory({ read: () => undefined, write: () => {} }))

/** The list of containers where this is what was remembered of its columns. */
function listOf(memory: unknown) {
  setMemory({ read: (key) => (key === 'list.containers' ? memory : undefined), write: () => {} })
  const layout = scope.run(() =>
    useTableLayout<Container>({ name: kind.name, columns: () => kind.columns, sort: kind.sort }),
  )!
  layout.room.value = { width: 1100, boxes: 34 }
  return layout
}

/** What another version, another hand or a damaged file may have left there. */
const remembered = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      order: fc.oneof(fc.jsonValue(), fc.array(fc.constantFrom(...keys, 'gone', ''))),
      shown: fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...keys, 'gone'), fc.jsonValue())),
      widths: fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...keys, 'gone'), fc.jsonValue())),
      sort: fc.oneof(
        fc.jsonValue(),
        fc.record({ key: fc.constantFrom(...keys, 'gone'), descending: fc.jsonValue() }),
      ),
      grouped: fc.jsonValue(),
      closed: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
)

describe('columns that were remembered by whatever version', () => {
  it('always make a list that can be used: each column once, with the names, in some order', () => {
    fc.assert(
      fc.property(remembered, (memory) => {
        const layout = listOf(memory)
        const shown = layout.shown.value.map(({ key }) => key)
        expect(shown).toContain('name')
        expect(new Set(shown).size).toBe(shown.length)
        expect(layout.all.value.map(({ key }) => key).sort()).toEqual([...keys].sort())
        expect(layout.tracks.value).not.toMatch(/NaN|undefined|null|-\d/)
        expect(sortRows(rows, kind.columns, layout.sort.value, kind.rowKey)).toHaveLength(rows.length)
        expect(() => layout.sortBy('name')).not.toThrow()
      }),
      { seed: 12, numRuns: 300 },
    )
  })

  it('keep what still makes sense beside what no longer does', () => {
    const layout = listOf({
      order: ['gone', 'image', 'name', 7],
      shown: { status: false, gone: true, id: 'yes' },
      widths: { image: 300, name: -4, gone: 90 },
      sort: { key: 'image', descending: 'no' },
      columns: { of: 'another version' },
    })
    const shown = layout.shown.value.map(({ key }) => key)
    expect(shown.indexOf('image')).toBeLessThan(shown.indexOf('name'))
    expect(shown).not.toContain('status')
    expect(shown).not.toContain('id')
    expect(layout.tracks.value).toContain('300px')
    expect(layout.sort.value).toEqual({ key: 'image', descending: false })
  })
})

it('a panel remembered by whatever version has a width that fits, or none', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, former) => {
      const { share, maximised } = readChoice(value, former)
      expect(typeof maximised).toBe('boolean')
      if (share !== null) {
        expect(share).toBeGreaterThan(0)
        expect(share).toBeLessThanOrEqual(1)
      }
    }),
    { seed: 12 },
  )
})

describe("the words of a row's buttons", () => {
  const widths = [1000, 1160, 1400]
  const buttonsFor = (name: string) => {
    const layout = scope.run(() =>
      useTableLayout<{ readonly name: string }>({
        name: 'made-up',
        columns: () => [
          { key: 'name', label: 'Name', width: 'minmax(110px, 1fr)', primary: true, text: (row) => row.name },
          { key: 'more', label: 'More', width: '800px' },
        ],
        lengths: () => ({ name: { usual: 4, longest: name.length } }),
        end: 188,
      }),
    )!
    return widths.map((width) => {
      layout.room.value = { width, boxes: 34 }
      return layout.hasActions.value
    })
  }

  it('have room where the names have theirs', () => {
    expect(buttonsFor('short')).toEqual([false, true, true])
    expect(buttonsFor('a-name-that-somebody-has-thought-about')).toEqual([false, false, true])
    expect(buttonsFor('x'.repeat(500)), 'one that no column has room for').toEqual([false, false, true])
  })
})
