import type { Services } from '../../contract/contract'
import { welcomeImage } from '../../contract/images'
import type { ImageTransfers } from '../images/images'
import type { Activities } from './activities'

/**
 * Ways to an image as activities: what was begun goes on without the window that asked for it.
 * @param choice of the engine that is active
 */
export function createImageActivities(
  transfers: ImageTransfers,
  activities: Activities,
  choice: () => number,
): Pick<Services['images'], keyof ImageTransfers> {
  return {
    pull: async ({ reference, choice: wanted = choice() }) =>
      activities.begin({
        kind: 'pull',
        subject: reference,
        choice: wanted,
        work: (signal) => transfers.pull({ reference, choice: wanted }, signal),
      }),
    load: async ({ choice: wanted = choice() }) =>
      activities.begin({
        kind: 'load',
        subject: null,
        choice: wanted,
        work: (signal) => transfers.load({ choice: wanted }, signal),
        // The one layer of a load is the archive.
        subjectOf: ({ layers }) => layers[0]?.id ?? null,
      }),
    buildWelcome: async ({ choice: wanted = choice() }) =>
      activities.begin({
        kind: 'build',
        subject: welcomeImage,
        choice: wanted,
        work: (signal) => transfers.buildWelcome({ choice: wanted }, signal),
      }),
  }
}
