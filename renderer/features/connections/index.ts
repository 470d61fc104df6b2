import type { Dialogs } from '../../data/dialogs'

export { default as ConnectionNotice } from './ConnectionNotice.vue'
export { default as ConnectionSwitcher } from './ConnectionSwitcher.vue'
export { connectionCommands } from './commands'
export { otherEngineKeys } from './keys'
export * from './shown'
export { useSwitchBack, useSwitchConnection } from './useSwitchConnection'

export const dialogs = {
  connections: () => import('./Connections.vue'),
  addConnection: () => import('./AddConnection.vue'),
} satisfies Dialogs
