import type { Container } from '../../../main/contract/containers'
import { t } from '../../ui/i18n'
import { type Action, takersOf } from '../../ui/list/action'

/** A Compose project: all containers that bear its label, and none that is merely called alike. */
export interface Project {
  readonly name: string
  readonly containers: readonly Container[]
}

/** Every project once, with the containers in their order. */
export function projectsOf(containers: readonly Container[]): ReadonlyMap<string, Project> {
  const found = new Map<string, Container[]>()
  for (const container of containers) {
    if (container.project === null) continue
    const known = found.get(container.project)
    if (known) known.push(container)
    else found.set(container.project, [container])
  }
  return new Map([...found].map(([name, members]) => [name, { name, containers: members }]))
}

/** Run once by `docker compose run`, for a task of its own: it is stopped and removed with its project, but not started with it. */
const isOneOff = ({ labels }: Container) => labels['com.docker.compose.oneoff']?.toLowerCase() === 'true'

/**
 * What can be done with a whole project: what is done with many of its containers, by the same declaration.
 * @param actions those of containers
 * @param askRemoval asks about its containers and its networks
 * @param showLogs of its containers as one, of those too that come later
 */
export function projectActions(
  actions: readonly Action<Container>[],
  askRemoval: (project: Project) => void,
  showLogs: (project: Project) => void,
): readonly Action<Project>[] {
  function ofAll(id: string, members = ({ containers }: Project) => containers): Action<Project> {
    const action = actions.find((one) => one.id === id)!
    const wanted = (project: Project) => members(project).filter((one) => action.when?.(one) ?? true)
    return {
      id,
      label: action.label,
      icon: action.icon,
      danger: action.danger,
      separated: action.separated,
      when: (project) => wanted(project).length > 0,
      reason: (project) => action.reason?.(wanted(project)[0]!) ?? null,
      run: (project) => action.bulk?.(takersOf(action, wanted(project))),
      command: (name) => t('project.command', { action: action.label, name }),
    }
  }
  const remove = ofAll('remove')
  return [
    {
      ...ofAll('start', ({ containers }) => containers.filter((one) => !isOneOff(one))),
      inRow: () => true,
    },
    { ...ofAll('stop'), inRow: () => true },
    ofAll('restart'),
    {
      ...ofAll('logs'),
      key: 'l',
      run: showLogs,
      command: (name) => t('project.logs', { name }),
    },
    { ...remove, key: 'Delete', run: askRemoval },
  ]
}
