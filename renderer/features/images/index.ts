import type { ActivityKinds } from '../../data/activity'
import type { Dialogs } from '../../data/dialogs'
import { activityWords } from './activityWords'

export { typedImageCommands } from './commands'
export { default as FirstImage } from './FirstImage.vue'
export { default as TransferBar } from './TransferBar.vue'
export { useAttendedPull } from './useAttendedPull'
export { useFirstImage } from './useFirstImage'
export { useImageCommands } from './useImageActions'
export { useImagesCommands } from './useImagesCommands'
export { useLocalImage } from './useLocalImage'
export { useNewImage } from './useNewImage'

export const view = () => import('./ImagesSection.vue')
export const dialogs = {
  pull: () => import('./PullImage.vue'),
  pushImage: () => import('./PushImage.vue'),
  tagImage: () => import('./TagImage.vue'),
  untagImage: () => import('./UntagImage.vue'),
  importImage: () => import('./ImportImage.vue'),
  removeImages: () => import('./RemoveImages.vue'),
} satisfies Dialogs
export const activities = {
  pull: activityWords,
  push: activityWords,
  load: activityWords,
  save: activityWords,
  import: activityWords,
  build: activityWords,
} satisfies ActivityKinds
