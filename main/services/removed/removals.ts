import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { WalkedEngine } from '../../layers/layerwalk'
import { shortId } from '../../shared/digest'
import { advance, eraseDoomed, forget, type Whereabouts } from './advance'
import { type Cloned, clone } from './cloning'
import { comeBack, conclude, type Return } from './comeBack'
import { finishOrGiveBack } from './giveBack'
import type { Ground } from './ground'
import { createAlone } from './lock'
import { doomedIn, hasLayer, idsIn, placeOf, removedFolder } from './place'
import type { Passing } from './points'
import { type RecordProblem, type RemovalRecord, readRecord, writeRecord } from './record'
import { type Remake, remake, settle, type ToRemake } from './remake'
import { type Successor, successorsIn } from './successors'
import { type Remaking, takeOut } from './takeOut'

/** What lies in Removed: what can come back, or a folder of which that cannot be said. */
export type Removed =
  | { readonly id: string; readonly record: RemovalRecord; readonly hasLayer: boolean }
  | { readonly id: string; readonly record: null; readonly problem: RecordProblem }

/** Removal that can be taken back, on the engine that Slipway owns. */
export interface Removals {
  /**
   * Removes a container that has stopped; its writable layer, its anonymous volumes and its log are kept.
   * @throws AppError `unsupported/apart`, `unsupported/keeping`, or what the engine has against it: it is then as it was, unless it
   *   still lies in Removed, for the engine to let go of it
   */
  remove(container: { readonly id: string; readonly image: string; readonly ran: boolean }): Promise<void>
  /** @returns of each how it came back, or why it did not */
  comeBack(ids: readonly string[]): Promise<(Return | { readonly id: string; readonly error: AppError })[]>
  /**
   * Makes a container that has stopped anew, with all that it has written.
   * @param remaking what it comes back as
   * @throws AppError what the engine has against that: it is then back as it was, and runs if it ran
   */
  remake(container: ToRemake, remaking: Remaking): Promise<Remake>
  /**
   * Makes a container like another one, with a copy of what that has written.
   * @throws AppError what the engine has against it; there is then none
   */
  clone(container: Cloned, become: (own: RemovalRecord) => RemovalRecord): Promise<Return>
  /** The id that a container of before has now. */
  idNow(id: string): string
  /** Removes them for good. */
  discard(ids: readonly string[]): Promise<void>
  /** Finishes or undoes what was cut off. */
  settle(): Promise<void>
  /** Writes down that a person has them in sight. @returns whether one was not yet */
  markShown(ids: readonly string[], now: number): Promise<boolean>
  /** How those had ended that came back, by the ids that they have now. */
  ends(): ReadonlyMap<string, NonNullable<Successor['ended']>>
  /** What lies on the disk now, the newest first, without what is being made anew here. */
  list(): Removed[]
}

interface Options {
  readonly api: () => EngineApi
  readonly walked: () => WalkedEngine
  /** SLIPWAY_HOME. */
  readonly home: string
  /** The engine's data-root. */
  readonly data: string
  readonly program: string
  readonly pass?: Passing
}

export function createRemovals(options: Options): Removals {
  const { home, data, program, pass = async () => {} } = options
  const root = removedFolder(home)
  const alone = createAlone(root, program)
  const ground = (): Ground => ({ api: options.api(), walked: options.walked(), root, data, pass })

  /** By id: what is in Removed only for a moment. */
  const passing = new Set<string>()

  async function settleOne(on: Ground, id: string): Promise<Whereabouts> {
    const standing = await advance(on, id)
    if (standing === 'back') await conclude(on, id)
    return standing
  }

  async function settleAll(on: Ground): Promise<void> {
    const failures: AppError[] = []
    // One whose record somebody has changed does not keep the others.
    for (const id of idsIn(root)) await settle(on, id).catch((thrown) => failures.push(AppError.from(thrown)))
    if (doomedIn(root).length > 0) await eraseDoomed(on, root)
    if (failures[0]) throw failures[0]
  }

  return {
    remove: (container) =>
      alone(async () => {
        const on = ground()
        try {
          await takeOut(on, container)
          await advance(on, container.id)
        } catch (thrown) {
          // What was written down goes again where nothing had been taken out, which may be done although it was said to fail.
          const standing = await finishOrGiveBack(on, container.id).catch(() => null)
          if (standing !== 'removed') throw thrown
        }
      }),

    comeBack: (ids) => {
      // Somebody else may bring them back while this waits.
      const names = new Map(ids.map((id) => [id, readRecord(placeOf(root, id), id).record?.name]))
      return alone(async () => {
        const on = ground()
        for (const id of ids) await settleOne(on, id)
        const records = ids.flatMap((id) => {
          const place = placeOf(root, id)
          const { record } = readRecord(place, id)
          return record && hasLayer(place) ? [record] : []
        })
        const back = new Map((await comeBack(on, records)).map((each) => [each.id, each]))
        return ids.map((id) => {
          const object = names.get(id) ?? shortId(id)
          return back.get(id) ?? { id, error: new AppError('not-found/removed', { object }) }
        })
      })
    },

    remake: (container, remaking) =>
      alone(async () => {
        passing.add(container.id)
        try {
          return await remake(ground(), container, remaking)
        } finally {
          passing.delete(container.id)
        }
      }),

    clone: (container, become) => alone(() => clone(ground(), container, become)),
    idNow: (id) => successorsIn(root).get(id)?.id ?? id,

    discard: (ids) =>
      alone(async () => {
        const on = ground()
        const there = new Set(idsIn(root))
        for (const id of ids.filter((each) => there.has(each))) {
          // One that is half removed is removed whole first.
          await settleOne(on, id)
          if (idsIn(root).includes(id)) await forget(on, { id, name: id })
        }
      }),

    settle: async () => {
      if (idsIn(root).length === 0 && doomedIn(root).length === 0) return
      await alone(() => settleAll(ground()))
    },

    markShown: async (ids, now) => {
      const unseen = () =>
        ids.flatMap((id) => {
          const { record } = readRecord(placeOf(root, id), id)
          return record?.shownAt === null ? [record] : []
        })
      if (unseen().length === 0) return false
      // Nobody else may be writing it at that moment.
      return alone(async () => {
        for (const record of unseen()) writeRecord(placeOf(root, record.id), { ...record, shownAt: now })
        return true
      })
    },

    ends: () =>
      new Map([...successorsIn(root).values()].flatMap(({ id, ended }) => (ended ? [[id, ended]] : []))),

    list: () =>
      idsIn(root)
        .filter((id) => !passing.has(id))
        .map((id): Removed => {
          const place = placeOf(root, id)
          const { record, problem } = readRecord(place, id)
          if (!record) return { id, record, problem }
          return { id, record, hasLayer: hasLayer(place) }
        })
        .sort((a, b) => (b.record?.removedAt ?? 0) - (a.record?.removedAt ?? 0)),
  }
}
