import { computed, ref, shallowRef } from 'vue'
import type { MenuAnchor } from '../parts/menuItem'
import { actionMenu, actionOfKey } from './action'
import type { GroupActions } from './kind'
import { rowActions } from './rowActions'

/** Buttons, menu and keys of a list's groups. */
export function useGroupActions<G>(groups: () => GroupActions<G> | undefined) {
  const menu = shallowRef<{ readonly key: string; readonly anchor: MenuAnchor } | null>(null)
  const open = ref(false)
  /** As it is now: it may have changed since the menu was opened. */
  const group = computed(() => (menu.value === null ? undefined : groups()?.of(menu.value.key)))

  function openMenu(key: string, anchor: MenuAnchor) {
    menu.value = { key, anchor }
    open.value = groups()?.of(key) !== undefined
  }

  return {
    open,
    openMenu,
    anchor: computed(() => menu.value?.anchor ?? null),
    name: computed(() => (group.value === undefined ? null : groups()!.name(group.value))),
    items: computed(() => (group.value === undefined ? [] : actionMenu(groups()!.actions, group.value))),
    choose(id: string) {
      const action = groups()?.actions.find((one) => one.id === id)
      if (action && group.value !== undefined) groups()!.act(action, group.value)
    },
    keydown(key: string, event: KeyboardEvent) {
      const [all, row] = [groups(), groups()?.of(key)]
      const action = all && row !== undefined && actionOfKey(all.actions, row, event)
      if (!action) return
      event.preventDefault()
      all.act(action, row)
    },
    /** For the slot of what is said of a group beside its name. */
    about({ group: key }: { group: string }) {
      const row = groups()?.of(key)
      return [(row !== undefined && groups()?.about?.(row)) || '']
    },
    /** For the slot of a group's row. */
    buttons({ group: key, tabindex }: { group: string; tabindex: number }) {
      const [all, row] = [groups(), groups()?.of(key)]
      if (!all || row === undefined) return []
      return rowActions<G>({
        actions: () => all.actions,
        name: all.name,
        isBusy: () => false,
        isRoomy: true,
        act: all.act,
        menu: (_, anchor) => openMenu(key, anchor),
      })({ row, tabindex })
    },
  }
}
