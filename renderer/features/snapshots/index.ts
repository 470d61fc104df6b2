import { defineAsyncComponent } from 'vue'
import type { Dialogs } from '../../data/dialogs'

export { useCountedSnapshots } from './counted'

/** The tab in a container's details. */
export const ContainerSnapshots = defineAsyncComponent(() => import('./ContainerSnapshots.vue'))

/** What is left of containers that are gone, where sizes are counted. */
export const LeftSnapshots = defineAsyncComponent(() => import('./LeftSnapshots.vue'))

export const dialogs = {
  takeSnapshot: () => import('./TakeSnapshot.vue'),
  renameSnapshot: () => import('./RenameSnapshot.vue'),
} satisfies Dialogs
