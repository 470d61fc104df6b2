import type { Services } from '../../contract/contract'
import { engineApi } from '../../engine/api/api'
import type { Events } from '../../engine/client/events'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import type { WalkedEngine } from '../../layers/layerwalk'
import { createLiveList } from '../liveList'
import { createVolume, volumeDrivers } from './create'
import { removeVolume } from './remove'
import { toVolume } from './rows'
import { measureVolumes } from './sizes'

interface Dependencies {
  readonly connection: SwitchingConnection
  readonly events: Events
  /** As it is of the engine that is active; null where its files may not be read. */
  walked(): WalkedEngine | null
}

/** Volumes of the engine. Source: the Volumes section of the Engine API, 1.41 to 1.51. */
export function createVolumes({ connection, events, walked }: Dependencies): Services['volumes'] {
  async function read() {
    const { rows, unread } = await engineApi(connection).volumes.listed()
    return { rows: rows.map(toVolume), unread }
  }
  const list = createLiveList({ read, events, of: 'volumes' })

  /** The engine of this session, for one piece of work. */
  const held = (wanted?: number) => engineApi(connection.held(wanted))

  return {
    watch: (signal) => list.watch(signal),
    readAgain: async () => list.readAgain(),
    inspect: async ({ name, session }) => JSON.stringify(await held(session).volumes.inspect(name), null, 2),
    create: ({ session, ...request }) => createVolume(held(session), request),
    remove: ({ name, session }) => removeVolume(held(session), name),
    drivers: ({ session }) => volumeDrivers(held(session)),
    async *sizes({ names, session }, signal) {
      yield await measureVolumes(held(session), walked(), names, signal)
    },
  }
}
