import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import { measureLayers } from '../../layers/layerSizes'
import type { WalkedEngine } from '../../layers/layerwalk'
import { walkLayers } from '../../layers/walk'
import { writableLayer } from '../removed/takeOut'
import { snapshotPlace, snapshotsFolder } from './place'
import { type Ownership, possibleOf } from './possible'
import type { SnapshotRecord } from './record'
import { sharesBytes } from './sharing'
import type { Snapshots } from './snapshots'

const day = 24 * 60 * 60 * 1000
/** Milliseconds: who opens several terminals one after the other keeps what was before the first of them. */
const oneSitting = 10 * 60 * 1000
/** Bytes up to which a layer is copied unasked where its bytes cannot be shared. */
export const mostCopied = 200_000_000
/** Files and directories up to which one is: each takes its time, shared or not. */
const mostEntries = 20_000

interface Dependencies {
  readonly snapshots: Snapshots
  api(): EngineApi
  walked(): WalkedEngine
  ownership(): Ownership
  /** Whether the person wants them. */
  wanted(): boolean
  /** What went wrong: nothing that waits for one fails for its sake. */
  log(error: AppError): void
}

/** Snapshots that nobody asks for: only where they cost next to nothing, and something was written since the last. */
export interface AutomaticSnapshots {
  /**
   * Keeps what is in a container before somebody changes it. Never fails, and leaves it where that would cost much. Call it
   * before anything else is begun: it waits for whoever takes a snapshot or goes back to one.
   */
  before(container: string, why: 'edit' | 'terminal'): Promise<void>
  /** Of each container that runs, where the last one, or its creation, is a day ago. */
  daily(): Promise<void>
}

export function createAutomaticSnapshots(dependencies: Dependencies): AutomaticSnapshots {
  const { snapshots, api, walked, ownership, wanted, log } = dependencies

  const newestOf = (container: string) => snapshots.list().find((one) => one.container === container)

  async function takeUnlessCostly(
    inspection: InspectedContainer,
    why: 'edit' | 'terminal' | 'daily',
    newest: SnapshotRecord | undefined,
  ): Promise<void> {
    if (possibleOf(inspection, ownership()) !== 'yes') return
    const layer = writableLayer(inspection)!
    const root = snapshotsFolder(ownership().home)
    const object = nameOfInspected(inspection)
    if (!sharesBytes(root)) {
      const [bytes] = await measureLayers({ engine: walked(), directories: [layer], object })
      if (bytes === null || bytes === undefined || bytes >= mostCopied) return
    }
    const directories = newest ? [layer, snapshotPlace(root, newest.id).layer] : [layer]
    const [now, before] = await walkLayers({ engine: walked(), directories, object })
    if (now!.count > mostEntries) return
    const isEmpty = now!.count <= 1
    if (before ? Buffer.compare(now!.bytes, before.bytes) === 0 : isEmpty) return
    await snapshots.take({ container: inspection.Id, name: null, why })
  }

  async function quietly(work: () => Promise<void>): Promise<void> {
    if (!wanted() || !ownership().owned) return
    try {
      await work()
    } catch (thrown) {
      log(AppError.from(thrown))
    }
  }

  return {
    before: (container, why) =>
      quietly(async () => {
        // Nobody waits for a terminal as long as a large layer takes.
        if (why === 'terminal' && snapshots.isBusy()) return
        const inspection = await api().containers.inspect(container)
        const newest = newestOf(inspection.Id)
        if (why === 'terminal' && newest && Date.now() - newest.takenAt < oneSitting) return
        await takeUnlessCostly(inspection, why, newest)
      }),

    daily: () =>
      quietly(async () => {
        for (const { Id, Created } of await api().containers.list()) {
          const newest = newestOf(Id)
          if (Date.now() - (newest?.takenAt ?? (Created ?? Infinity) * 1000) < day) continue
          await quietly(async () => takeUnlessCostly(await api().containers.inspect(Id), 'daily', newest))
        }
      }),
  }
}
