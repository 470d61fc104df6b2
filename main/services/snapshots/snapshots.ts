import { renameSync } from 'node:fs'
import { createListeners } from '../../base/listeners'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { eraseLayers } from '../../layers/layerMoves'
import type { WalkedEngine } from '../../layers/layerwalk'
import { createAlone } from '../removed/lock'
import { idsIn, removedFolder } from '../removed/place'
import { successorsIn } from '../removed/successors'
import { abandon } from './abandon'
import { finishReturn, goBack, type WentBack } from './goBack'
import type { SnapshotGround } from './ground'
import { snapshotIds, snapshotPlace, snapshotsFolder } from './place'
import type { PassingSnapshot } from './points'
import { readSnapshotRecord, type SnapshotRecord, writeSnapshotRecord } from './record'
import { rolledOver } from './rollOver'
import { type Taking, takeSnapshot } from './take'

/** Kept writable layers of containers, on the engine that Slipway owns. */
export interface Snapshots {
  /** Keeps what is in a container now. One that nobody names makes room for newer ones of its container. */
  take(taking: Taking): Promise<SnapshotRecord>
  /**
   * Gives a container what a snapshot has; what it has until then is kept as another one.
   * @param stop stops it by its own stop time
   */
  goBack(going: { readonly id: string; stop(container: string): Promise<void> }): Promise<WentBack>
  /** @throws AppError `not-found/snapshot` */
  rename(id: string, name: string | null): Promise<void>
  /** Removes them for good. */
  remove(ids: readonly string[]): Promise<void>
  /** Whether one is being taken or gone back to: whoever asks for another waits. */
  isBusy(): boolean
  /** Those of containers that are neither the engine's nor in Removed. */
  left(): Promise<SnapshotRecord[]>
  /** How many lie there whose record says nothing: it is cut, or of a newer Slipway. They stay as they are. */
  unreadable(): number
  /** Finishes or undoes what was cut off, and lets go on what stands still for it. */
  settle(): Promise<void>
  /** @throws AppError `not-found/snapshot` */
  find(id: string): FoundSnapshot
  /** Writes down which containers theirs are by now: as what one came back is known only while that one is there. */
  follow(): Promise<void>
  /** Calls it whenever there are others than before; the answer stops that. */
  listen(listener: () => void): () => void
  /** All that are whole, the newest first; `container` is the id that theirs has now. */
  list(): SnapshotRecord[]
}

/** What a snapshot is, and its directory: one writable layer. */
export interface FoundSnapshot {
  readonly record: SnapshotRecord
  readonly layer: string
}

interface Options {
  readonly api: () => EngineApi
  readonly walked: () => WalkedEngine
  /** SLIPWAY_HOME. */
  readonly home: string
  /** slipway-layerwalk. */
  readonly program: string
  readonly pass?: PassingSnapshot
}

export function createSnapshots({ api, walked, home, program, pass = async () => {} }: Options): Snapshots {
  const root = snapshotsFolder(home)
  const alone = createAlone(root, program)
  /** Removals and returns move layers too. Whoever wants both has this one last. */
  const whileNothingMoves = createAlone(removedFolder(home), program)
  const changed = createListeners()
  const ground = (): SnapshotGround => ({ api: api(), walked: walked(), root, pass })

  function list(): SnapshotRecord[] {
    const successors = successorsIn(removedFolder(home))
    return snapshotIds(root)
      .flatMap((id) => readSnapshotRecord(snapshotPlace(root, id), id) ?? [])
      .map((record) => ({ ...record, container: successors.get(record.container)?.id ?? record.container }))
      .sort((a, b) => b.takenAt - a.takenAt)
  }

  /** Those whose container has another id than is written down. */
  const strayed = () =>
    list().filter(
      ({ id, container }) => readSnapshotRecord(snapshotPlace(root, id), id)?.container !== container,
    )
  function rewrite(): void {
    for (const record of strayed()) writeSnapshotRecord(snapshotPlace(root, record.id), record)
  }

  const find = (id: string) => {
    const found = list().find((one) => one.id === id)
    if (found) return found
    throw new AppError('not-found/snapshot', { object: id })
  }

  async function erase(on: SnapshotGround, ids: readonly string[]): Promise<void> {
    const there = new Set(snapshotIds(root))
    for (const id of ids) {
      if (there.has(id)) renameSync(snapshotPlace(root, id).folder, snapshotPlace(root, id, 'doomed').folder)
    }
    const doomed = snapshotIds(root, 'doomed').map((id) => snapshotPlace(root, id, 'doomed').folder)
    await eraseLayers(on.walked, doomed, root)
  }

  async function rollOver(on: SnapshotGround, container: string, besides?: string): Promise<void> {
    const own = list().filter((one) => one.container === container && one.id !== besides)
    await erase(
      on,
      rolledOver(own).map(({ id }) => id),
    )
  }

  let working = 0
  async function changing<T>(work: () => Promise<T>): Promise<T> {
    working++
    try {
      return await alone(work)
    } finally {
      working--
      changed.tell()
    }
  }

  return {
    list,
    listen: (listener) => changed.add(listener),

    find: (id) => ({ record: find(id), layer: snapshotPlace(root, id).layer }),

    follow: async () => {
      if (strayed().length > 0) await changing(async () => rewrite())
    },

    take: (taking) =>
      changing(async () => {
        const on = ground()
        const record = await takeSnapshot(on, taking)
        if (record.name === null) await rollOver(on, record.container)
        return record
      }),

    goBack: ({ id, stop }) =>
      changing(() =>
        whileNothingMoves(async () => {
          const on = ground()
          const { container } = find(id)
          const went = await goBack(on, { id, container, stop: () => stop(container) })
          // Not the very one that it went back to.
          await rollOver(on, container, id)
          return went
        }),
      ),

    rename: (id, name) =>
      changing(async () => {
        writeSnapshotRecord(snapshotPlace(root, id), { ...find(id), name })
      }),

    isBusy: () => working > 0,

    async left() {
      if (list().length === 0) return []
      const all = await api().containers.list({ all: true })
      const known = new Set([...all.map(({ Id }) => Id), ...idsIn(removedFolder(home))])
      return list().filter(({ container }) => !known.has(container))
    },

    unreadable: () => snapshotIds(root).length - list().length,

    remove: (ids) => changing(() => erase(ground(), ids)),

    async settle() {
      if (snapshotIds(root).length + leftovers(root) === 0) return
      await changing(() => whileNothingMoves(() => settleAll(ground())))
    },
  }

  async function settleAll(on: SnapshotGround): Promise<void> {
    const failures: AppError[] = []
    const trying = (work: Promise<unknown>) => work.catch((thrown) => failures.push(AppError.from(thrown)))
    for (const id of snapshotIds(root, 'making')) await trying(abandon(on, id))
    for (const id of snapshotIds(root, 'returning')) await trying(finishReturn(on, id))
    rewrite()
    await trying(erase(on, []))
    if (failures[0]) throw failures[0]
  }
}

const leftovers = (root: string) =>
  (['making', 'returning', 'doomed'] as const).reduce(
    (sum, stage) => sum + snapshotIds(root, stage).length,
    0,
  )
