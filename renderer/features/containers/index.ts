import type { ActivityKinds } from '../../data/activity'
import type { Dialogs } from '../../data/dialogs'
import { commitWords } from './commitWords'
import { exportWords } from './exportWords'

/** What the window opens with: no chunk of its own. */
export { default as view } from './ContainersView.vue'
export { useAllContainersCommands, useContainerCommands } from './useContainerActions'

export const dialogs = {
  commitContainer: () => import('./CommitContainer.vue'),
  killContainers: () => import('./KillContainers.vue'),
  removeContainers: () => import('./RemoveContainers.vue'),
  renameContainer: () => import('./RenameContainer.vue'),
  stopContainers: () => import('./StopContainers.vue'),
} satisfies Dialogs
export const activities = { commit: commitWords, export: exportWords } satisfies ActivityKinds
