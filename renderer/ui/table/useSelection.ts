import { computed, shallowRef, watch } from 'vue'

/** The chosen ids of a list; what leaves the list leaves the selection. */
export function useSelection(ids: () => readonly string[]) {
  const selected = shallowRef<ReadonlySet<string>>(new Set())

  watch(ids, (present) => {
    if (selected.value.size === 0) return
    const known = new Set(present)
    const kept = [...selected.value].filter((id) => known.has(id))
    if (kept.length !== selected.value.size) selected.value = new Set(kept)
  })

  return {
    selected,
    count: computed(() => selected.value.size),
    clear() {
      selected.value = new Set()
    },
  }
}
