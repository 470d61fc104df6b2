import { computed, type Ref } from 'vue'

/** Choosing rows of a table: one by one, a range, or all of them. */
export function useTableSelection(selected: Ref<ReadonlySet<string>>, keys: () => readonly string[]) {
  /** Where a range starts. */
  let anchor = 0
  const isAll = computed(() => keys().length > 0 && keys().every((key) => selected.value.has(key)))

  function toggle(index: number) {
    const key = keys()[index]!
    const next = new Set(selected.value)
    if (!next.delete(key)) next.add(key)
    selected.value = next
    anchor = index
  }
  function selectTo(index: number) {
    const [from, to] = index < anchor ? [index, anchor] : [anchor, index]
    selected.value = new Set([...selected.value, ...keys().slice(from, to + 1)])
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
      const key = keys()[index]!
      const box = event.currentTarget as HTMLInputElement
      setTimeout(() => {
        box.checked = selected.value.has(key)
      })
    },
  }
}
