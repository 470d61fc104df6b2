import type { Dialogs } from '../../data/dialogs'

/** What the window opens with: no chunk of its own. */
export { default as view } from './ContainersView.vue'
export { useContainerCommands } from './useContainerActions'

export const dialogs = {
  removeContainers: () => import('./RemoveContainers.vue'),
  renameContainer: () => import('./RenameContainer.vue'),
} satisfies Dialogs
