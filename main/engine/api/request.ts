import type { Duplex } from 'node:stream'

/** One request as a connection sends it. Only the functions beside this file write any. */
export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  /** Without a version; ids and names in it through `enginePath`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | object | undefined>>
  /** A stream or a Buffer is sent as it is; anything else as JSON. A stream is destroyed when the request fails. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The engine says null where there is nothing; else that is no answer. */
  readonly mayBeNull?: boolean
  /** Bytes of the answer that are believed (`request`), where the usual limit is too low. */
  readonly largest?: number
  /** What it happens to, by the name that the person knows: for errors. */
  readonly object: string
  /** Milliseconds until the answer is complete (`request`) or begins (`stream`). Default: 30,000. */
  readonly timeout?: number
  /** Milliseconds that a stream may go without a byte while it is read; without it, for ever. */
  readonly idleTimeout?: number
  readonly signal?: AbortSignal
}

export interface EngineStream extends AsyncIterable<Uint8Array> {
  /** Closes the socket; a pending read fails with `cancelled`. */
  destroy(): void
}

/** What carries requests to an engine. Every call settles by its deadline, with what was asked or an AppError. */
export interface Requests {
  /**
   * The whole answer, parsed; undefined when the engine has nothing to say (204, 304, an empty POST).
   * A read (GET, HEAD) is tried a second time when the engine could not be reached; nothing else ever is.
   */
  request<T>(request: EngineRequest): Promise<T>
  /** The answer as it comes. Must be read to its end or destroyed; nothing is read ahead of the reader. */
  stream(request: EngineRequest): Promise<EngineStream>
}

/** What can give the stream under a request besides; see `Connection.hijack`. */
export interface HijackingRequests extends Requests {
  hijack(request: EngineRequest): Promise<Duplex>
}

/** What every function of the API may be told beside what it asks for. */
export interface Asking {
  /** In place of the id or name that is asked about: how the person knows it, for errors. */
  readonly object?: string
  /** Milliseconds, in place of what suits the request. */
  readonly timeout?: number
  readonly signal?: AbortSignal
}
