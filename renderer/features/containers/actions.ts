import {
  Braces,
  Camera,
  CircleStop,
  Copy,
  CopyCheck,
  CopyPlus,
  ExternalLink,
  FileOutput,
  GitCommitVertical,
  Layers,
  Pause,
  Pencil,
  Play,
  Plug,
  RotateCw,
  ScrollText,
  Settings2,
  SquareTerminal,
  Trash2,
  Waypoints,
  Wrench,
  Zap,
} from '@lucide/vue'
import type { EngineFeature } from '../../../main/contract/connections'
import type { Container, ContainerState, PortBinding } from '../../../main/contract/containers'
import type { DirectAction } from '../../data/containers'
import { t } from '../../ui/i18n'
import type { Action } from '../../ui/list/action'
import { publishedPorts } from './list'

/** What actions on containers are carried out with. */
export interface ContainerWays {
  run(id: string, action: DirectAction): Promise<void>
  runAll(action: DirectAction, containers: readonly Container[]): Promise<void>
  askRemoval(ids: readonly string[]): void
  askName(id: string): void
  askSignal(ids: readonly string[]): void
  askCommit(id: string): void
  askSnapshot(id: string): void
  /** Asks for a file that all of its files are written to. */
  exportFiles(id: string): unknown
  showLogs(id: string): void
  showTerminal(container: Container): void
  askTerminal(id: string): void
  attach(container: Container): void
  openToolbox(container: Container): void
  /** The logs of several as one, by time. */
  showSeveralLogs(ids: readonly string[]): void
  showInspect(id: string): void
  openPort(id: string, port: PortBinding): unknown
  /** Opens the form of Run for it, or for another one with a copy of what it has written. */
  edit(id: string, clone: boolean): unknown
  /** Opens Run, filled with what this one was run with. */
  runLike(id: string): unknown
  copy(text: string): unknown
  showLayers(id: string): void
  showPath(id: string): void
  /** Why the engine cannot do it, as a sentence; null for what it can. */
  lacks(feature: EngineFeature): string | null
}

/** The first port that a browser can be opened at. */
const openablePort = ({ state, ports }: Container): PortBinding | undefined =>
  state === 'running' ? publishedPorts(ports).find(({ protocol }) => protocol === 'tcp') : undefined

/** All that can be done with a container, in the order of its menu: what its state asks for comes first. */
export function containerActions(ways: ContainerWays): readonly Action<Container>[] {
  const verb = (id: string) => ({ id, label: t(`action.${id}`) })
  function direct(action: DirectAction, states: readonly ContainerState[]) {
    return {
      ...verb(action),
      when: ({ state }: Container) => states.includes(state),
      run: ({ id }: Container) => ways.run(id, action),
      bulk: (containers: readonly Container[]) => ways.runAll(action, containers),
    }
  }
  const always = () => true
  const isNot =
    (...states: readonly ContainerState[]) =>
    ({ state }: Container) =>
      !states.includes(state)

  return [
    { ...direct('start', ['created', 'exited']), icon: Play, inRow: always, inBar: true },
    { ...direct('resume', ['paused']), icon: Play, inRow: always },
    {
      ...direct('stop', ['running', 'paused', 'restarting']),
      icon: CircleStop,
      inRow: isNot('paused'),
      inBar: true,
    },
    {
      // What is stopped is started: to the engine that is the same, and one word for it is enough.
      ...direct('restart', ['running', 'paused', 'restarting']),
      icon: RotateCw,
    },
    { ...direct('pause', ['running']), icon: Pause, reason: () => ways.lacks('pause') },
    {
      ...verb('kill'),
      icon: Zap,
      key: 'k',
      danger: true,
      when: ({ state }) => state === 'running' || state === 'paused' || state === 'restarting',
      run: ({ id }) => ways.askSignal([id]),
      bulk: (containers) => ways.askSignal(containers.map(({ id }) => id)),
    },
    {
      ...verb('logs'),
      icon: ScrollText,
      key: 'l',
      separated: true,
      inRow: always,
      run: ({ id }) => ways.showLogs(id),
      bulk: (containers) => ways.showSeveralLogs(containers.map(({ id }) => id)),
    },
    {
      ...verb('terminal'),
      icon: SquareTerminal,
      key: 't',
      inRow: always,
      when: ({ state }) => state === 'running',
      run: ways.showTerminal,
      command: (name) => t('action.terminalOf', { name }),
    },
    {
      ...verb('terminalWith'),
      icon: SquareTerminal,
      when: ({ state }) => state === 'running',
      run: ({ id }) => ways.askTerminal(id),
      command: (name) => t('action.terminalWithOf', { name }),
    },
    {
      ...verb('attach'),
      icon: Plug,
      when: ({ state }) => state === 'running',
      run: ways.attach,
    },
    {
      ...verb('toolbox'),
      icon: Wrench,
      when: ({ state, toolboxOf }) => state === 'running' && !toolboxOf,
      run: ways.openToolbox,
      command: (name) => t('action.toolboxOf', { name }),
    },
    {
      ...verb('openPort'),
      icon: ExternalLink,
      key: 'o',
      // Each port has a command of its own.
      listed: false,
      when: (container) => openablePort(container) !== undefined,
      reason: () => ways.lacks('sameMachine'),
      run: (container) => ways.openPort(container.id, openablePort(container)!),
    },
    { ...verb('inspect'), icon: Braces, key: 'i', run: ({ id }) => ways.showInspect(id) },
    {
      ...verb('layers'),
      icon: Layers,
      key: 'y',
      when: isNot('removing'),
      reason: () => ways.lacks('layersOnDisk'),
      run: ({ id }) => ways.showLayers(id),
      command: (name) => t('action.layersOf', { name }),
    },
    {
      ...verb('path'),
      icon: Waypoints,
      key: 'w',
      when: isNot('removing'),
      run: ({ id }) => ways.showPath(id),
      command: (name) => t('action.pathOf', { name }),
    },
    {
      ...verb('edit'),
      icon: Settings2,
      key: 'e',
      separated: true,
      when: isNot('dead', 'removing'),
      run: ({ id }) => ways.edit(id, false),
      command: (name) => t('action.editOf', { name }),
    },
    {
      ...verb('clone'),
      icon: CopyCheck,
      when: isNot('dead', 'removing'),
      run: ({ id }) => ways.edit(id, true),
      command: (name) => t('action.cloneOf', { name }),
    },
    {
      ...verb('runLike'),
      icon: CopyPlus,
      when: isNot('removing'),
      run: ({ id }) => ways.runLike(id),
      command: (name) => t('action.runLikeOf', { name }),
    },
    {
      ...verb('commit'),
      icon: GitCommitVertical,
      key: 'c',
      when: isNot('dead', 'removing'),
      run: ({ id }) => ways.askCommit(id),
    },
    {
      ...verb('snapshot'),
      icon: Camera,
      when: isNot('dead', 'removing'),
      reason: () => ways.lacks('layersOnDisk') && t('action.noSnapshot'),
      run: ({ id }) => ways.askSnapshot(id),
      command: (name) => t('action.snapshotOf', { name }),
    },
    {
      ...verb('export'),
      icon: FileOutput,
      when: isNot('dead', 'removing'),
      run: ({ id }) => ways.exportFiles(id),
      command: (name) => t('action.exportOf', { name }),
    },
    {
      ...verb('rename'),
      icon: Pencil,
      key: 'F2',
      when: isNot('dead', 'removing'),
      run: ({ id }) => ways.askName(id),
    },
    {
      ...verb('copyName'),
      icon: Copy,
      run: ({ name }) => ways.copy(name),
      command: (name) => t('objectCommands.copyName', { name }),
    },
    {
      ...verb('copyId'),
      icon: Copy,
      run: ({ id }) => ways.copy(id),
      command: (name) => t('objectCommands.copyId', { name }),
    },
    {
      ...verb('remove'),
      icon: Trash2,
      key: 'Delete',
      danger: true,
      separated: true,
      when: isNot('removing'),
      run: ({ id }) => ways.askRemoval([id]),
      bulk: (containers) => ways.askRemoval(containers.map(({ id }) => id)),
      inBar: true,
    },
  ]
}
