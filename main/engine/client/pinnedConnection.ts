import type { Duplex } from 'node:stream'
import type { ConnectedEngine } from '../../contract/connections'
import { AppError } from '../../contract/errors'
import type { EngineRequest } from '../api/request'
import { systemApi } from '../api/system'
import type { Transport } from '../transport/transport'
import { type Connection, createConnection } from './connection'
import { connectionError } from './errors'
import { greet, identityOf } from './greeting'
import { askOver, createKeptStreams } from './keptStreams'

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

/** Milliseconds for an answer to who is there. */
const greetingTimeout = 10_000

/**
 * A connection that knows to whom it speaks: it asks before its first request and after each doubt. What changes anything
 * goes only over a stream whose other end has said that it is the pinned engine, for another one may take its place
 * between any two streams. Another engine is read, and changed in nothing.
 */
export function createPinnedConnection(options: Options): PinnedConnection {
  const { socket, transport, address, pin, onGreeted } = options
  const plain = createConnection({ socket, transport })
  /** Streams whose other end has not said yet who it is. */
  const strangers = new Set<Duplex>()
  /** Who is at the other end. */
  const identities = new WeakMap<Duplex, string>()
  const kept = createKeptStreams(
    openForChange,
    (stream) => !disposed && identities.get(stream) === pin.read(),
  )
  const reads = createConnection({ socket, transport, before: apiVersion })
  const changes = createConnection({ socket, agent: kept.agent, before: beforeChange })
  let greeting: Promise<ConnectedEngine> | null = null
  let engine: ConnectedEngine | null = null
  let problem: AppError | null = null
  /** The pin when the last stream was opened. */
  let keptFor: string | null = null
  let disposed = false

  function greetAnew(): Promise<ConnectedEngine> {
    const mine = greet(plain, address)
    greeting = mine
    mine.then(
      (found) => {
        if (greeting !== mine) return
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

  async function apiVersion(): Promise<string> {
    return `/v${(await (greeting ?? greetAnew())).apiVersion}`
  }

  function beforeChange(): Promise<string> {
    // What was kept for the engine that was trusted before.
    if (keptFor !== pin.read()) kept.close()
    return apiVersion()
  }

  async function openForChange(): Promise<Duplex> {
    const { kind, apiVersion } = await (greeting ?? greetAnew())
    const stream = await transport.open()
    strangers.add(stream)
    const asking = { apiVersion, object: address, timeout: greetingTimeout }
    const { identity, name } = await askOver(stream, (engine) => systemApi(engine).info(asking))
      .then((info) => ({ identity: identityOf(kind, info, address), name: info.Name ?? '' }))
      .catch((thrown) => {
        stream.destroy()
        doubt()
        throw connectionError(thrown, address)
      })
      .finally(() => strangers.delete(stream))
    // Whatever is known of another one is out of date.
    if (identity !== engine?.identity) greetAnew().catch(() => {})
    if (identity !== pin.read()) {
      stream.destroy()
      const details = { object: address, identity, name }
      throw new AppError('engine-changed', details)
    }
    identities.set(stream, identity)
    keptFor = identity
    return stream
  }

  function doubt() {
    greeting = null
    kept.close()
  }

  function letGo() {
    for (const stream of strangers) stream.destroy()
    kept.close()
  }

  const way = ({ method }: EngineRequest) => (method === 'GET' || method === 'HEAD' ? reads : changes)

  return {
    socket,
    request: (request) => way(request).request(request),
    stream: (request) => way(request).stream(request),
    hijack: (request) => way(request).hijack(request),
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
    release(why) {
      for (const each of [reads, changes, plain]) each.release(why)
      letGo()
    },
    dispose() {
      disposed = true
      for (const each of [reads, changes, plain]) each.dispose()
      letGo()
      transport.close()
    },
  }
}
