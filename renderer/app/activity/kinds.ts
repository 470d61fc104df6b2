import type { ActivityKind } from '../../../main/contract/activity'
import type { ActivityWords } from '../../data/activity'
import * as images from '../../features/images'

/** How each kind of activity is spoken of, by the feature that it belongs to. */
export const activityWords: Record<ActivityKind, ActivityWords> = { ...images.activities }
