import { computed, ref, shallowRef } from 'vue'
import type { MenuAnchor } from '../parts/menuItem'
import { type Action, actionMenu } from './action'

interface RowMenuOptions<T> {
  rowKey(row: T): string
  rows(): readonly T[]
  actions(): readonly Action<T>[]
  act(action: Action<T>, row: T): void
}

/** The menu of a list's rows, which is open at one of them at a time. */
export function useRowMenu<T>(options: RowMenuOptions<T>) {
  const menu = shallowRef<{ readonly row: T; readonly anchor: MenuAnchor } | null>(null)
  const menuOpen = ref(false)
  /** As it is now: its state may have changed since the menu was opened. */
  const menuRow = computed(() => {
    const then = menu.value?.row
    if (then === undefined) return null
    const key = options.rowKey(then)
    return options.rows().find((one) => options.rowKey(one) === key) ?? then
  })

  return {
    menu,
    menuRow,
    menuOpen,
    menuItems: computed(() => (menuRow.value === null ? [] : actionMenu(options.actions(), menuRow.value))),
    openMenu(of: T, anchor: MenuAnchor) {
      menu.value = { row: of, anchor }
      menuOpen.value = true
    },
    /** @param id of an action */
    choose(id: string) {
      const action = options.actions().find((one) => one.id === id)
      if (action && menuRow.value !== null) options.act(action, menuRow.value)
    },
  }
}
