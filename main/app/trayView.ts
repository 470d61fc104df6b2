import { snapshots } from '../base/latch'
import type { ActiveConnection, ListedConnection } from '../contract/connections'
import type { Container } from '../contract/containers'
import type { Services } from '../contract/contract'
import type { EngineState } from '../contract/engine'
import type { Engine } from '../engine/owned/lifecycle'
import type { Log } from './log'

/** All that the tray's menu is made of. */
export interface TrayView {
  /** Slipway's own engine. */
  readonly engine: EngineState | null
  /** The connection that the containers are of; null until it was said, which is at once. */
  readonly active: Pick<ActiveConnection, 'id' | 'source' | 'name' | 'colour' | 'phase' | 'lacks'> | null
  /** Those that can be chosen, as they were found last. */
  readonly connections: readonly Pick<ListedConnection, 'id' | 'name' | 'colour' | 'unusable'>[]
  readonly containers: readonly Container[]
}

/** Whether the active engine answers, and is the one that it was. */
export function answers({ engine, active }: Pick<TrayView, 'engine' | 'active'>): boolean {
  return isElsewhere(active) ? active.phase === 'connected' : engine?.phase === 'ready'
}

/** Whether it is another engine than Slipway's own. */
export function isElsewhere(active: TrayView['active']): active is NonNullable<TrayView['active']> {
  return active !== null && active.source !== 'bundled'
}

export interface TrayFollowing {
  /** Looks up anew which connections there are. */
  lookUp(): void
  /** Shows it once more, also when nothing has changed. */
  again(): void
  stop(): void
}

/** Changes that come within this time (in ms) make one new menu. */
const coalesce = 50
const retry = 2000

/** Calls `show` with the latest of all; containers are followed only while the engine that they are on answers. */
export function followTray(
  services: Pick<Services, 'connections' | 'containers'>,
  engine: Pick<Engine, 'state' | 'onState'>,
  log: Log,
  show: (view: TrayView) => void,
): TrayFollowing {
  const stop = new AbortController()
  let view: TrayView = { engine: null, active: null, connections: [], containers: [] }
  let timer: NodeJS.Timeout | undefined
  let following: AbortController | null = null

  function change(part: Partial<TrayView>): void {
    // What was asked before it ended may be answered after.
    if (stop.signal.aborted) return
    view = { ...view, ...part }
    timer ??= setTimeout(() => {
      timer = undefined
      show(view)
    }, coalesce)
  }

  function leaveContainers(): void {
    following?.abort()
    following = null
  }

  function engineChanged(): void {
    if (!answers(view)) leaveContainers()
    else if (!following) void followContainers()
  }

  async function followEngine(): Promise<void> {
    // Not as the window follows it: the room on the disk is looked at for that one alone.
    for await (const state of snapshots(async () => engine.state, engine.onState, stop.signal)) {
      change({ engine: state })
      engineChanged()
    }
  }

  async function followConnection(): Promise<void> {
    for await (const active of services.connections.watch(stop.signal)) {
      const before = view.active
      change({ active })
      if (before?.id !== active.id) {
        // What was read of the engine before is no part of this one's menu.
        leaveContainers()
        change({ containers: [] })
      }
      engineChanged()
      const { id, name, colour } = active
      if (before?.id !== id || before.name !== name || before.colour !== colour) lookUp()
    }
  }

  async function followContainers(): Promise<void> {
    const mine = new AbortController()
    following = mine
    try {
      for await (const { items } of services.containers.watch(mine.signal)) {
        if (mine.signal.aborted) return
        change({ containers: items })
      }
    } catch (error) {
      log.error(error, "reading the tray's containers")
    }
    if (following !== mine) return
    following = null
    setTimeout(() => {
      if (!stop.signal.aborted && !following && answers(view)) void followContainers()
    }, retry).unref()
  }

  let looking = false
  function lookUp(): void {
    if (looking || stop.signal.aborted) return
    looking = true
    services.connections
      .list()
      .then(({ connections }) => change({ connections }))
      .catch((error) => log.error(error, "looking for the tray's connections"))
      .finally(() => {
        looking = false
      })
  }

  change({})
  followEngine().catch((error) => log.error(error, "reading the tray's engine"))
  followConnection().catch((error) => log.error(error, "reading the tray's connection"))
  return {
    lookUp,
    again: () => change({}),
    stop() {
      clearTimeout(timer)
      stop.abort()
      leaveContainers()
    },
  }
}
