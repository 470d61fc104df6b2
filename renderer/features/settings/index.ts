export const view = () => import('./SettingsView.vue')
