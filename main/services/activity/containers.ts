import type { Services } from '../../contract/contract'
import type { LongWays } from '../containers/containers'
import type { Activities } from './activities'
import { theFile } from './theFile'

/**
 * What takes long with containers, as activities: what was begun goes on without the window that asked for it.
 * @param session of the engine that is active
 */
export function createContainerActivities(
  containers: LongWays,
  activities: Activities,
  session: () => number,
): Pick<Services['containers'], keyof LongWays> {
  return {
    commit: async ({ session: wanted = session(), ...request }) =>
      activities.begin({
        kind: 'commit',
        subject: request.reference,
        session: wanted,
        // The engine goes on without whoever asked.
        cancellable: false,
        // Another container may be meant.
        joins: false,
        work: (signal) => containers.commit({ ...request, session: wanted }, signal),
      }),
    export: async ({ id, session: wanted = session() }) =>
      activities.begin({
        kind: 'export',
        subject: null,
        session: wanted,
        // Each asks for a file of its own.
        joins: false,
        work: (signal) => containers.export({ id, session: wanted }, signal),
        subjectOf: theFile,
      }),
  }
}
