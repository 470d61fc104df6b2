import { useActivity } from '../../data/activity'
import { api } from '../../data/api'
import { useConnections } from '../../data/connections'
import { notifyError } from '../../data/notify'

/** Lets the person choose a file, then writes all files of a container to it. How that goes the list of activities says. */
export function useExport(): (id: string) => Promise<void> {
  const activity = useActivity()
  const connections = useConnections()
  return async (id) => {
    try {
      await activity.begin(api.containers.export({ id, session: connections.active?.session }))
    } catch (thrown) {
      await notifyError(thrown)
    }
  }
}
