import { AppError } from '../../contract/errors'
import type { Connection } from './connection'

/**
 * The one connection that all services have; which engine it leads to is the person's choice. By itself it is for what
 * follows that choice: lists and events. All work takes hold of the engine that it is meant for.
 */
export interface SwitchingConnection extends Connection {
  /** Which of the engines that were chosen so far, one after the other, it leads to now. */
  readonly session: number
  /**
   * The engine of this session, for all the steps of one piece of work: once another was chosen, nothing more is sent
   * by it, and all that is asked of it fails with `engine-unreachable`.
   */
  held(session?: number): Connection
  /** Leads to another engine from now on. What is under way at the old one ends with `engine-unreachable`. */
  use(next: Connection): void
}

export function createSwitchingConnection(first: Connection): SwitchingConnection {
  let current = first
  let session = 0

  function held(wanted = session): Connection {
    const { socket } = current
    const mine = async () => {
      if (wanted !== session) throw anotherChosen()
      return current
    }
    return {
      socket: wanted === session ? socket : '',
      request: async (request) => (await mine()).request(request),
      stream: async (request) => (await mine()).stream(request),
      hijack: async (request) => (await mine()).hijack(request),
      release() {},
      dispose() {},
    }
  }

  return {
    get socket() {
      return current.socket
    },
    get session() {
      return session
    },
    held,
    request: (request) => current.request(request),
    stream: (request) => current.stream(request),
    hijack: (request) => current.hijack(request),
    release: (why) => current.release(why),
    dispose: () => current.dispose(),
    use(next) {
      const old = current
      current = next
      session++
      old.release(anotherChosen())
    },
  }
}

const anotherChosen = () => new AppError('engine-unreachable/switched')
