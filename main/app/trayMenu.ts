import type { ActiveConnection } from '../contract/connections'
import type { Container } from '../contract/containers'
import type { EngineState } from '../contract/engine'
import { menuLabel } from './label'
import { texts } from './texts'

export type TrayAction =
  | {
      readonly do: 'start' | 'stop' | 'restart' | 'resume' | 'logs'
      readonly id: string
      readonly name: string
    }
  | { readonly do: 'openPort'; readonly id: string; readonly name: string; readonly containerPort: number }
  | { readonly do: 'startEngine' | 'stopEngine' | 'show' | 'showContainers' | 'quit' }

/** A line of the tray's menu, as plain data: two menus are the same when their JSON is. */
export type TrayItem =
  | 'separator'
  | { readonly label: string; readonly action?: TrayAction; readonly items?: readonly TrayItem[] }

const mostContainers = 15
const active: readonly string[] = ['running', 'paused', 'restarting']
const startable: readonly string[] = ['created', 'exited']

/** The engine whose containers these are, where it is another than Slipway's own. */
export type Elsewhere = Pick<ActiveConnection, 'name' | 'phase'>

/** What the tray offers: the engine, its running containers (the newest first), the stopped ones, the way out. */
export function trayMenu(
  engine: EngineState | null,
  containers: readonly Container[],
  elsewhere: Elsewhere | null = null,
): TrayItem[] {
  const answers = elsewhere ? isAnswering(elsewhere) : engine?.phase === 'ready'
  const newest = [...containers].sort((a, b) => b.createdAt - a.createdAt)
  const live = answers ? newest : []
  const running = live.filter(({ state }) => active.includes(state))
  const stopped = live.filter(({ state }) => startable.includes(state))
  return [
    { label: elsewhere ? connectionLine(elsewhere) : engineLine(engine) },
    'separator',
    ...upToMost(running, (container) => ({ label: nameOf(container), items: actionsOf(container) })),
    ...(running.length === 0 && answers ? [{ label: texts.tray.none }] : []),
    ...(stopped.length > 0 ? [{ label: texts.tray.stopped, items: upToMost(stopped, stoppedItem) }] : []),
    'separator',
    ...engineActions(engine),
    { label: texts.tray.show, action: { do: 'show' } },
    { label: texts.tray.quit, action: { do: 'quit' } },
  ]
}

export const isAnswering = ({ phase }: Elsewhere): boolean => phase === 'connected' || phase === 'changed'

const connectionLine = ({ name, phase }: Elsewhere): string => texts.connection[phase](menuLabel(name))

function engineLine(engine: EngineState | null): string {
  if (!engine) return texts.engine.starting
  return engine.phase === 'ready'
    ? menuLabel(texts.engine.ready(engine.version ?? ''))
    : texts.engine[engine.phase]
}

function engineActions(engine: EngineState | null): TrayItem[] {
  const phase = engine?.phase
  if (phase === 'stopped' || phase === 'failed') {
    return [{ label: texts.tray.startEngine, action: { do: 'startEngine' } }]
  }
  return phase === 'ready' ? [{ label: texts.tray.stopEngine, action: { do: 'stopEngine' } }] : []
}

function upToMost(containers: readonly Container[], item: (container: Container) => TrayItem): TrayItem[] {
  const items = containers.slice(0, mostContainers).map(item)
  if (containers.length > mostContainers) {
    items.push({ label: texts.tray.more, action: { do: 'showContainers' } })
  }
  return items
}

function nameOf({ name, state }: Container): string {
  const label = menuLabel(name)
  if (state === 'paused') return texts.tray.paused(label)
  return state === 'restarting' ? texts.tray.restarting(label) : label
}

function stoppedItem({ id, name }: Container): TrayItem {
  return {
    label: menuLabel(name),
    items: [
      { label: texts.tray.start, action: { do: 'start', id, name } },
      { label: texts.tray.logs, action: { do: 'logs', id, name } },
    ],
  }
}

function actionsOf({ id, name, state, ports }: Container): TrayItem[] {
  const published = new Map<number, number>()
  for (const { protocol, hostPort, containerPort } of ports) {
    if (protocol === 'tcp' && hostPort !== null) published.set(containerPort, hostPort)
  }
  const resume: TrayItem[] =
    state === 'paused' ? [{ label: texts.tray.resume, action: { do: 'resume', id, name } }] : []
  return [
    ...resume,
    { label: texts.tray.stop, action: { do: 'stop', id, name } },
    { label: texts.tray.restart, action: { do: 'restart', id, name } },
    ...[...published].map(([containerPort, hostPort]): TrayItem => {
      return { label: texts.tray.openPort(hostPort), action: { do: 'openPort', id, name, containerPort } }
    }),
    { label: texts.tray.logs, action: { do: 'logs', id, name } },
  ]
}
