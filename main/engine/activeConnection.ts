import { AppError } from '../contract/errors'
import type { Connection, EngineStream } from './connection'

/** The one connection that all services have; which engine it leads to is the person's choice. */
export interface ActiveConnection extends Connection {
  /**
   * Leads to another engine from now on. What is under way at the old one ends with `engine-unreachable`, and what that
   * work asks next is not asked of the new one.
   */
  use(next: Connection): Promise<void>
}

export function createActiveConnection(first: Connection): ActiveConnection {
  let current = first

  return {
    get socket() {
      return current.socket
    },
    request: (request) => current.request(request),
    stream: (request) => current.stream(request),
    release: () => current.release(),
    dispose: () => current.dispose(),
    async use(next) {
      const old = current
      current = between(old.socket)
      old.release()
      // Work that was in the middle of several requests goes on to its next one first, and ends there.
      await new Promise((resolve) => setImmediate(resolve))
      current = next
    },
  }
}

function between(socket: string): Connection {
  const refuse = async (): Promise<never> => {
    throw new AppError('engine-unreachable', 'Another engine was chosen')
  }
  return {
    socket,
    request: refuse,
    stream: refuse as () => Promise<EngineStream>,
    release() {},
    dispose() {},
  }
}
