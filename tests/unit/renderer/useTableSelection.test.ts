import { expect, it } from 'vitest'
import { ref } from 'vue'
import { useTableSelection } from '../../../renderer/ui/table/useTableSelection'

function table() {
  const selected = ref<ReadonlySet<string>>(new Set())
  const keys = ref(['a', 'b', 'c', 'd'])
  const selection = useTableSelection(selected, () => keys.value)
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
