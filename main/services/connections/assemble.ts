import { join } from 'node:path'
import type { ConnectionSource } from '../../contract/connections'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { Connection } from '../../engine/client/connection'
import type { Pin } from '../../engine/client/pinnedConnection'
import type { Engine } from '../../engine/owned/lifecycle'
import { sshSurroundings } from '../../engine/transport/sshConfig'
import { type Chosen, createChosen, type Shown } from './chosen'
import { createConnections } from './connections'
import { dockerFolder } from './dockerContexts'
import { createListing } from './listing'
import { type ConnectionStore, openConnectionStore } from './store'
import { systemSockets } from './systemSockets'
import { createTrials } from './trials'

interface Dependencies {
  readonly engine: Engine
  /** To the bundled engine. */
  readonly bundled: Connection
  readonly env: NodeJS.ProcessEnv
  /** The person's home directory. */
  readonly personHome: string
}

export interface AssembledConnections {
  readonly service: Services['connections']
  readonly chosen: Chosen
}

/** Builds all of it, with the connection that was active last. */
export async function assembleConnections({
  engine,
  bundled,
  env,
  personHome,
}: Dependencies): Promise<AssembledConnections> {
  const { home, run } = engine.paths
  const folder = dockerFolder(env, personHome)
  const surroundings = sshSurroundings(env, personHome, home)
  const store = openConnectionStore(join(home, 'connections.json'))
  const listing = createListing({
    store,
    socket: () => engine.state.socket,
    dockerFolder: folder,
    systemSockets: systemSockets(env),
  })
  const first = listing.bundled()
  const pinOf = (shown: Shown) => pinIn(store, shown)
  const chosen = createChosen({ bundled, engine, surroundings, run, first, pinOf })
  const registration = () => ({ folder, home, socket: engine.state.socket })
  const trials = createTrials(surroundings)
  const service = createConnections({ chosen, listing, store, trials, registration })

  const { active } = store.content
  if (active) await resume(active)
  return { service, chosen }

  /** Never another one in its place: what cannot be used any more is shown as such. */
  async function resume(active: NonNullable<ConnectionStore['content']['active']>) {
    const { id, name, address, colour } = active
    try {
      const listed = await listing.find(id)
      if (!listed) throw new AppError('not-found/connection', { object: name })
      await chosen.use(listed)
    } catch (thrown) {
      const source = id.split(':')[0] as ConnectionSource
      await chosen.useNone({ id, source, name, address, colour }, AppError.from(thrown))
    }
  }
}

/** An address that was changed leads to another engine on purpose. */
function pinIn(store: ConnectionStore, { id, address }: Shown): Pin {
  return {
    read() {
      const pinned = store.content.engines?.[id]
      return pinned?.address === address ? pinned.identity : null
    },
    write(identity) {
      store.note({ engines: { ...store.content.engines, [id]: { address, identity } } })
    },
  }
}
