import { defineStore } from 'pinia'
import { type Component, shallowRef } from 'vue'

/** What a dialog of the window is asked about. */
export type DialogRequest =
  | { readonly dialog: 'palette' }
  | { readonly dialog: 'about' }
  | { readonly dialog: 'run'; readonly image?: string }
  /** `transfer`: a pull that is under way or has failed. */
  | { readonly dialog: 'pull'; readonly reference?: string; readonly transfer?: number }
  | { readonly dialog: 'build' }
  /** `reference`: only this tag of the one image. */
  | { readonly dialog: 'removeImages'; readonly ids: readonly string[]; readonly reference?: string }
  | { readonly dialog: 'removeContainers'; readonly ids: readonly string[] }
  | { readonly dialog: 'renameContainer'; readonly id: string }
  | { readonly dialog: 'stopEngine' }
  | { readonly dialog: 'connections' }
  | { readonly dialog: 'addConnection' }

/** A feature's dialogs, each read when it is first needed. */
export type Dialogs = Partial<Record<DialogRequest['dialog'], () => Promise<Component>>>

/** The dialogs that any view and the command palette can open; one at a time. */
export const useDialogs = defineStore('dialogs', () => {
  const asked = shallowRef<DialogRequest | null>(null)
  return {
    asked,
    open(dialog: DialogRequest) {
      asked.value = dialog
    },
    close() {
      asked.value = null
    },
  }
})
