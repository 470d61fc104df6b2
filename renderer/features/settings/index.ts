export { settingsCommands } from './commands'

export const view = () => import('./SettingsView.vue')
