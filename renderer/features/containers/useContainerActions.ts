import { useRouter } from 'vue-router'
import type { Container, PortBinding } from '../../../main/contract/containers'
import { api } from '../../data/api'
import { isDirect, useContainers } from '../../data/containers'
import { useDialogs } from '../../data/dialogs'
import { subjectText } from '../../data/layersRoute'
import { notify, notifyError } from '../../data/notify'
import { useLacks } from '../../data/useLacks'
import type { MenuItem } from '../../ui/parts/menuItem'
import { actionMenu } from './actionIcons'
import { actionsFor, type ContainerAction, needs } from './actions'

/** What happens when a person asks something of a container, from the list, the details or the palette. */
export function useContainerActions() {
  const containers = useContainers()
  const dialogs = useDialogs()
  const router = useRouter()
  const lacks = useLacks()

  /** Why the engine cannot do it, as a sentence; null for what it can. */
  function whyNot(action: ContainerAction): string | null {
    const feature = needs[action]
    return feature ? lacks(feature) : null
  }
  const menuOf = (container: Pick<Container, 'state'>): readonly MenuItem[] =>
    actionMenu(actionsFor(container), whyNot)

  function act({ id }: Pick<Container, 'id'>, action: ContainerAction) {
    const reason = whyNot(action)
    if (reason) void notify(reason)
    else if (isDirect(action)) void containers.act(id, action)
    else if (action === 'remove') dialogs.open({ dialog: 'removeContainers', ids: [id] })
    else if (action === 'rename') dialogs.open({ dialog: 'renameContainer', id })
    else if (action === 'layers') {
      void router.push({ name: 'layers', params: { id: subjectText({ kind: 'container', id }) } })
    } else void router.push({ name: 'containers', params: { id, tab: 'logs' } })
  }
  async function openPort({ id }: Pick<Container, 'id'>, { containerPort, protocol }: PortBinding) {
    try {
      await api.containers.openPort({ id, containerPort, protocol })
    } catch (thrown) {
      await notifyError(thrown)
    }
  }
  return { act, openPort, whyNot, menuOf }
}
