import { useConnections } from '../../data/connections'
import { useDialogs } from '../../data/dialogs'

/** Switches the window to another engine; the one that is active stays as it is. */
export function useSwitchConnection(): (id: string) => Promise<void> {
  const connections = useConnections()
  return async (id) => {
    if (id !== connections.active?.id) await connections.switchTo(id)
  }
}

/** Switches to the engine before, and back again; shows all connections where there is no other. */
export function useSwitchBack(): () => Promise<void> {
  const connections = useConnections()
  const dialogs = useDialogs()
  const switchTo = useSwitchConnection()
  return async () => {
    if (!connections.list) await connections.refresh()
    if (connections.other) await switchTo(connections.other.id)
    else dialogs.open({ dialog: 'connections' })
  }
}
