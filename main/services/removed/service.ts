import { snapshots } from '../../base/latch'
import { createListeners } from '../../base/listeners'
import type { Services } from '../../contract/contract'
import type { BroughtBack, RemovedContainer } from '../../contract/removed'
import type { EngineApi } from '../../engine/api/api'
import { nameOfInspected } from '../../engine/api/containerAnswers'
import { type Events, isEvent } from '../../engine/client/events'
import { measureLayers } from '../../layers/layerSizes'
import type { WalkedEngine } from '../../layers/layerwalk'
import { endOf, type Keeping, keepingOf } from './keeping'
import { lossesOf } from './losses'
import { keptIn, placeOf, removedFolder } from './place'
import type { Removals } from './removals'
import { removedRow } from './rows'

interface Dependencies {
  readonly removals: Removals
  readonly events: Events
  engine(): EngineApi
  /** Null unless that is Slipway's own. */
  walked(): WalkedEngine | null
  /** Slipway's own engine, whichever is active. */
  ownWalked(): WalkedEngine
  keeping(): Keeping
}

/** Removal that can be taken back, as the window sees it. */
export interface RemovedService {
  readonly service: Services['removed']
  /**
   * Removes a container so that it can come back.
   * @param stop stops it by its own stop time
   * @returns false where that cannot be, and nothing was done
   */
  keep(engine: EngineApi, id: string, stop: () => Promise<void>): Promise<boolean>
  /** How those had ended that came back and did not run since, by the ids that they have now. */
  ends(): ReadonlyMap<string, { readonly exitCode: number; readonly at: number | null }>
  /** Somebody else has put something into Removed, or has taken it out. */
  changed(): void
  /** What all of it takes up on the disk. */
  bytes(): Promise<number>
  /** After each start of the engine: finishes what was cut off, and ends what has had its days. */
  tidy(): Promise<void>
}

const runs = /^(running|restarting|paused)$/

export function createRemovedService(dependencies: Dependencies): RemovedService {
  const { removals, events, engine, walked, ownWalked, keeping } = dependencies
  const changed = createListeners()
  /** By id: what lies there changes only when it goes. */
  const sizes = new Map<string, number>()

  async function rows(): Promise<readonly RemovedContainer[]> {
    const on = walked()
    if (!on) return []
    const { days, home } = keeping()
    const found = removals.list()
    for (const { id } of found) await sizeOf(on, home, id)
    return found.map((one) => removedRow(one, days, sizes.get(one.id) ?? null))
  }

  async function sizeOf(on: WalkedEngine, home: string, id: string): Promise<number> {
    const place = placeOf(removedFolder(home), id)
    const known = sizes.get(id)
    if (known !== undefined) return known
    const measured = await measureLayers({ engine: on, directories: keptIn(place), object: id })
    const bytes = measured.reduce<number>((sum, each) => sum + (each ?? 0), 0)
    sizes.set(id, bytes)
    return bytes
  }

  async function keep(on: EngineApi, id: string, stop: () => Promise<void>): Promise<boolean> {
    const inspection = await on.containers.inspect(id)
    if (keepingOf(inspection, keeping()) !== 'kept') return false
    const object = nameOfInspected(inspection)
    const ran = runs.test(inspection.State.Status)
    try {
      if (inspection.State.Status === 'paused') await on.containers.unpause(id, { object })
      if (ran) await stop()
      await removals.remove({ id: inspection.Id, image: inspection.Config.Image, ran })
    } catch (thrown) {
      // It is as it was by now; else it must not start without what lies in Removed.
      const isWhole = !removals.list().some((one) => one.id === inspection.Id)
      if (ran && isWhole) await on.containers.start(id, { object }).catch(() => {})
      throw thrown
    } finally {
      changed.tell()
    }
    return true
  }

  async function undo(ids: readonly string[]): Promise<readonly BroughtBack[]> {
    const names = new Map(removals.list().map((one) => [one.id, one.record?.name ?? one.id]))
    const results = await removals.comeBack(ids)
    changed.tell()
    return results.map((result) => {
      const { id } = result
      if ('successor' in result) {
        const { successor, name, problems } = result
        return { id, successor, name, problems, error: null }
      }
      const { error } = result
      return { id, successor: null, name: names.get(id) ?? id, problems: [], error: error.toData() }
    })
  }

  async function discard(ids: readonly string[]): Promise<void> {
    await removals.discard(ids)
    for (const id of ids) sizes.delete(id)
    changed.tell()
  }

  return {
    keep,
    service: {
      watch: (signal) =>
        snapshots(
          rows,
          (tell) => {
            const stops = [
              changed.add(tell),
              // Another program, or another window, may have had a hand in it.
              events.subscribe((news) => {
                if (!isEvent(news) || /^container (create|destroy)$/.test(`${news.type} ${news.action}`))
                  tell()
              }),
            ]
            return () => {
              for (const stop of stops) stop()
            }
          },
          signal,
        ),
      shown: async ({ ids }) => {
        if (await removals.markShown(ids, Date.now())) changed.tell()
      },
      undo: ({ ids }) => undo(ids),
      discard: ({ ids }) => discard(ids),
      losses: ({ ids }, signal) =>
        lossesOf({ engine: engine(), walked: walked(), keeping: keeping(), ids }, signal),
    },

    changed: changed.tell,

    ends: () => (walked() ? removals.ends() : new Map()),

    async bytes() {
      const { home } = keeping()
      let sum = 0
      for (const { id } of removals.list()) sum += await sizeOf(ownWalked(), home, id)
      return sum
    },

    async tidy() {
      await removals.settle()
      const { days } = keeping()
      const now = Date.now()
      const ended = removals.list().flatMap(({ id, record }) => {
        const end = record && endOf(record, days)
        return end !== null && end < now ? [id] : []
      })
      if (ended.length > 0) await discard(ended)
      changed.tell()
    },
  }
}
