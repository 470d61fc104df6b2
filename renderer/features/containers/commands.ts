import { ExternalLink, Square, Trash2 } from '@lucide/vue'
import type { Container, PortBinding } from '../../../main/contract/containers'
import { visibleText } from '../../../main/shared/visibleText'
import type { Command } from '../../data/command'
import { isUp } from '../../data/containerState'
import { perform } from '../../data/perform'
import { t } from '../../ui/i18n'
import { type Action, actionsOf } from '../../ui/list/action'
import { compareText } from '../../ui/table/sortRows'
import { publishedPorts } from './list'
import type { Project } from './projects'

/** Other words for what is done with one container, by the action's id. */
export const containerWords = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['logs', 'start', 'stop', 'restart', 'pause', 'resume', 'kill', 'commit', 'rename', 'remove'].map(
      (id) => [id, t(`containerCommands.words.${id}`)],
    ),
  )

/** `Stop all of shop`, for Compose's projects: what a project takes now. */
export function projectCommands(
  projects: Iterable<Project>,
  actions: readonly Action<Project>[],
): readonly Command[] {
  const kind = t('containerCommands.project')
  return [...projects]
    .sort((a, b) => compareText(a.name, b.name))
    .flatMap((project) =>
      actionsOf(actions, project).map((action) => ({
        key: `${action.id}/project/${project.name}`,
        label: action.command?.(visibleText(project.name)) ?? action.label,
        kind,
        words: t('containerCommands.words.project'),
        standing: 'object' as const,
        icon: action.icon,
        danger: action.danger,
        reason: action.reason?.(project) ?? undefined,
        run: () => void perform(action, project),
      })),
    )
}

/**
 * `Open port 8080 of web`: what answers at a published port of what runs, in the browser.
 * @param elsewhere why ports are not opened from here, as a sentence; null where they are
 */
export function portCommands(
  containers: readonly Container[],
  open: (id: string, port: PortBinding) => void,
  elsewhere: string | null,
): readonly Command[] {
  const kind = t('containers.one')
  return containers
    .filter(({ state }) => state === 'running')
    .flatMap(({ id, name, ports }) =>
      publishedPorts(ports)
        .filter(({ protocol }) => protocol === 'tcp')
        .map((port) => ({
          key: `port/${id}/${port.hostPort}`,
          label: t('containerCommands.openPort', { port: String(port.hostPort), name: visibleText(name) }),
          kind,
          standing: 'open' as const,
          words: t('containerCommands.words.openPort', { port: String(port.containerPort) }),
          icon: ExternalLink,
          reason: elsewhere ?? undefined,
          run: () => open(id, port),
        })),
    )
}

/**
 * What is done with all containers that run, or that have ended, without naming one.
 * @param away why nothing can be done now
 */
export function allContainersCommands(
  containers: readonly Container[],
  ways: { askRemoval(ids: readonly string[]): void; askStop(): void },
  away: string | undefined,
): readonly Command[] {
  const stopped = containers.filter((container) => !isUp(container) && container.state !== 'removing')
  return [
    {
      key: 'stopRunning',
      label: t('containerCommands.stopRunning'),
      kind: t('containers.one'),
      words: t('containerCommands.words.stopRunning'),
      // It is not to be what comes first where one container is meant.
      standing: 'rare',
      icon: Square,
      danger: true,
      reason: away ?? (containers.some(isUp) ? undefined : t('containerCommands.noneRuns')),
      run: ways.askStop,
    },
    {
      key: 'removeStopped',
      label: t('containerCommands.removeStopped'),
      kind: t('containers.one'),
      words: t('containerCommands.words.removeStopped'),
      icon: Trash2,
      danger: true,
      reason: away ?? (stopped.length === 0 ? t('containerCommands.noneStopped') : undefined),
      run: () => ways.askRemoval(stopped.map(({ id }) => id)),
    },
  ]
}
