import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { forgetKept, kept } from '../../../renderer/ui/kept'
import type { Kind } from '../../../renderer/ui/list/kind'
import { useListRows } from '../../../renderer/ui/list/useListRows'

const kind: Kind<string> = {
  name: 'words of a test',
  title: '',
  filterLabel: '',
  filterHint: '',
  noMatch: () => '',
  bulkLabel: '',
  rowKey: (row) => row,
  rowName: (row) => row,
  columns: [{ key: 'word', label: 'Word', width: '1fr', primary: true, text: (row) => row }],
  fields: [{ key: 'word', label: 'Word', words: true, values: (row) => [row] }],
  sort: { key: 'word', descending: false },
}
function visit<R>(rows: readonly string[], look: (list: ReturnType<typeof useListRows<string>>) => R): R {
  const scope = effectScope()
  const seen = scope.run(() => look(useListRows({ kind, rows: () => rows, now: () => 0 })))!
  scope.stop()
  return seen
}

describe('what a view finds again', () => {
  it('is there for whoever asks by the same name, until all is forgotten', () => {
    kept('a thing of a test', 1).value = 2
    expect(kept('a thing of a test', 1).value).toBe(2)
    expect(kept('another thing of a test', 1).value).toBe(1)
    forgetKept()
    expect(kept('a thing of a test', 1).value).toBe(1)
  })

  it('is forgotten under a name, and nothing else with it', () => {
    for (const key of ['a subject.tab', 'a subject.path', 'a subject 2.tab']) kept(key, '').value = 'chosen'
    forgetKept('a subject.')
    expect(['a subject.tab', 'a subject.path', 'a subject 2.tab'].map((key) => kept(key, '').value)).toEqual([
      '',
      '',
      'chosen',
    ])
    forgetKept()
  })

  it('of a list is its filter, its selection and the place in it', () => {
    visit(['a', 'b'], ({ query, selected, place }) => {
      query.value = 'a'
      selected.value = new Set(['a', 'b'])
      place.value = { top: 320, key: 'b' }
    })
    visit(['a', 'b'], ({ query, selected, place }) => {
      expect(query.value).toBe('a')
      expect([...selected.value]).toEqual(['a', 'b'])
      expect(place.value).toEqual({ top: 320, key: 'b' })
    })
    forgetKept()
    visit(['a'], ({ query, selected }) => expect([query.value, selected.value.size]).toEqual(['', 0]))
  })

  it('loses from the selection what went while one was elsewhere', () => {
    visit(['a', 'b'], ({ selected }) => {
      selected.value = new Set(['a', 'b'])
    })
    visit(['b', 'c'], ({ selected, chosen }) => {
      expect([...selected.value]).toEqual(['b'])
      expect(chosen.value).toEqual(['b'])
    })
    forgetKept()
  })
})
