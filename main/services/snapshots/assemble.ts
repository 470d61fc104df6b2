import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { createAutomaticSnapshots } from './automatic'
import { createSnapshotsService } from './service'
import { createSnapshots } from './snapshots'

type Automatic = Parameters<typeof createAutomaticSnapshots>[0]
type Service = Parameters<typeof createSnapshotsService>[0]

/** Milliseconds for which snapshots that nobody named outlive a container that was removed elsewhere. */
const week = 7 * 24 * 60 * 60 * 1000

interface Dependencies
  extends Pick<Automatic, 'ownership' | 'wanted' | 'log'>,
    Pick<Service, 'events' | 'ownWalked' | 'pauses' | 'stop'> {
  /** Slipway's own engine, and the one that is active. */
  own(): EngineApi
  active(): EngineApi
}

/** All that has to do with snapshots, put together. */
export function assembleSnapshots(dependencies: Dependencies) {
  const { own, active, ownWalked, ownership } = dependencies
  const snapshots = createSnapshots({
    api: own,
    walked: ownWalked,
    home: ownership().home,
    program: ownWalked().program,
  })
  const { service, bytes } = createSnapshotsService({ ...dependencies, snapshots, engine: active })
  const automatic = createAutomaticSnapshots({ ...dependencies, snapshots, api: own, walked: ownWalked })
  return {
    service,
    bytes,
    /** For whoever reads its files. @throws AppError `not-found/snapshot` */
    read(id: string) {
      const { record, layer } = snapshots.find(id)
      const { name, why, takenAt, container } = record
      return { about: { id, name, why, takenAt }, container, layer }
    },
    beforeTerminal: (container: string) => automatic.before(container, 'terminal'),
    /** Call it before a container is changed or made anew, and before anything of `services/removed` is begun for that. */
    beforeEdit: (container: string) => automatic.before(container, 'edit'),
    /** Call it once containers came back, or were made anew, under other ids. */
    async follow() {
      await snapshots.follow().catch((thrown) => dependencies.log(AppError.from(thrown)))
    },
    /** They go with containers that are removed for good. */
    async end(containers: readonly string[]) {
      const gone = snapshots.list().filter(({ container }) => containers.includes(container))
      if (gone.length > 0) await snapshots.remove(gone.map(({ id }) => id))
    },
    daily: automatic.daily,
    /** After each start of the engine, and now and then: finishes what was cut off, and ends what nobody can use. */
    async tidy() {
      await snapshots.settle()
      const before = Date.now() - week
      const old = (await snapshots.left()).filter(({ name, takenAt }) => name === null && takenAt < before)
      if (old.length > 0) await snapshots.remove(old.map(({ id }) => id))
    },
  }
}
