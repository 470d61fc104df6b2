import type { Dialogs } from '../../data/dialogs'

export { volumeCommands } from './commands'
export { useRemoveUnused } from './useRemoveUnused'
export { useVolumeCommands } from './useVolumeActions'

export const view = () => import('./VolumesView.vue')
export const dialogs = {
  createVolume: () => import('./CreateVolume.vue'),
  removeVolumes: () => import('./RemoveVolumes.vue'),
} satisfies Dialogs
