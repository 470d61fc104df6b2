import type { ConnectionColour } from '../contract/connections'
import type { Container } from '../contract/containers'
import type { EngineState } from '../contract/engine'
import { said } from '../texts/sentence'
import { menuLabel } from './label'
import { answers, isElsewhere, type TrayView } from './trayView'

export type TrayAction =
  | {
      readonly do: 'start' | 'stop' | 'restart' | 'resume' | 'logs'
      readonly id: string
      readonly name: string
    }
  | { readonly do: 'openPort'; readonly id: string; readonly name: string; readonly containerPort: number }
  | { readonly do: 'switchTo'; readonly id: string; readonly name: string }
  | { readonly do: 'startEngine' | 'stopEngine' | 'show' | 'showContainers' | 'quit' }

/** A line of the tray's menu, as plain data: two menus are the same when their JSON is. */
export type TrayItem =
  | 'separator'
  | {
      readonly label: string
      /** By which the line is found again. */
      readonly id?: 'connections'
      /** Of a disc in front of it. */
      readonly colour?: ConnectionColour
      readonly action?: TrayAction
      readonly items?: readonly TrayItem[]
      /** Of lines of which one is chosen: whether it is this one. */
      readonly chosen?: boolean
    }

const mostContainers = 15
const runningStates: readonly string[] = ['running', 'paused', 'restarting']
const startable: readonly string[] = ['created', 'exited']

/** What the tray offers: the engine, its running containers (the newest first), the stopped ones, the way out. */
export function trayMenu(view: TrayView): TrayItem[] {
  const { engine, active } = view
  const elsewhere = isElsewhere(active)
  const isAnswering = answers(view)
  const newest = [...view.containers].sort((a, b) => b.createdAt - a.createdAt)
  const live = isAnswering ? newest : []
  const running = live.filter(({ state }) => runningStates.includes(state))
  const stopped = live.filter(({ state }) => startable.includes(state))
  return [
    {
      label: elsewhere
        ? said(`tray/other/${active.phase}`, { name: menuLabel(active.name) })
        : engineLine(engine),
      ...(active && { colour: active.colour }),
    },
    ...connectionChoices(view),
    'separator',
    ...upToMost(running, (container) => ({
      label: nameOf(container),
      items: actionsOf(container, !active?.lacks.includes('sameMachine')),
    })),
    ...(running.length === 0 && isAnswering ? [{ label: said('tray/none') }] : []),
    ...(stopped.length > 0
      ? [{ label: said('tray/stoppedOnes'), items: upToMost(stopped, stoppedItem) }]
      : []),
    'separator',
    ...engineActions(engine, elsewhere),
    { label: said('tray/show'), action: { do: 'show' } },
    { label: said('tray/quit'), action: { do: 'quit' } },
  ]
}

/** The active one is among them also when it is not there any more. */
function connectionChoices({ active, connections }: TrayView): TrayItem[] {
  if (!active) return []
  const isListed = connections.some(({ id }) => id === active.id)
  const all = isListed ? connections : [{ ...active, unusable: null }, ...connections]
  const items = all.map(({ id, name, colour, unusable }): TrayItem => {
    const line = { label: menuLabel(name), colour, chosen: id === active.id }
    return unusable === null ? { ...line, action: { do: 'switchTo', id, name } } : line
  })
  return [{ id: 'connections', label: said('tray/connections'), items }]
}

function engineLine(engine: EngineState | null): string {
  if (!engine) return said('tray/starting')
  const { phase, version } = engine
  return phase === 'ready' ? said('tray/ready', { version: menuLabel(version ?? '') }) : said(`tray/${phase}`)
}

/** Always of Slipway's own engine, and said so where the lines above are another one's. */
function engineActions(engine: EngineState | null, elsewhere: boolean): TrayItem[] {
  const phase = engine?.phase
  if (phase === 'stopped' || phase === 'failed') {
    return [{ label: said(elsewhere ? 'tray/startOwn' : 'tray/startEngine'), action: { do: 'startEngine' } }]
  }
  if (phase !== 'ready') return []
  return [{ label: said(elsewhere ? 'tray/stopOwn' : 'tray/stopEngine'), action: { do: 'stopEngine' } }]
}

function upToMost(containers: readonly Container[], item: (container: Container) => TrayItem): TrayItem[] {
  const items = containers.slice(0, mostContainers).map(item)
  if (containers.length > mostContainers) {
    items.push({ label: said('tray/more'), action: { do: 'showContainers' } })
  }
  return items
}

function nameOf({ name, state }: Container): string {
  const label = menuLabel(name)
  return state === 'paused' || state === 'restarting' ? said(`tray/${state}`, { name: label }) : label
}

function stoppedItem({ id, name }: Container): TrayItem {
  return {
    label: menuLabel(name),
    items: [
      { label: said('tray/start'), action: { do: 'start', id, name } },
      { label: said('tray/logs'), action: { do: 'logs', id, name } },
    ],
  }
}

/** @param isHere whether its ports are this machine's */
function actionsOf({ id, name, state, ports }: Container, isHere: boolean): TrayItem[] {
  const published = new Map<number, number>()
  for (const { protocol, hostPort, containerPort } of isHere ? ports : []) {
    if (protocol === 'tcp' && hostPort !== null) published.set(containerPort, hostPort)
  }
  const resume: TrayItem[] =
    state === 'paused' ? [{ label: said('tray/resume'), action: { do: 'resume', id, name } }] : []
  return [
    ...resume,
    { label: said('tray/stop'), action: { do: 'stop', id, name } },
    { label: said('tray/restart'), action: { do: 'restart', id, name } },
    ...[...published].map(([containerPort, hostPort]): TrayItem => {
      return {
        label: said('tray/openPort', { port: hostPort }),
        action: { do: 'openPort', id, name, containerPort },
      }
    }),
    { label: said('tray/logs'), action: { do: 'logs', id, name } },
  ]
}
