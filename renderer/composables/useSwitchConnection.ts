import { useRoute, useRouter } from 'vue-router'
import { useConnections } from '../stores/connections'
import { useDialogs } from '../stores/dialogs'

/** Switches the window to another engine; what is open of the one before is closed, for it is not there. */
export function useSwitchConnection(): (id: string) => Promise<void> {
  const connections = useConnections()
  const dialogs = useDialogs()
  const route = useRoute()
  const router = useRouter()

  return async (id) => {
    if (id === connections.active?.id || !(await connections.switchTo(id))) return
    if (dialogs.asked?.dialog !== 'connections') dialogs.close()
    if (route.params.id && route.name && route.name !== 'engine') void router.push({ name: route.name })
  }
}
