import { useConnections } from '../../data/connections'

/** Switches the window to another engine; the one that is active stays as it is. */
export function useSwitchConnection(): (id: string) => Promise<void> {
  const connections = useConnections()
  return async (id) => {
    if (id !== connections.active?.id) await connections.switchTo(id)
  }
}
