import { snapshots } from '../../base/latch'
import type { Services } from '../../contract/contract'
import type { Activities } from './activities'

/** What takes long, as the window sees and ends it. */
export function createActivityService(activities: Activities): Services['activity'] {
  return {
    watch: (signal) => snapshots(async () => activities.list, activities.listen, signal),
    cancel: async ({ id }) => activities.cancel(id),
    seen: async ({ ids }) => activities.see(ids),
    clear: async ({ ids }) => activities.clear(ids),
  }
}
