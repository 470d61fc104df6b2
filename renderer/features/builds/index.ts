import type { Dialogs } from '../../data/dialogs'

export { default as BuildModes } from './BuildModes.vue'
export { buildCommands } from './commands'

export const view = () => import('./BuildsView.vue')
export const dialogs = { build: () => import('./BuildImage.vue') } satisfies Dialogs
