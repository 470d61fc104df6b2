import type { Dialogs } from '../../data/dialogs'

export { registryCommands } from './commands'
export { default as LogIn } from './LogIn.vue'
export { wantsLogIn } from './wantsLogIn'

export const dialogs = {
  registries: () => import('./Registries.vue'),
} satisfies Dialogs
