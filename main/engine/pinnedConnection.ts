import type { ConnectedEngine } from '../contract/connections'
import { AppError } from '../contract/errors'
import { type Connection, createConnection, type EngineRequest } from './connection'
import { greet } from './greeting'
import type { Transport } from './transport/transport'

/** Which engine a connection is to be to. */
export interface Pin {
  /** Null: none has answered yet, and the first that does is taken. */
  read(): string | null
  write(identity: string): void
}

export interface PinnedConnection extends Connection {
  /** Who answered last; null before any did, and after a doubt. */
  readonly engine: ConnectedEngine | null
  /** Why nobody could be greeted the last time; null once somebody was. */
  readonly problem: AppError | null
  /** Whether the one that answered last is the pinned one. */
  readonly isPinned: boolean
  /** The stream of events ended: it may be another engine that comes back. */
  doubt(): void
}

interface Options {
  readonly socket: string
  readonly transport: Transport
  /** For errors. */
  readonly address: string
  readonly pin: Pin
  /** Somebody was greeted, or nobody could be. */
  onGreeted(): void
}

/** Milliseconds for which an answer to who is there holds for changes. */
const certain = 1_000

/**
 * A connection that knows to whom it speaks: it asks before its first request and after each doubt, and once more before
 * what changes anything. Another engine than the pinned one is read, and changed in nothing.
 */
export function createPinnedConnection(options: Options): PinnedConnection {
  const { socket, transport, address, pin, onGreeted } = options
  const plain = createConnection({ socket, transport })
  const checked = createConnection({ socket, transport, before })
  let greeting: Promise<ConnectedEngine> | null = null
  let greetedAt = Number.NEGATIVE_INFINITY
  let engine: ConnectedEngine | null = null
  let problem: AppError | null = null

  function greetAnew(): Promise<ConnectedEngine> {
    const mine = greet(plain, address)
    greeting = mine
    mine.then(
      (found) => {
        if (greeting !== mine) return
        greetedAt = performance.now()
        engine = found
        problem = null
        if (pin.read() === null) pin.write(found.identity)
        onGreeted()
      },
      (thrown) => {
        if (greeting !== mine) return
        greeting = null
        problem = AppError.from(thrown)
        onGreeted()
      },
    )
    return mine
  }

  async function before({ method }: EngineRequest): Promise<string> {
    const isRead = method === 'GET' || method === 'HEAD'
    const found = await (greeting && (isRead || isFresh()) ? greeting : greetAnew())
    // Read after the greeting's own turn, which may just have pinned it.
    if (!isRead && found.identity !== pin.read()) {
      const details = { object: address, identity: found.identity, name: found.name }
      throw new AppError('engine-changed', `${address}: another engine answers`, details)
    }
    return `/v${found.apiVersion}`
  }

  const isFresh = () => performance.now() - greetedAt < certain

  function doubt() {
    greeting = null
    greetedAt = Number.NEGATIVE_INFINITY
  }

  return {
    socket,
    request: (request) => checked.request(request),
    stream: (request) => checked.stream(request),
    get engine() {
      return engine
    },
    get problem() {
      return problem
    },
    get isPinned() {
      return engine === null || engine.identity === pin.read()
    },
    doubt,
    release() {
      checked.release()
      plain.release()
    },
    dispose() {
      checked.dispose()
      plain.dispose()
      transport.close()
    },
  }
}
