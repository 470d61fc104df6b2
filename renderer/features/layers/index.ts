export const view = () => import('./LayersView.vue')
