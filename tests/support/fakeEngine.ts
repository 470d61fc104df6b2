import { EventEmitter, once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A request as it was on the wire. */
export interface WireRequest {
  readonly method: string
  /** The target as it was written, not decoded. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What to do with a request: writes to the socket as it pleases. */
export type Answer = (socket: Socket, request: WireRequest) => void

/** An engine that does on command what a real one will not, and writes down all that it is asked. */
export interface FakeEngine {
  readonly socket: string
  readonly requests: WireRequest[]
  /** Connections that are open now. */
  readonly open: number
  /** When none is open. */
  left(): Promise<void>
  /** The last rule that fits a request answers it; what fits none gets a 404. */
  on(method: string, target: string | RegExp, answer: Answer): void
  /** Ends the engine as a kill would: connections are cut, the socket is gone. */
  die(): Promise<void>
  revive(): Promise<void>
  dispose(): Promise<void>
}

export async function createFakeEngine(): Promise<FakeEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-fake-'))
  const socket = join(folder, 'docker.sock')
  const requests: WireRequest[] = []
  const rules: { method: string; target: string | RegExp; answer: Answer }[] = []
  const connections = new Set<Socket>()
  const ends = new EventEmitter()
  let server: Server | null = null

  function serve(connection: Socket) {
    connections.add(connection)
    connection.on('close', () => {
      connections.delete(connection)
      ends.emit('end')
    })
    connection.on('error', () => {})
    let received = Buffer.alloc(0)
    connection.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      const request = parse(received)
      if (!request) return
      received = Buffer.alloc(0)
      requests.push(request)
      const rule = rules.findLast(({ method, target }) => {
        const fits = typeof target === 'string' ? target === request.target : target.test(request.target)
        return method === request.method && fits
      })
      const answer = rule?.answer ?? json({ message: 'page not found' }, 404)
      answer(connection, request)
    })
  }

  async function revive() {
    const fresh = createServer(serve)
    await new Promise<void>((resolve) => fresh.listen(socket, resolve))
    server = fresh
  }

  async function die() {
    const dying = server
    if (!dying) return
    server = null
    const closed = new Promise((resolve) => dying.close(resolve))
    for (const connection of connections) connection.destroy()
    await closed
  }

  await revive()
  return {
    socket,
    requests,
    get open() {
      return connections.size
    },
    async left() {
      while (connections.size > 0) await once(ends, 'end')
    },
    on: (method, target, answer) => rules.push({ method, target, answer }),
    die,
    revive,
    async dispose() {
      await die()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The request, once its body is whole: by Content-Length or in chunks. */
function parse(bytes: Buffer): WireRequest | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const [method = '', target = ''] = first.split(' ')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(':')
      return [name.toLowerCase(), value.join(':').trim()]
    }),
  )
  const body = bytes.subarray(end + 4)
  if (headers['transfer-encoding'] === 'chunked') {
    if (!body.toString('latin1').endsWith('0\r\n\r\n')) return null
  } else if (body.length < Number(headers['content-length'] ?? 0)) return null
  return { method, target, headers, body: body.toString() }
}

/** A whole answer. */
export function respond(body: string | Buffer, { status = 200, type = 'application/json' } = {}): Answer {
  const bytes = Buffer.from(body)
  return whole(
    `HTTP/1.1 ${status} Word\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n`,
    bytes,
  )
}

/** Closes the connection after it, unless it was asked to keep it. */
function whole(head: string, body = Buffer.alloc(0)): Answer {
  return (socket, { headers }) => {
    const keeps = headers.connection === 'keep-alive'
    socket.write(`${head}Connection: ${keeps ? 'keep-alive' : 'close'}\r\n\r\n`)
    socket.write(body)
    if (!keeps) socket.end()
  }
}

export function json(value: unknown, status = 200): Answer {
  return respond(JSON.stringify(value), { status })
}

/** The engine has nothing to say, successfully. */
export const empty: Answer = whole('HTTP/1.1 204 No Content\r\n')

export const streamHead =
  'HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
export const streamEnd = '0\r\n\r\n'

/** One chunk of a chunked answer. */
export function chunk(bytes: Uint8Array | string): Buffer {
  const body = Buffer.from(bytes)
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')])
}

/** An answer in chunks, each written by itself; it stays open unless `end`. */
export function stream(parts: readonly (Uint8Array | string)[], { end = true } = {}): Answer {
  return async (socket) => {
    socket.write(streamHead)
    for (const part of parts) {
      socket.write(chunk(part))
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (end) socket.end(streamEnd)
  }
}

/** How an engine gives its stream: in the form of today, and in the older one. */
export const hijackHeads = {
  '101 UPGRADED':
    'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
  '200 OK': 'HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n',
} as const

/**
 * Gives the stream under the request to whoever serves it; what comes next is no request.
 * @param first bytes that go in one packet with the head
 */
export function hijack(head: string, serve: (socket: Socket) => void, first = ''): Answer {
  return (socket) => {
    socket.removeAllListeners('data')
    socket.allowHalfOpen = true
    socket.write(`${head}${first}`)
    serve(socket)
  }
}

/** Sends back what it gets, and ends when that ends. */
export const echo = (socket: Socket) => void socket.pipe(socket)

const longHead = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n'

/** Ways in which an answer fails to arrive. */
export const faults: Readonly<Record<string, Answer>> = {
  'no reply': () => {},
  'half a status line': (socket) => socket.write('HTTP/1.1 20'),
  'headers only': (socket) => socket.write(longHead),
  'a cut body': (socket) => socket.end(`${longHead}[{"Id":"abc`),
  'a body that stalls': (socket) => socket.write(`${longHead}[{"Id":"abc`),
  'a reset before the answer': (socket) => socket.destroy(),
  'a reset in the body': (socket) =>
    socket.write(`${longHead}[{"Id"`, () => setTimeout(() => socket.destroy(), 20)),
  'an end before the answer': (socket) => socket.end(),
  'something that is not HTTP': (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
  'a page instead of JSON': respond('<html><body>Sign in</body></html>', { type: 'text/html' }),
  null: json(null),
  'nothing at all': respond(''),
  'half of the JSON': respond('[{"Id":'),
  'a redirect': (socket) =>
    socket.end(
      'HTTP/1.1 301 Moved\r\nLocation: /v1.45/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    ),
  'a page of a proxy, 502': respond('<html><body>Bad gateway</body></html>', {
    status: 502,
    type: 'text/html',
  }),
  'a refusal whose text stalls': (socket) =>
    socket.write('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 100\r\n\r\n{"mess'),
  'a server error': json({ message: 'something broke' }, 500),
}
