import type { Dialogs } from '../../data/dialogs'

export const dialogs = { run: () => import('./RunContainer.vue') } satisfies Dialogs
