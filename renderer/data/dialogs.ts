import { defineStore } from 'pinia'
import { type Component, shallowRef } from 'vue'
import type { RunRequest } from '../../main/contract/containers'
import type { EditPlan } from '../../main/contract/recreate'

/** What a dialog of the window is asked about. */
export type DialogRequest =
  | { readonly dialog: 'palette' }
  | { readonly dialog: 'about' }
  | { readonly dialog: 'shortcuts' }
  /** `volume`: one that is to be mounted. `create`: without starting it. `like`: filled with what that container was run with. */
  | {
      readonly dialog: 'run'
      readonly image?: string
      readonly volume?: string
      readonly create?: boolean
      readonly like?: { readonly id: string; readonly request: RunRequest }
    }
  /** `clone`: another one like it. */
  | {
      readonly dialog: 'editContainer'
      readonly id: string
      readonly plan: EditPlan
      readonly clone?: boolean
    }
  /** `transfer`: a pull that is under way or has failed. */
  | { readonly dialog: 'pull'; readonly reference?: string; readonly transfer?: number }
  /** Of the image with this id, or of a push that is under way or has failed. */
  | { readonly dialog: 'pushImage'; readonly id?: string; readonly transfer?: number }
  | { readonly dialog: 'tagImage'; readonly id: string }
  /** `tag`: the name that is meant at first. */
  | { readonly dialog: 'untagImage'; readonly id: string; readonly tag?: string }
  | { readonly dialog: 'importImage' }
  | { readonly dialog: 'registries' }
  | { readonly dialog: 'removeImages'; readonly ids: readonly string[] }
  | { readonly dialog: 'build' }
  /** `project`: they are all of this Compose project, whose networks may go too. */
  | { readonly dialog: 'removeContainers'; readonly ids: readonly string[]; readonly project?: string }
  | { readonly dialog: 'renameContainer'; readonly id: string }
  | { readonly dialog: 'killContainers'; readonly ids: readonly string[] }
  | { readonly dialog: 'commitContainer'; readonly id: string }
  | { readonly dialog: 'takeSnapshot'; readonly id: string }
  | { readonly dialog: 'renameSnapshot'; readonly id: string; readonly name: string | null }
  | { readonly dialog: 'openTerminal'; readonly id: string }
  /** All that runs. */
  | { readonly dialog: 'stopContainers' }
  | { readonly dialog: 'createVolume' }
  /** `unused`: all that nobody uses, of which the person picks some. */
  | { readonly dialog: 'removeVolumes'; readonly names: readonly string[]; readonly unused?: boolean }
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
