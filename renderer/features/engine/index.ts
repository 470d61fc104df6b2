import type { Dialogs } from '../../data/dialogs'

export { engineCommands } from './commands'
export { default as EngineNotice } from './EngineNotice.vue'

export const view = () => import('./EngineView.vue')
export const dialogs = { stopEngine: () => import('./StopEngine.vue') } satisfies Dialogs
