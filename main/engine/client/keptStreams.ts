import { Agent, type ClientRequest, request } from 'node:http'
import type { Duplex } from 'node:stream'
import { readBody } from './answer'

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
 * @throws Error when the answer is not 200 and an object, when it does not come within these milliseconds, or when the other
 *   side closes the stream with it
 */
export async function askOver<T extends object>(stream: Duplex, path: string, patience: number): Promise<T> {
  const late = setTimeout(
    () => stream.destroy(Object.assign(new Error(`No answer to ${path}`), { code: 'ETIMEDOUT' })),
    patience,
  )
  // Whoever uses it hears of errors; none may come before somebody does.
  stream.on('error', () => {})
  try {
    const body = await new Promise<string>((resolve, reject) => {
      const headers = { Host: 'docker', Connection: 'keep-alive' }
      const asked = request({ createConnection: () => stream as never, path, headers }, (answer) => {
        const { statusCode, headers } = answer
        readBody(answer).then((text) => {
          if (statusCode !== 200) reject(new Error(`${path} was answered with ${statusCode}`))
          else if (headers.connection === 'close') reject(gone('It closes the connection after each answer'))
          // Its stream is free once the request is closed.
          else if (asked.closed) resolve(text)
          else asked.once('close', () => resolve(text))
        }, reject)
      })
      asked.on('error', reject)
      asked.end()
    })
    if (stream.destroyed) throw gone('It closed the connection')
    return Object(JSON.parse(body)) as T
  } catch (thrown) {
    stream.destroy()
    throw thrown
  } finally {
    clearTimeout(late)
  }
}

const gone = (message: string) => Object.assign(new Error(message), { code: 'ECONNRESET' })
