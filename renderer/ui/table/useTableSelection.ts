import { computed, type Ref } from 'vue'
import type { Lines } from './lines'

/** Choosing rows of a table: one by one, a range, or all of them. */
export function useTableSelection<T>(
  selected: Ref<ReadonlySet<string>>,
  lines: () => Pick<Lines<T>, 'at' | 'keys' | 'keysIn'>,
  rowKey: (row: T) => string,
) {
  /** Where a range starts. */
  let anchor = 0
  const keys = () => lines().keys?.() ?? []
  const isAll = computed(() => keys().length > 0 && keys().every((key) => selected.value.has(key)))

  /** The keys of the rows from one line to another; headings have none. */
  function keysBetween(first: number, last: number): readonly string[] {
    const found: string[] = []
    for (let index = first; index <= last; index++) {
      const row = lines().at(index)?.row
      if (row !== null && row !== undefined) found.push(rowKey(row))
    }
    return found
  }
  /** What the box of a line stands for: its row, or all of its group. */
  function keysOf(index: number): readonly string[] {
    return lines().at(index)?.group ? (lines().keysIn?.(index) ?? []) : keysBetween(index, index)
  }
  function toggle(index: number) {
    const own = keysOf(index)
    const next = new Set(selected.value)
    if (own.every((key) => next.has(key))) for (const key of own) next.delete(key)
    else for (const key of own) next.add(key)
    selected.value = next
    anchor = index
  }
  function selectTo(index: number) {
    const between = keysBetween(Math.min(index, anchor), Math.max(index, anchor))
    selected.value = new Set([...selected.value, ...between])
  }
  function selectAll() {
    selected.value = new Set(keys())
  }
  function clear() {
    selected.value = new Set()
  }

  return {
    isAll,
    toggle,
    /** How much of what a line's box stands for is chosen. */
    chosenOf(index: number): 'all' | 'some' | 'none' {
      const own = keysOf(index)
      const count = own.filter((key) => selected.value.has(key)).length
      return count === 0 ? 'none' : count === own.length ? 'all' : 'some'
    },
    selectTo,
    startAt(index: number) {
      anchor = index
    },
    selectAll,
    clear,
    toggleAll: () => (isAll.value ? clear() : selectAll()),
    /** A box pressed with Shift held chooses the whole range, as lists do; the browser itself would have toggled one. */
    pressBox(event: MouseEvent, index: number) {
      if (!event.shiftKey) return toggle(index)
      selectTo(index)
      const box = event.currentTarget as HTMLInputElement
      setTimeout(() => {
        box.checked = keysOf(index).every((key) => selected.value.has(key))
      })
    },
  }
}
