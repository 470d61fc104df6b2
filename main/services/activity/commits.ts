import type { Services } from '../../contract/contract'
import type { Commits } from '../containers/containers'
import type { Activities } from './activities'

/**
 * Commits as activities. They cannot be cancelled: the engine goes on without whoever asked.
 * @param session of the engine that is active
 */
export function createCommitActivities(
  commits: Commits,
  activities: Activities,
  session: () => number,
): Pick<Services['containers'], keyof Commits> {
  return {
    commit: async ({ session: wanted = session(), ...request }) =>
      activities.begin({
        kind: 'commit',
        subject: request.reference,
        session: wanted,
        cancellable: false,
        // Another container may be meant.
        joins: false,
        work: (signal) => commits.commit({ ...request, session: wanted }, signal),
      }),
  }
}
