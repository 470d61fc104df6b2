import { defineAsyncComponent } from 'vue'
import { useRouter } from 'vue-router'
import type { PortBinding } from '../../../main/contract/containers'
import { visibleText } from '../../../main/shared/visibleText'
import { api } from '../../data/api'
import { useBulk } from '../../data/bulk'
import { type Command, type ObjectCommands, objectCommands } from '../../data/command'
import { useContainers } from '../../data/containers'
import { useDialogs } from '../../data/dialogs'
import { useDock } from '../../data/dock'
import { pathRoute, subjectText } from '../../data/layersRoute'
import { copyText, notifyError } from '../../data/notify'
import { useAway } from '../../data/useAway'
import { useLacks } from '../../data/useLacks'
import { t } from '../../ui/i18n'
import { unless } from '../../ui/list/action'
import { openPanel } from '../../ui/parts/panel'
import { useTerminals } from '../terminals'
import { containerActions } from './actions'
import { allContainersCommands, containerWords, portCommands, projectCommands } from './commands'
import { afterThose, dependencyOrder, reversed } from './dependencies'
import { projectActions, projectsOf } from './projects'
import type { LogSelection } from './severalLogs'
import { useExport } from './useExport'

const SeveralLogs = defineAsyncComponent(() => import('./SeveralLogs.vue'))

/** What a person can do with containers, in the list, the details or the palette; and how far it is with many. */
export function useContainerActions() {
  const containers = useContainers()
  const dialogs = useDialogs()
  const router = useRouter()
  const { progress, run } = useBulk()
  const terminals = useTerminals()
  const dock = useDock()
  function showLogsOf(of: LogSelection, title: string, id: string) {
    dock.open({ id: `logs/${id}`, title, component: SeveralLogs, props: { of } })
  }

  const actions = unless(
    useAway(containers),
    containerActions({
      run: containers.run,
      runAll(action, chosen) {
        const verb = t(`action.${action}`)
        const forwards = dependencyOrder(chosen)
        const order = action === 'stop' || action === 'pause' ? reversed(forwards) : forwards
        return run(
          verb,
          order.rows,
          { name: ({ name }) => name, run: afterThose(order, ({ id }) => containers.run(id, action)) },
          (failed, of) => t('containers.bulkFailed', { action: verb, failed, of }),
        )
      },
      askRemoval: (ids) => dialogs.open({ dialog: 'removeContainers', ids }),
      askName: (id) => dialogs.open({ dialog: 'renameContainer', id }),
      askSignal: (ids) => dialogs.open({ dialog: 'killContainers', ids }),
      askSnapshot: (id) => dialogs.open({ dialog: 'takeSnapshot', id }),
      exportFiles: useExport(),
      askCommit: (id) => dialogs.open({ dialog: 'commitContainer', id }),
      showLogs: (id) =>
        void openPanel(() => router.push({ name: 'containers', params: { id, tab: 'logs' } })),
      showTerminal: ({ id, name }) => terminals.show({ kind: 'shell', id, name }),
      askTerminal: (id) => dialogs.open({ dialog: 'openTerminal', id }),
      openToolbox: ({ id, name }) => terminals.show({ kind: 'toolbox', id, name }),
      attach: ({ id, name }) => terminals.show({ kind: 'attached', id, name }),
      showSeveralLogs: (ids) =>
        showLogsOf(
          { kind: 'ids', ids },
          t('containers.severalLogs', { n: String(ids.length) }),
          [...ids].sort().join(' '),
        ),
      showInspect: (id) =>
        void openPanel(() => router.push({ name: 'containers', params: { id, tab: 'inspect' } })),
      openPort,
      async edit(id, clone) {
        const plan = await api.recreate.plan({ id, clone })
        dialogs.open({ dialog: 'editContainer', id, plan, clone })
      },
      async runLike(id) {
        const request = await api.containers.likeness({ id })
        dialogs.open({ dialog: 'run', like: { id, request } })
      },
      copy: copyText,
      showLayers(id) {
        void router.push({ name: 'layers', params: { id: subjectText({ kind: 'container', id }) } })
      },
      showPath: (id) => void router.push(pathRoute({ kind: 'container', id })),
      lacks: useLacks(),
    }),
  )
  const projects = projectActions(
    actions,
    ({ name, containers: members }) => {
      dialogs.open({ dialog: 'removeContainers', ids: members.map(({ id }) => id), project: name })
    },
    ({ name: project }) =>
      showLogsOf(
        { kind: 'project', project },
        t('containers.logsOf', { name: project }),
        `project/${project}`,
      ),
  )
  const allLogs = () => showLogsOf({ kind: 'all' }, t('containers.allLogs'), 'all')
  return { actions, projects, progress, allLogs }
}

export async function openPort(id: string, { containerPort, protocol }: PortBinding): Promise<void> {
  try {
    await api.containers.openPort({ id, containerPort, protocol })
  } catch (thrown) {
    await notifyError(thrown)
  }
}

/** For the command palette. */
export function useContainerCommands(): ObjectCommands {
  const containers = useContainers()
  const router = useRouter()
  return objectCommands({
    actions: useContainerActions().actions,
    kind: t('containers.one'),
    title: t('containers.title'),
    name: ({ name }) => visibleText(name),
    id: ({ id }) => id,
    items: () => containers.items,
    byId: (id) => containers.byId.get(id),
    words: containerWords(),
    open: ({ id }, tab) => void openPanel(() => router.push({ name: 'containers', params: { id, tab } })),
  })
}

/** For the command palette: what is done with several containers at once, or with their ports. */
export function useAllContainersCommands(): () => readonly Command[] {
  const containers = useContainers()
  const dialogs = useDialogs()
  const { projects, allLogs } = useContainerActions()
  const lacks = useLacks()
  const away = useAway(containers)
  return () => [
    ...allContainersCommands(
      containers.items,
      {
        askRemoval: (ids) => dialogs.open({ dialog: 'removeContainers', ids }),
        askStop: () => dialogs.open({ dialog: 'stopContainers' }),
        showLogs: allLogs,
      },
      away() ?? undefined,
    ),
    ...portCommands(
      containers.stale ? [] : containers.items,
      (id, port) => void openPort(id, port),
      lacks('sameMachine'),
    ),
    ...projectCommands(projectsOf(containers.items).values(), projects),
  ]
}
