import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { watchPlace } from '../../base/placeWatch'
import type { ListedConnection, Target } from '../../contract/connections'
import { createPinnedConnection, type Pin, type PinnedConnection } from '../../engine/client/pinnedConnection'
import { createTransport } from '../../engine/transport/createTransport'
import { createRelay, type Relay } from '../../engine/transport/relay'
import type { SshSurroundings } from '../../engine/transport/sshConfig'

/** An engine that is not the bundled one, with all that leads to it. */
export interface Link {
  readonly connection: PinnedConnection
  /**
   * Tells when a socket appears where the engine's was, if it is of this machine.
   * @returns stops watching
   */
  watchSocket(onAppeared: () => void): () => void
  close(): void
}

export interface LinkParts {
  readonly surroundings: SshSurroundings
  /** A directory of this person's alone, for sockets that lead to far engines. */
  readonly run: string
}

let relays = 0

/** Sends nothing yet. */
export async function openLink(
  { surroundings, run }: LinkParts,
  { address, target }: Pick<ListedConnection, 'address'> & { readonly target: Target },
  pin: Pin,
  onGreeted: () => void,
): Promise<Link> {
  const transport = createTransport(target, surroundings)
  let relay: Relay | null = null
  let socket = target.kind === 'unix' ? target.socket : ''
  if (target.kind !== 'unix') {
    mkdirSync(run, { recursive: true, mode: 0o700 })
    // Never the same again: what was read over one is known by its path.
    socket = join(run, `far-${process.pid}-${++relays}.sock`)
    relay = await createRelay(transport, socket)
  }
  const connection = createPinnedConnection({ socket, transport, address, pin, onGreeted })
  return {
    connection,
    watchSocket: (onAppeared) => (target.kind === 'unix' ? watchPlace(target.socket, onAppeared) : () => {}),
    close() {
      connection.dispose()
      relay?.close()
    },
  }
}
