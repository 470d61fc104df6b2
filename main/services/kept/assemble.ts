import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import { engineApi } from '../../engine/api/api'
import type { Connection } from '../../engine/client/connection'
import type { Engine } from '../../engine/owned/lifecycle'
import type { WalkedEngine } from '../../layers/layerwalk'
import type { Chosen } from '../connections/chosen'
import { tellHolder } from '../containers/portHolder'
import type { LeftAlone } from '../recreate/leftAlone'
import { createRecreate } from '../recreate/service'
import { createRemovals } from '../removed/removals'
import { createRemovedService } from '../removed/service'
import type { SettingsStore } from '../settings/store'
import { assembleSnapshots } from '../snapshots/assemble'

interface Dependencies {
  readonly engine: Engine
  /** To the bundled engine: whichever is looked at meanwhile, only its own has what is kept. */
  readonly bundled: Connection
  readonly chosen: Chosen
  readonly settings: SettingsStore
  /** The bundled engine's files. */
  walked(): WalkedEngine
  /** Stops a container by its own stop time. */
  stop(id: string): Promise<void>
  log(error: AppError, where: string): void
  /** Goes on with an edit that nobody follows any more. */
  leftAlone(work: LeftAlone): void
}

/** Milliseconds after which what is kept is looked at once more: the days of what was removed may be over. */
const tidyEvery = 6 * 60 * 60 * 1000
/** Milliseconds after which it is looked which containers have had no snapshot for a day; never as the window opens. */
const dailyEvery = 30 * 60 * 1000

/** All that keeps what containers have written: removal that can be taken back, changes of what exists, and snapshots. */
export function assembleKept({
  engine,
  bundled,
  chosen,
  settings,
  walked,
  stop,
  log,
  leftAlone,
}: Dependencies) {
  const { connection, events } = chosen
  const { home, data } = engine.paths
  const active = () => engineApi(connection)
  const own = () => engineApi(bundled)
  const keeping = () => ({ owned: chosen.isBundled, days: settings.state.values.removalDays, home, data })
  const removals = createRemovals({ api: own, walked, home, data, program: walked().program })
  const removed = createRemovedService({
    removals,
    events,
    engine: active,
    walked: () => (chosen.isBundled ? walked() : null),
    ownWalked: walked,
    keeping,
  })
  const snapshots = assembleSnapshots({
    own,
    active,
    ownWalked: walked,
    events,
    ownership: () => ({ owned: chosen.isBundled, home, data }),
    pauses: () => !chosen.state.lacks.includes('pause'),
    wanted: () => settings.state.values.automaticSnapshots,
    stop,
    log: (error) => log(error, 'snapshots'),
  })
  const recreate = createRecreate({
    removals,
    engine: active,
    keeping,
    stop,
    tellHolder: (thrown, on) =>
      tellHolder(thrown, on, { elsewhere: chosen.state.lacks.includes('sameMachine') }),
    before: snapshots.beforeEdit,
    leftAlone,
    changed() {
      removed.changed()
      void snapshots.follow()
    },
  })

  const isReady = () => engine.state.phase === 'ready'
  function tidy() {
    if (!isReady()) return
    removed.tidy().catch((thrown) => log(AppError.from(thrown), 'removed.tidy'))
    snapshots.tidy().catch((thrown) => log(AppError.from(thrown), 'snapshots.tidy'))
  }
  let wasReady = isReady()
  tidy()
  engine.onState(() => {
    if (isReady() && !wasReady) tidy()
    wasReady = isReady()
  })
  const tidying = setInterval(tidy, tidyEvery).unref()
  const daily = setInterval(() => {
    if (isReady()) void snapshots.daily()
  }, dailyEvery).unref()

  return {
    /** What removing a container asks before it removes. */
    keep: removed.keep,
    endedBefore: removed.ends,
    beforeTerminal: snapshots.beforeTerminal,
    snapshot: snapshots.read,
    bytes: { removed: removed.bytes, snapshots: snapshots.bytes },

    /** Removal after which what was kept of a container goes, too, unless that can come back. */
    removing: (
      containers: Pick<Services['containers'], 'remove' | 'removeForGood'>,
    ): Pick<Services['containers'], 'remove' | 'removeForGood'> => ({
      async remove(input) {
        const { kept } = await containers.remove(input)
        if (!kept && chosen.isBundled) await snapshots.end([input.id])
        return { kept }
      },
      async removeForGood(input) {
        await containers.removeForGood(input)
        if (chosen.isBundled) await snapshots.end([input.id])
      },
    }),

    services: {
      recreate,
      removed: {
        ...removed.service,
        async undo(input) {
          const back = await removed.service.undo(input)
          await snapshots.follow()
          return back
        },
        async discard(input) {
          await removed.service.discard(input)
          await snapshots.end(input.ids)
        },
      },
      snapshots: snapshots.service,
    } satisfies Pick<Services, 'recreate' | 'removed' | 'snapshots'>,

    dispose() {
      clearInterval(tidying)
      clearInterval(daily)
    },
  }
}
