export { layersViewCommands } from './commands'

export const view = () => import('./LayersView.vue')
