import { CircleStop, ExternalLink, ScrollText, Trash2 } from '@lucide/vue'
import type { Container, PortBinding } from '../../../main/contract/containers'
import { visibleText } from '../../../main/shared/visibleText'
import { type Command, nameGap } from '../../data/command'
import { isUp } from '../../data/containerState'
import { LazyCommand, type Verb } from '../../data/lazyCommand'
import { perform } from '../../data/perform'
import { t } from '../../ui/i18n'
import type { Action } from '../../ui/list/action'
import { compareText } from '../../ui/table/sortRows'
import { publishedPorts } from './list'
import type { Project } from './projects'

/** Other words for what is done with one container, by the action's id. */
export const containerWords = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [
      ...['logs', 'terminal', 'terminalWith', 'attach', 'toolbox'],
      ...[
        'start',
        'stop',
        'restart',
        'pause',
        'resume',
        'kill',
        'edit',
        'clone',
        'commit',
        'snapshot',
        'export',
        'rename',
        'remove',
      ],
    ].map((id) => [id, t(`containerCommands.words.${id}`)]),
  )

/** `Stop all of shop`, for Compose's projects: what a project takes now. */
export function projectCommands(
  projects: Iterable<Project>,
  actions: readonly Action<Project>[],
): readonly Command[] {
  const common = {
    kind: t('containerCommands.project'),
    words: t('containerCommands.words.project'),
    standing: 'object' as const,
  }
  const verbs = actions.map((action) => {
    const sentence = action.command?.(nameGap) ?? action.label
    const verb: Verb<Project> = {
      ...common,
      icon: action.icon,
      danger: action.danger,
      key: ({ name }) => `${action.id}/project/${name}`,
      label: ({ name }) => sentence.replace(nameGap, () => visibleText(name)),
      reason: (project) => action.reason?.(project) ?? undefined,
      run: (project) => void perform(action, project),
    }
    return { action, verb }
  })
  return [...projects]
    .sort((a, b) => compareText(a.name, b.name))
    .flatMap((project) =>
      verbs
        .filter(({ action }) => action.when?.(project) ?? true)
        .map(({ verb }) => new LazyCommand(verb, project)),
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
  const portGap = '{port}'
  const sentence = t('containerCommands.openPort', { port: portGap, name: nameGap })
  /** Other words by the port inside: most are the same few. */
  const verbs = new Map<number, Verb<Published>>()
  function verbOf(containerPort: number): Verb<Published> {
    const verb = verbs.get(containerPort) ?? {
      kind: t('containers.one'),
      standing: 'open',
      words: t('containerCommands.words.openPort', { port: String(containerPort) }),
      icon: ExternalLink,
      key: ({ container, port }) => `port/${container.id}/${port.hostPort}`,
      label: ({ container, port }) =>
        sentence.replace(portGap, String(port.hostPort)).replace(nameGap, () => visibleText(container.name)),
      reason: () => elsewhere ?? undefined,
      run: ({ container, port }) => open(container.id, port),
    }
    verbs.set(containerPort, verb)
    return verb
  }
  return containers
    .filter(({ state, ports }) => state === 'running' && ports.length > 0)
    .flatMap((container) =>
      publishedPorts(container.ports)
        .filter(({ protocol }) => protocol === 'tcp')
        .map((port) => new LazyCommand(verbOf(port.containerPort), { container, port })),
    )
}
/** A port of a container, as it is published. */
interface Published {
  readonly container: Container
  readonly port: PortBinding
}

/**
 * What is done with all containers that run, or that have ended, without naming one.
 * @param away why nothing can be done now
 */
export function allContainersCommands(
  containers: readonly Container[],
  ways: { askRemoval(ids: readonly string[]): void; askStop(): void; showLogs(): void },
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
      icon: CircleStop,
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
    {
      key: 'allLogs',
      label: t('containerCommands.allLogs'),
      kind: t('containers.one'),
      words: t('containerCommands.words.logs'),
      standing: 'rare',
      icon: ScrollText,
      reason: away ?? (containers.length === 0 ? t('containerCommands.none') : undefined),
      run: ways.showLogs,
    },
  ]
}
