import type { Services } from '../../contract/contract'
import { engineApi } from '../../engine/api/api'
import type { Events } from '../../engine/client/events'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import { createLooks } from './looks'
import { createMeasuring } from './measuring'
import { createSource, sourceFor } from './sources'

interface Dependencies {
  readonly connection: SwitchingConnection
  readonly events: Events
  /** The engine that is active is the one that Slipway brings. */
  isOwn(): boolean
}

/** What containers use. */
export function createUsage({ connection, events, isOwn }: Dependencies): Services['usage'] {
  const measuring = createMeasuring({
    engine: () => engineApi(connection.held()),
    async choose(engine) {
      const kind = sourceFor(await engine.system.info(), isOwn())
      return { kind, source: createSource(kind, () => engineApi(connection.held())) }
    },
  })
  events.subscribe(measuring.hear)
  const looks = createLooks(measuring.measure)
  return { watch: ({ ids, processesOf }, signal) => looks.watch({ ids, processesOf }, signal) }
}
