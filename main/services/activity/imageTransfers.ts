import type { Services } from '../../contract/contract'
import { type ImageProgress, welcomeImage } from '../../contract/images'
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
    push: async ({ id, reference, choice: wanted = choice() }) =>
      activities.begin({
        kind: 'push',
        subject: reference,
        choice: wanted,
        work: (signal) => transfers.push({ id, reference, choice: wanted }, signal),
      }),
    save: async ({ ids, choice: wanted = choice() }) =>
      activities.begin({
        kind: 'save',
        subject: null,
        choice: wanted,
        work: (signal) => transfers.save({ ids, choice: wanted }, signal),
        subjectOf: theFile,
      }),
    import: async ({ choice: wanted = choice(), ...words }) =>
      activities.begin({
        kind: 'import',
        subject: null,
        choice: wanted,
        work: (signal) => transfers.import({ ...words, choice: wanted }, signal),
        subjectOf: theFile,
      }),
    load: async ({ choice: wanted = choice() }) =>
      activities.begin({
        kind: 'load',
        subject: null,
        choice: wanted,
        work: (signal) => transfers.load({ choice: wanted }, signal),
        subjectOf: theFile,
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

/** The one layer of what is read from a file or written to one is that file. */
function theFile({ layers }: ImageProgress): string | null {
  return layers[0]?.id ?? null
}
