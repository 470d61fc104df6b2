import type { ActivityKind } from '../../../main/contract/activity'
import type { ActivityWords } from '../../data/activity'
import * as containers from '../../features/containers'
import * as images from '../../features/images'
import * as run from '../../features/run'

/** How each kind of activity is spoken of, by the feature that it belongs to. */
export const wordsOfActivity: Record<ActivityKind, ActivityWords> = {
  ...containers.activities,
  ...images.activities,
  ...run.activities,
}
