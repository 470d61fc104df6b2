import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron'
import type { Container } from '../contract/containers'
import type { Services } from '../contract/contract'
import type { EngineState } from '../contract/engine'
import type { Log } from './log'
import { watchOwner } from './sessionBus'
import { texts } from './texts'
import { type Elsewhere, isAnswering, type TrayAction, type TrayItem, trayMenu } from './trayMenu'

export interface TrayOptions {
  readonly icon: string
  readonly services: Pick<Services, 'connections' | 'containers' | 'engine'>
  readonly log: Log
  act(action: TrayAction): void
  /** Told whether the desktop shows a tray: at first and at each change. */
  onHost(present: boolean): void
}

export interface AppTray {
  /** Null until the session bus has answered. */
  readonly host: boolean | null
  dispose(): void
}

/** Changes that come within this time (in ms) make one new menu. */
const coalesce = 50
const retry = 2000

/**
 * Keeps the tray's icon and menu. Without an owner of org.kde.StatusNotifierWatcher nobody would show it, so it is
 * made when one appears, and anew when the desktop's panel was restarted.
 */
export function createTray({ icon, services, log, act, onHost }: TrayOptions): AppTray {
  let host: boolean | null = null
  let shown: { dispose(): void } | null = null
  const stopWatching = watchOwner('org.kde.StatusNotifierWatcher', process.env, (present) => {
    host = present
    shown?.dispose()
    shown = present ? showTray() : null
    onHost(present)
  })

  function showTray(): { dispose(): void } {
    const tray = new Tray(nativeImage.createFromPath(icon))
    tray.setToolTip(texts.application)
    tray.on('click', () => act({ do: 'show' }))
    const stopFollowing = followServices(services, log, (engine, containers, elsewhere) => {
      const items = trayMenu(engine, containers, elsewhere)
      const text = JSON.stringify(items)
      if (text === built) return
      built = text
      tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => toTemplate(item, act))))
    })
    let built = ''
    return {
      dispose() {
        stopFollowing()
        tray.destroy()
      },
    }
  }

  return {
    get host() {
      return host
    },
    dispose() {
      stopWatching()
      shown?.dispose()
      shown = null
    },
  }
}

function toTemplate(item: TrayItem, act: (action: TrayAction) => void): MenuItemConstructorOptions {
  if (item === 'separator') return { type: 'separator' }
  const { label, action, items } = item
  if (items) return { label, submenu: items.map((child) => toTemplate(child, act)) }
  return action ? { label, click: () => act(action) } : { label, enabled: false }
}

/** Calls `show` with the latest of all; containers are followed only while the engine that they are on answers. */
function followServices(
  services: TrayOptions['services'],
  log: Log,
  show: (engine: EngineState | null, containers: readonly Container[], elsewhere: Elsewhere | null) => void,
): () => void {
  const stop = new AbortController()
  let engine: EngineState | null = null
  let elsewhere: Elsewhere | null = null
  let containers: readonly Container[] = []
  let timer: NodeJS.Timeout | undefined
  let following: AbortController | null = null
  const changed = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      show(engine, containers, elsewhere)
    }, coalesce)
  }

  async function followEngine(): Promise<void> {
    for await (const state of services.engine.watch(stop.signal)) {
      engine = state
      engineChanged()
    }
  }

  async function followConnection(): Promise<void> {
    for await (const { source, name, phase } of services.connections.watch(stop.signal)) {
      elsewhere = source === 'bundled' ? null : { name, phase }
      engineChanged()
    }
  }

  const answers = () => (elsewhere ? isAnswering(elsewhere) : engine?.phase === 'ready')
  function engineChanged() {
    changed()
    if (answers()) {
      if (!following) void followContainers()
    } else {
      following?.abort()
      following = null
    }
  }

  async function followContainers(): Promise<void> {
    const mine = new AbortController()
    following = mine
    try {
      for await (const snapshot of services.containers.watch(mine.signal)) {
        if (mine.signal.aborted) return
        containers = snapshot.items
        changed()
      }
    } catch (error) {
      log.error(error, "reading the tray's containers")
    }
    if (following !== mine) return
    following = null
    setTimeout(() => {
      if (!stop.signal.aborted && !following && answers()) void followContainers()
    }, retry).unref()
  }

  changed()
  followEngine().catch((error) => log.error(error, "reading the tray's engine"))
  followConnection().catch((error) => log.error(error, "reading the tray's connection"))
  return () => {
    clearTimeout(timer)
    stop.abort()
    following?.abort()
  }
}
