import { expect, it } from 'vitest'
import { ref } from 'vue'
import { useTableSelection } from '../../../renderer/ui/table/useTableSelection'

function table() {
  const selected = ref<ReadonlySet<string>>(new Set())
  const keys = ref(['a', 'b', 'c', 'd'])
  const lines = {
    keys: () => keys.value,
    at: (index: number) => {
      const row = keys.value[index]
      return row === undefined
        ? null
        : { row, depth: 1, position: index + 1, siblings: keys.value.length, isOpen: false }
    },
  }
  const selection = useTableSelection(
    selected,
    () => lines,
    (key: string) => key,
  )
  return { keys, selection, chosen: () => [...selected.value].sort().join('') }
}

it('chooses one by one, and all or none', () => {
  const { keys, selection, chosen } = table()
  selection.toggle(1)
  selection.toggle(3)
  selection.toggle(1)
  expect(chosen()).toBe('d')
  expect(selection.isAll.value).toBe(false)
  selection.toggleAll()
  expect(chosen()).toBe('abcd')
  expect(selection.isAll.value).toBe(true)
  selection.toggleAll()
  expect(chosen()).toBe('')
  keys.value = []
  expect(selection.isAll.value, 'of nothing').toBe(false)
})

it('chooses all of a group by its heading, whatever of it was chosen before', () => {
  const selected = ref<ReadonlySet<string>>(new Set(['b']))
  const place = { depth: 1, position: 1, siblings: 1, isOpen: true }
  const group = { ...place, row: null, group: { key: 'g', label: 'g', count: 2 } }
  const selection = useTableSelection<string>(
    selected,
    () => ({
      keys: () => ['a', 'b', 'c'],
      keysIn: () => ['a', 'b'],
      at: (index) => (index === 0 ? group : { ...place, row: 'abc'[index - 1]! }),
    }),
    (key) => key,
  )
  expect(selection.chosenOf(0)).toBe('some')
  selection.toggle(0)
  expect([...selected.value].sort()).toEqual(['a', 'b'])
  expect(selection.chosenOf(0)).toBe('all')
  selection.toggle(3)
  selection.toggle(0)
  expect([...selected.value]).toEqual(['c'])
  expect(selection.chosenOf(0)).toBe('none')
})

it('chooses the rows between two, whichever comes first, and leaves the others chosen', () => {
  const { selection, chosen } = table()
  selection.toggle(0)
  selection.startAt(3)
  selection.selectTo(2)
  expect(chosen()).toBe('acd')
  selection.selectTo(3)
  expect(chosen()).toBe('acd')
  selection.clear()
  selection.toggle(1)
  selection.selectTo(3)
  expect(chosen()).toBe('bcd')
})
