import type { Dialogs } from '../../data/dialogs'

export { useTerminals } from './tabs'

export const dialogs = {
  openTerminal: () => import('./OpenTerminal.vue'),
} satisfies Dialogs
