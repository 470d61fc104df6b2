import { Agent, type ClientRequest } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Requests } from '../api/request'
import { createConnection } from './connection'
import { readsOnly, sendRead } from './readDialer'

/** An agent that keeps the streams of its requests for a while, for the next ones. */
export interface KeptStreams {
  readonly agent: Agent
  /** Closes those that no request uses. */
  close(): void
}

/** Milliseconds that a stream waits for another request. */
const rest = 5_000
/** Some hosts allow only a few streams at once (see sshTransport): reads must find some left. */
const mostResting = 4

/**
 * @param open a stream for a request that finds none
 * @param isGood asked after each request: whether its stream may serve another one
 */
export function createKeptStreams(
  open: () => Promise<Duplex>,
  isGood: (stream: Duplex) => boolean,
): KeptStreams {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: Number.POSITIVE_INFINITY,
    maxFreeSockets: mostResting,
  })
  const resting = new Map<Duplex, NodeJS.Timeout>()

  Object.assign(agent, {
    createConnection(_options: object, done: (error: unknown, stream?: Duplex) => void) {
      open().then(
        (stream) =>
          done(
            null,
            stream.once('close', () => forget(stream)),
          ),
        done,
      )
    },
    // In place of Node's own, which wants a socket of the system: an ssh channel is none.
    keepSocketAlive(stream: Duplex) {
      if (!isGood(stream)) return false
      const timer = setTimeout(() => stream.destroy(), rest)
      timer.unref()
      resting.set(stream, timer)
      return true
    },
    // Node wakes what it put to sleep when it was kept, which the above does not.
    reuseSocket(stream: Duplex, request: ClientRequest) {
      forget(stream)
      Agent.prototype.reuseSocket.call(agent, Object.assign(stream, { ref: () => stream }), request)
    },
  })

  function forget(stream: Duplex) {
    clearTimeout(resting.get(stream))
    resting.delete(stream)
  }

  return {
    agent,
    close() {
      for (const stream of resting.keys()) stream.destroy()
    },
  }
}

/**
 * Asks one thing over a stream that nobody else uses, and leaves it open for the next request.
 * @throws AppError when the answer does not come, or when the other side closes the stream with it
 */
export async function askOver<T>(stream: Duplex, ask: (engine: Requests) => Promise<T>): Promise<T> {
  // Whoever uses it hears of errors; none may come before somebody does.
  stream.on('error', () => {})
  let free: Promise<unknown> = Promise.resolve()
  let why = gone('It closed the connection')
  const dialer = readsOnly(async (dial) => {
    if (stream.destroyed) throw why
    const headers = { Connection: 'keep-alive' }
    const { request, answer } = sendRead({ createConnection: () => stream as never }, { ...dial, headers })
    free = new Promise((resolve) => request.once('close', resolve))
    const { headers: said } = await answer
    if (said.connection !== 'close') return answer
    why = gone('It closes the connection after each answer')
    stream.destroy()
    throw why
  })
  try {
    const answer = await ask(createConnection({ socket: '', dialer: async () => dialer }))
    await free
    if (stream.destroyed) throw why
    return answer
  } catch (thrown) {
    stream.destroy()
    throw thrown
  }
}

const gone = (message: string) => Object.assign(new Error(message), { code: 'ECONNRESET' })
