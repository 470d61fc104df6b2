import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useConnections } from '../data/connections'
import { type DialogRequest, useDialogs } from '../data/dialogs'
import { useDock } from '../data/dock'
import { forgetKept } from '../ui/kept'

/** Dialogs that mean the same whichever engine is active. */
const ofNoEngine: readonly DialogRequest['dialog'][] = [
  'about',
  'connections',
  'addConnection',
  'shortcuts',
  'stopEngine',
]

/**
 * Closes what is open of one engine as soon as another is active, whoever switched, the tray too: its objects are not
 * there, and what was about to be confirmed was meant for the engine before.
 */
export function useOtherEngine(): void {
  const connections = useConnections()
  const dialogs = useDialogs()
  const dock = useDock()
  const route = useRoute()
  const router = useRouter()

  watch(
    () => connections.active?.session,
    (_choice, before) => {
      if (before === undefined) return
      if (dialogs.asked && !ofNoEngine.includes(dialogs.asked.dialog)) dialogs.close()
      dock.clear()
      forgetKept()
      if (route.params.id && route.name && route.name !== 'engine') void router.push({ name: route.name })
    },
  )
}
