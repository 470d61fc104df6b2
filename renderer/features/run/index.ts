import type { Dialogs } from '../../data/dialogs'

export { runCommands } from './commands'

export const dialogs = { run: () => import('./RunContainer.vue') } satisfies Dialogs
