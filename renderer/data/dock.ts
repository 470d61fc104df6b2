import { defineStore } from 'pinia'
import { type Component, computed, shallowRef } from 'vue'

/** Something that stays open while the person moves about. */
export interface DockTab {
  /** What it is about, so that nothing is open twice: `logs/ID`. */
  readonly id: string
  readonly title: string
  /** What kind of thing it is, before the title. */
  readonly icon?: Component
  /** Shown for as long as the tab is there, whichever tab is in front. */
  readonly component: Component
  readonly props: Readonly<Record<string, unknown>>
}

/** Tabs at the bottom of the window. */
export const useDock = defineStore('dock', () => {
  const tabs = shallowRef<readonly DockTab[]>([])
  const active = shallowRef<string | null>(null)
  const collapsed = shallowRef(false)
  const maximised = shallowRef(false)

  return {
    tabs,
    /** The id of the tab in front; null while there is none. */
    active,
    collapsed,
    /** It has all of the window but its header. */
    maximised,
    shown: computed(() => tabs.value.length > 0 && !collapsed.value),

    /** Opens a tab, or brings the one of this id to the front. */
    open(tab: DockTab) {
      if (!tabs.value.some(({ id }) => id === tab.id)) tabs.value = [...tabs.value, tab]
      active.value = tab.id
      collapsed.value = false
    },
    activate(id: string) {
      active.value = id
      collapsed.value = false
    },
    /** Closes a tab; the one after it comes to the front, else the one before. */
    close(id: string) {
      const at = tabs.value.findIndex((tab) => tab.id === id)
      tabs.value = tabs.value.filter((tab) => tab.id !== id)
      if (active.value === id) active.value = (tabs.value[at] ?? tabs.value.at(-1))?.id ?? null
      if (tabs.value.length === 0) maximised.value = false
    },
    clear() {
      tabs.value = []
      active.value = null
      maximised.value = false
    },
    toggle() {
      collapsed.value = !collapsed.value
      maximised.value = false
    },
    maximise(whether: boolean) {
      maximised.value = whether
      collapsed.value = false
    },
  }
})
