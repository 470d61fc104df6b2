import type { Agent, IncomingMessage } from 'node:http'
import { type Duplex, Readable } from 'node:stream'
import { createDeadline, type Deadline } from '../../base/deadline'
import { keptPromise } from '../../base/keptPromise'
import { AppError } from '../../contract/errors'
import type { EngineRequest, HijackingRequests } from '../api/request'
import type { Transport } from '../transport/transport'
import { unixTransport } from '../transport/unixTransport'
import { readBody, readJson, readRefusal } from './answer'
import { connectionError } from './errors'
import { joinHijacked, readHijack } from './hijacked'
import { agentOver, createDialer, type Dial, type Dialer } from './modem'

/** A way to one engine. */
export interface Connection extends HijackingRequests {
  /**
   * The stream under a request itself, once the engine has given it (attach, exec, BuildKit's session): its body is JSON.
   * Nothing that came with the answer is lost. `end()` tells the engine that no more is sent, while reading goes on;
   * `destroy()` closes it. It fails with an AppError where it is cut, stopped by its signal, or another engine is chosen.
   * What it carries without a tty is multiplexed (see `createDemux`).
   */
  hijack(request: EngineRequest): Promise<Duplex>
  /** Path of the engine's socket, or of one here that leads to it. */
  readonly socket: string
  /**
   * Ends all that is under way with `engine-unreachable`. An engine that is about to end waits up to five seconds for
   * whoever still reads from it.
   */
  release(why?: AppError): void
  /** Ends all that is under way with `cancelled`. */
  dispose(): void
}

const defaultTimeout = 30_000
const pauseBeforeRetry = 50

interface Options {
  /** A path, or what tells where it is now: an engine of ours may come back with its socket elsewhere. */
  readonly socket: string | (() => string)
  /** How the engine is reached; by its socket when left out. */
  readonly transport?: Transport
  /** Opens the streams of all requests, in place of the transport. */
  readonly agent?: Agent
  /** What sends the requests over the agent's streams; dockerode, where nothing is said. */
  dialer?(agent: Agent): Promise<Dialer>
  /**
   * Asked before each request, within its deadline.
   * @returns what goes before the path, such as `/v1.43`
   * @throws AppError when the request must not be sent
   */
  before?(request: EngineRequest): Promise<string>
}

/** A connection to one engine, and to no other: `DOCKER_*` of the environment is not looked at. */
export function createConnection({
  socket,
  transport = unixTransport(socket),
  agent = agentOver(transport),
  dialer: createSender = createDialer,
  before,
}: Options): Connection {
  const dialer = keptPromise(() => createSender(agent))
  const open = new Set<Deadline>()

  function endAll(error: AppError) {
    for (const deadline of [...open]) deadline.abort(error)
  }

  async function dial<Answer extends IncomingMessage | Duplex>(
    request: EngineRequest,
    deadline: Deadline,
    way: (dialer: Dialer) => (dial: Dial) => Promise<Answer>,
  ): Promise<Answer> {
    const send = way(await dialer())
    const { method, body, headers } = request
    const path = before ? `${await deadline.race(before(request))}${request.path}` : request.path
    deadline.signal.throwIfAborted()
    const raw = body instanceof Readable || Buffer.isBuffer(body)
    const query = Object.fromEntries(
      Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined),
    )
    const [json, bytes] = raw ? [undefined, body] : [body, undefined]
    const answer = send({ method, path, query, json, bytes, headers, signal: deadline.signal })
    // An answer that comes after its deadline has nobody left to close it.
    answer.then(
      (late) => deadline.signal.aborted && late.destroy(),
      () => {},
    )
    return deadline.race(answer)
  }

  /** The beginning of an answer that is not a refusal. */
  async function begin(request: EngineRequest, deadline: Deadline): Promise<IncomingMessage> {
    const answer = await dialAgain(request, deadline)
    // Whoever reads it hears of errors; an answer that is closed unread must not end the process.
    answer.on('error', () => {})
    const status = answer.statusCode ?? 0
    if ((status >= 200 && status < 300) || status === 304) return answer
    throw await deadline.race(readRefusal(answer, request.object))
  }

  async function dialAgain(request: EngineRequest, deadline: Deadline): Promise<IncomingMessage> {
    try {
      return await dial(request, deadline, ({ send }) => send)
    } catch (thrown) {
      const error = deadline.reason ?? connectionError(thrown, request.object)
      const isRead = (request.method === 'GET' || request.method === 'HEAD') && request.body === undefined
      if (!isRead || error.code !== 'engine-unreachable') throw error
      await deadline.race(new Promise((resolve) => setTimeout(resolve, pauseBeforeRetry)))
      return dial(request, deadline, ({ send }) => send)
    }
  }

  /** Runs one request under its deadline; whatever goes wrong becomes an AppError and leaves nothing open. */
  async function under<T>(
    request: EngineRequest,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<{ result: T; deadline: Deadline }> {
    const deadline = createDeadline(request.timeout ?? defaultTimeout, request.object, request.signal)
    open.add(deadline)
    deadline.onEnd(() => open.delete(deadline))
    try {
      deadline.signal.throwIfAborted()
      return { result: await work(deadline), deadline }
    } catch (thrown) {
      const error = deadline.reason ?? connectionError(thrown, request.object)
      deadline.abort(error)
      if (request.body instanceof Readable) request.body.destroy()
      throw error
    }
  }

  return {
    get socket() {
      return typeof socket === 'function' ? socket() : socket
    },

    async request<T>(request: EngineRequest): Promise<T> {
      const { result, deadline } = await under(request, async (deadline) => {
        const answer = await begin(request, deadline)
        const body = await deadline.race(readBody(answer, request.object, request.largest))
        return readJson(answer, body, request) as T
      })
      deadline.end()
      return result
    },

    async stream(request) {
      const { result: answer, deadline } = await under(request, (deadline) => begin(request, deadline))
      deadline.stopClock()
      const cancelled = new AppError('cancelled', { object: request.object })
      return {
        destroy() {
          deadline.abort(cancelled)
          answer.destroy()
        },
        async *[Symbol.asyncIterator]() {
          const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
          try {
            for (;;) {
              deadline.startClock(request.idleTimeout)
              const next = await deadline.race(chunks.next())
              deadline.stopClock()
              if (next.done) return
              yield next.value
            }
          } catch (thrown) {
            throw deadline.reason ?? connectionError(thrown, request.object)
          } finally {
            deadline.end()
            answer.destroy()
          }
        },
      }
    },

    async hijack(request) {
      const { object } = request
      const { result, deadline } = await under(request, async (deadline) =>
        readHijack(await dial(request, deadline, ({ hijack }) => hijack), object, deadline),
      )
      deadline.stopClock()
      return joinHijacked(result, object, deadline)
    },

    release: (why = new AppError('engine-unreachable')) => endAll(why),

    dispose: () => endAll(new AppError('cancelled')),
  }
}
