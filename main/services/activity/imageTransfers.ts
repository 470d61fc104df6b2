import { welcomeImage } from '../../contract/constants'
import type { Services } from '../../contract/contract'
import type { ImageTransfers } from '../images/images'
import type { Activities } from './activities'
import { theFile } from './theFile'

/**
 * Ways to an image as activities: what was begun goes on without the window that asked for it.
 * @param session of the engine that is active
 */
export function createImageActivities(
  transfers: ImageTransfers,
  activities: Activities,
  session: () => number,
): Pick<Services['images'], keyof ImageTransfers> {
  return {
    pull: async ({ reference, session: wanted = session() }) =>
      activities.begin({
        kind: 'pull',
        subject: reference,
        session: wanted,
        work: (signal) => transfers.pull({ reference, session: wanted }, signal),
      }),
    push: async ({ id, reference, session: wanted = session() }) =>
      activities.begin({
        kind: 'push',
        subject: reference,
        session: wanted,
        work: (signal) => transfers.push({ id, reference, session: wanted }, signal),
      }),
    save: async ({ ids, session: wanted = session() }) =>
      activities.begin({
        kind: 'save',
        subject: null,
        session: wanted,
        work: (signal) => transfers.save({ ids, session: wanted }, signal),
        subjectOf: theFile,
      }),
    import: async ({ session: wanted = session(), ...words }) =>
      activities.begin({
        kind: 'import',
        subject: null,
        session: wanted,
        work: (signal) => transfers.import({ ...words, session: wanted }, signal),
        subjectOf: theFile,
      }),
    load: async ({ session: wanted = session() }) =>
      activities.begin({
        kind: 'load',
        subject: null,
        session: wanted,
        work: (signal) => transfers.load({ session: wanted }, signal),
        subjectOf: theFile,
      }),
    buildWelcome: async ({ session: wanted = session() }) =>
      activities.begin({
        kind: 'build',
        subject: welcomeImage,
        session: wanted,
        work: (signal) => transfers.buildWelcome({ session: wanted }, signal),
      }),
  }
}
