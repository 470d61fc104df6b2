import { snapshots as snapshotsOf } from '../../base/latch'
import { paced } from '../../base/paced'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { CountedSnapshots, SnapshotList, SnapshotNews } from '../../contract/snapshots'
import type { EngineApi } from '../../engine/api/api'
import { nameOfInspected } from '../../engine/api/containerAnswers'
import { mayChangeContainer } from '../../engine/client/changes'
import type { Events } from '../../engine/client/events'
import type { CopiedSoFar } from '../../layers/layerMoves'
import { measureLayers } from '../../layers/layerSizes'
import type { WalkedEngine } from '../../layers/layerwalk'
import { writableLayer } from '../removed/takeOut'
import { snapshotPlace, snapshotsFolder } from './place'
import { type Ownership, possibleOf } from './possible'
import type { SnapshotRecord } from './record'
import { sharesBytes } from './sharing'
import type { Snapshots } from './snapshots'

interface Dependencies {
  readonly snapshots: Snapshots
  readonly events: Events
  /** Of the engine that is active. */
  engine(): EngineApi
  /** Slipway's own engine, whichever is active. */
  ownWalked(): WalkedEngine
  ownership(): Ownership
  /** Whether the active engine can pause containers. */
  pauses(): boolean
  /** Stops a container by its own stop time. */
  stop(container: string): Promise<void>
}

/** Snapshots of containers, as the window sees them. */
export interface SnapshotsService {
  readonly service: Services['snapshots']
  /** What all of them take up on the disk, at most: where files share their bytes, it is less. */
  bytes(): Promise<number>
}

export function createSnapshotsService(dependencies: Dependencies): SnapshotsService {
  const { snapshots, events, engine, ownWalked, ownership, pauses, stop } = dependencies
  /** By id: what lies there never changes. */
  const sizes = new Map<string, number>()
  const root = () => snapshotsFolder(ownership().home)

  async function measure(ids: readonly string[]): Promise<void> {
    const unknown = ids.filter((id) => !sizes.has(id))
    const directories = unknown.map((id) => snapshotPlace(root(), id).layer)
    const found = await measureLayers({ engine: ownWalked(), directories, object: 'Snapshots' })
    for (const [at, id] of unknown.entries()) sizes.set(id, found[at] ?? 0)
  }

  async function listOf(container: string): Promise<SnapshotList> {
    const inspection = await engine().containers.inspect(container)
    const possible = possibleOf(inspection, ownership())
    if (possible !== 'yes') return { snapshots: [], possible, isFree: false, pauses: false }
    const own = snapshots.list().filter((one) => one.container === inspection.Id)
    await measure(own.map(({ id }) => id))
    return {
      snapshots: own.map(({ id, name, why, takenAt }) => ({
        id,
        name,
        why,
        takenAt,
        bytes: sizes.get(id) ?? null,
      })),
      possible,
      isFree: sharesBytes(root()),
      pauses: pauses(),
    }
  }

  async function count(records: readonly SnapshotRecord[]): Promise<CountedSnapshots> {
    await measure(records.map(({ id }) => id))
    return counted(records)
  }
  const counted = (records: readonly SnapshotRecord[]): CountedSnapshots => ({
    count: records.length,
    bytes: records.reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0),
  })

  return {
    service: {
      watch: ({ container }, signal) =>
        snapshotsOf(
          () => listOf(container),
          (tell) => {
            const stops = [
              snapshots.listen(tell),
              // Another program, or another window, may have had a hand in it.
              events.subscribe((news) => {
                if (mayChangeContainer(container, news)) tell()
              }),
            ]
            return () => {
              for (const each of stops) each()
            }
          },
          signal,
        ),
      take: ({ container, name }, signal) =>
        paced<SnapshotNews>(async (report, signal) => {
          const inspection = await engine().containers.inspect(container)
          const object = nameOfInspected(inspection)
          const layer = writableLayer(inspection)
          if (layer === null || possibleOf(inspection, ownership()) !== 'yes')
            throw new AppError('unsupported/snapshot', { object })
          // Before anything stands still.
          const [of = null] = await measureLayers({ engine: ownWalked(), directories: [layer], object })
          const tell = (copied: CopiedSoFar) => report({ copied: { ...copied, of } })
          const { id } = await snapshots.take({ container, name, why: 'asked', signal, tell })
          return { id }
        }, signal),
      goBack: ({ id }) => snapshots.goBack({ id, stop }),
      async counted({ containers }) {
        if (!ownership().owned) return []
        const wanted = new Set(containers)
        const own = snapshots.list().filter(({ container }) => wanted.has(container))
        await measure(own.map(({ id }) => id))
        return [...new Set(own.map(({ container }) => container))].map((container) => ({
          container,
          ...counted(own.filter((one) => one.container === container)),
        }))
      },
      left: async () => ({
        ...(await count(await snapshots.left())),
        unreadable: snapshots.unreadable(),
      }),
      removeLeft: async () => snapshots.remove((await snapshots.left()).map(({ id }) => id)),
      rename: ({ id, name }) => snapshots.rename(id, name),
      remove: ({ ids }) => snapshots.remove(ids),
    },

    async bytes() {
      const { bytes } = await count(snapshots.list())
      return bytes
    },
  }
}
