import type { ActivityKinds } from '../../data/activity'
import type { Dialogs } from '../../data/dialogs'
import { remakeWords } from './remakeWords'

export { runCommands } from './commands'

export const dialogs = {
  run: () => import('./RunContainer.vue'),
  editContainer: () => import('./EditContainer.vue'),
} satisfies Dialogs
export const activities = { edit: remakeWords, clone: remakeWords } satisfies ActivityKinds
