import { Agent, type IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { inspect } from 'node:util'
import { keptPromise } from '../../base/keptPromise'
import type { Transport } from '../transport/transport'
import { createReadDialer } from './readDialer'

/** One request as dockerode's transport takes it. */
export interface Dial {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  /** JSON to send; none when undefined. */
  readonly json: unknown
  /** Bytes to send as they are, instead of JSON. */
  readonly bytes: Readable | Buffer | undefined
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly signal: AbortSignal
}

/** Sends requests; resolves with the beginning of any answer, whatever its status. */
export interface Dialer {
  send(dial: Dial): Promise<IncomingMessage>
  /**
   * Asks for the stream under the request itself, for a protocol of the engine's own. Resolves with that, the first bytes
   * that came over it included, when the engine gives it; else with the answer that came in its place.
   */
  hijack(dial: Dial): Promise<IncomingMessage | Duplex>
}

interface Modem {
  buildRequest(options: object, ...rest: unknown[]): void
  dial(options: object, callback: (error: unknown, answer: never) => void): void
}

/** Every status is an answer, to be judged by us: dockerode would wait without limit for the text of a refusal. */
const anyStatus = new Proxy({}, { get: () => true })

/** Reads are sent as they are; dockerode, which takes 30 ms and much memory to load, is loaded by the first change. */
export async function createDialer(agent: Agent): Promise<Dialer> {
  const reads = createReadDialer({ agent })
  const dockerode = keptPromise(() => createDockerode(agent))
  return {
    async send(dial) {
      const isRead = (dial.method === 'GET' || dial.method === 'HEAD') && !dial.json && !dial.bytes
      return (isRead ? reads : await dockerode()).send(dial)
    },
    hijack: async (dial) => (await dockerode()).hijack(dial),
  }
}

/** dockerode's transport over streams that we open. */
async function createDockerode(agent: Agent): Promise<Dialer> {
  const { default: Docker } = await import('dockerode')
  // Its types lack `agent`. The path keeps it from making an address of its own out of each request.
  const options = { socketPath: '/', agent } as object
  const modem = withoutAmbientDocker(() => new Docker(options)).modem as unknown as Modem
  // It follows redirects, also to other hosts; the engine's API has none.
  const build = modem.buildRequest.bind(modem)
  // It also inspects each request to the bottom for a debug line that nobody reads: agent, sockets, signal. That is slow,
  // and in Electron 25 it ends the process.
  const unseen = { [inspect.custom]: () => '[request]' }
  modem.buildRequest = (request, ...rest) => build({ ...request, maxRedirects: 0, ...unseen }, ...rest)

  function dial<Answer>(
    { method, path, query, json, bytes, headers, signal }: Dial,
    more = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = {
        method,
        // The mark tells dockerode to write the query.
        path: Object.keys(query).length > 0 ? `${path}?` : path,
        options: { _query: query, _body: json ?? {} },
        file: bytes,
        headers: headers ? { ...headers } : undefined,
        abortSignal: signal,
        isStream: true,
        statusCodes: anyStatus,
        ...more,
      }
      modem.dial(options, (error, answer) => (error ? reject(error) : resolve(answer)))
    })
  }

  return {
    send: dial,
    async hijack({ json, headers, ...rest }) {
      // As bytes, also where there are none: dockerode would send an empty body in chunks, the last of which may come late
      // and be taken for input.
      const bytes = Buffer.from(json === undefined ? '' : JSON.stringify(json))
      const type = { 'Content-Type': 'application/json' }
      const request = { ...rest, json: undefined, bytes, headers: { ...type, ...headers } }
      const answer = await dial<IncomingMessage | Duplex>(request, { hijack: true })
      // Nobody else hears of an error that comes before the stream is taken up.
      return answer.on('error', () => {})
    },
  }
}

/**
 * A stream a request: on a unix socket or an open ssh connection that is cheap, an open stream never keeps an ordinary
 * request waiting, and no request meets one that a restart of the engine has left dead.
 */
export function agentOver(transport: Transport): Agent {
  const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })
  const createConnection = (_options: object, done: (error: unknown, stream?: Duplex) => void) => {
    transport.open().then((stream) => done(null, stream), done)
  }
  return Object.assign(agent, { createConnection })
}

/** dockerode prefers DOCKER_HOST to what it is given, and reads certificates that DOCKER_CERT_PATH names. */
function withoutAmbientDocker<T>(construct: () => T): T {
  const ambient = Object.entries(process.env).filter(([name]) => name.startsWith('DOCKER_'))
  for (const [name] of ambient) delete process.env[name]
  try {
    return construct()
  } finally {
    Object.assign(process.env, Object.fromEntries(ambient))
  }
}
