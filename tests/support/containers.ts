import { vi } from 'vitest'
import type { RunRequest } from '../../main/contract/containers'
import type { Services } from '../../main/contract/contract'
import { createConnection } from '../../main/engine/client/connection'
import { createEvents, type Events } from '../../main/engine/client/events'
import {
  createSwitchingConnection,
  type SwitchingConnection,
} from '../../main/engine/client/switchingConnection'
import type { WalkedEngine } from '../../main/layers/layerwalk'
import { type Containers, createContainers } from '../../main/services/containers/containers'
import { createVolumes } from '../../main/services/volumes/volumes'

/** The services of containers and volumes on an engine, with a desktop that answers as the test says. */
export interface ServedContainers {
  readonly containers: Containers
  readonly volumes: Services['volumes']
  readonly connection: SwitchingConnection
  readonly events: Events
  readonly chooseNewFile: ReturnType<typeof vi.fn<(suggested: string) => Promise<string | null>>>
  readonly openUrl: ReturnType<typeof vi.fn<(url: string) => Promise<void>>>
  dispose(): void
}

/** @param walked where the engine's files may be read */
export function serveContainers(socket: string, walked: WalkedEngine | null = null): ServedContainers {
  const connection = createSwitchingConnection(createConnection({ socket }))
  const events = createEvents(connection, { onWake: () => () => {} })
  const chooseNewFile = vi.fn<(suggested: string) => Promise<string | null>>(async () => null)
  const openUrl = vi.fn<(url: string) => Promise<void>>(async () => {})
  return {
    containers: createContainers({
      connection,
      events,
      desktop: { chooseNewFile, openUrl },
      walked: () => walked,
    }),
    volumes: createVolumes({ connection, events, walked: () => walked }),
    connection,
    events,
    chooseNewFile,
    openUrl,
    dispose() {
      events.dispose()
      connection.dispose()
    },
  }
}

/** A run of the busybox image that does nothing, for as long as it may. */
export function runRequest(changes: Partial<RunRequest> = {}): RunRequest {
  return {
    image: 'busybox:test',
    name: '',
    command: ['sleep', '1000'],
    ports: [],
    environment: [],
    mounts: [],
    restartPolicy: 'no',
    tty: false,
    ...changes,
  }
}
