import { createConnection } from '../../main/engine/client/connection'
import { createEvents, type Events } from '../../main/engine/client/events'
import {
  createSwitchingConnection,
  type SwitchingConnection,
} from '../../main/engine/client/switchingConnection'
import type { ReaderClient } from '../../main/layers/reader/readerClient'
import { type WelcomeParts, welcomeParts } from '../../main/services/builds/welcome'
import type { Credentials } from '../../main/services/registries/credentials'
import { root, startEngine } from './engine'
import { noCredentials } from './noCredentials'
import { readerHere } from './readerHere'

/** A real engine with the parts of main that services are made of. */
export interface ConnectedEngine {
  readonly socket: string
  readonly home: string
  /** Of dockerd. */
  readonly pid: number
  readonly connection: SwitchingConnection
  readonly events: Events
  readonly reader: ReaderClient
  readonly credentials: Credentials
  /** It is Slipway's own, and builds. */
  readonly welcome: () => { readonly socket: string; readonly parts: WelcomeParts }
  stop(): Promise<void>
}

export async function startImageEngine(): Promise<ConnectedEngine> {
  const { engine, socket, home, dispose } = await startEngine()
  const connection = createSwitchingConnection(createConnection({ socket }))
  const events = createEvents(connection, {
    onWake: (listener) => engine.onState((state) => state.phase === 'ready' && listener()),
  })
  const pid = engine.state.processes.find(({ name }) => name === 'dockerd')!.pid
  return {
    socket,
    home,
    pid,
    connection,
    events,
    reader: readerHere,
    credentials: noCredentials,
    welcome: () => ({ socket, parts: welcomeParts(root, engine.parts) }),
    async stop() {
      events.dispose()
      connection.dispose()
      await dispose()
    },
  }
}
