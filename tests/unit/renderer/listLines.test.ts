import { expect, it } from 'vitest'
import { ref } from 'vue'
import { useListLines } from '../../../renderer/ui/table/useListLines'

function list() {
  const rows = ref(['web/a', 'db/b', 'web/c', '/d', 'web-10/e', 'web-2/f'])
  const grouped = ref(false)
  const closed = ref<ReadonlySet<string>>(new Set())
  const lines = useListLines<string>({
    rows: () => rows.value,
    rowKey: (row) => row.slice(-1),
    groupOf: () => (grouped.value ? (row) => row.slice(0, -2) : null),
    groupless: 'none',
    closed: () => closed.value,
    toggle(group) {
      const next = new Set(closed.value)
      if (!next.delete(group)) next.add(group)
      closed.value = next
    },
  })
  const shown = () =>
    Array.from({ length: lines.count }, (_, index) => {
      const { group, row, isOpen } = lines.at(index)!
      return group ? `${isOpen ? '-' : '+'}${group.label} ${group.count}` : row!.slice(-1)
    }).join(' | ')
  return { rows, grouped, lines, shown }
}

it('shows rows one after the other until they are grouped', () => {
  const { grouped, lines, shown, rows } = list()
  expect(shown()).toBe('a | b | c | d | e | f')
  expect(lines.at(0)).toMatchObject({ depth: 1, position: 1, siblings: 6 })
  grouped.value = true
  expect(shown()).toBe('-db 1 | b | -web 2 | a | c | -web-2 1 | f | -web-10 1 | e | -none 1 | d')
  expect(lines.at(4)).toMatchObject({ depth: 2, position: 2, siblings: 2 })
  expect(lines.indexOf('c')).toBe(4)
  expect(lines.parentOf(4)).toBe(2)
  expect(lines.parentOf(2)).toBe(-1)
  rows.value = ['/d']
  expect(shown()).toBe('-none 1 | d')
  expect(lines.at(7)).toBeNull()
})

it('closes and opens groups; their rows stay chosen and have no line', () => {
  const { grouped, lines, shown } = list()
  grouped.value = true
  lines.close(2)
  lines.close(2)
  expect(shown()).toBe('-db 1 | b | +web 2 | -web-2 1 | f | -web-10 1 | e | -none 1 | d')
  expect(lines.indexOf('a')).toBe(-1)
  expect(lines.keys?.()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  expect(lines.keysIn?.(2)).toEqual(['a', 'c'])
  expect(lines.keysIn?.(1)).toEqual([])
  lines.open(2)
  lines.open(1)
  expect(lines.count).toBe(11)
})
