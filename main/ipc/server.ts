import type { Contract, Handlers, Method } from '../contract/define'
import { AppError, type ErrorData, type Reply } from '../contract/errors'
import type { Port } from './port'
import { serveChannel, serveStream } from './streams'

type Service = Record<string, (...args: unknown[]) => unknown>

export interface Server {
  call(name: unknown, input: unknown): Promise<Reply<unknown>>
  /** Serves a stream or a channel until it has ended. */
  open(name: unknown, input: unknown, port: Port): Promise<void>
  /** Streams and channels whose handlers have neither ended nor been left. */
  readonly openStreams: number
}

/** A handler has little to tidy up; in milliseconds. */
const usualPatience = 5_000

/**
 * Serves exactly what the contract names: unknown names and inputs that do not fit never reach a service.
 * @param log told of every error that is answered, with the method's name, and of every handler that does not end when it should
 * @param options `patience`: milliseconds that a handler gets to end once its signal has aborted
 */
export function createServer<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  log: (error: AppError, method: string) => void,
  { patience = usualPatience }: { patience?: number } = {},
): Server {
  let openStreams = 0

  /** The method of a name, and its handler with the input, once that was found to fit. */
  function bind<Kind extends Method['kind']>(name: unknown, kinds: readonly Kind[], input: unknown) {
    const [section = '', key = ''] = typeof name === 'string' ? name.split('.') : []
    const methods = Object.hasOwn(contract, section) ? contract[section] : undefined
    const method = methods && Object.hasOwn(methods, key) ? methods[key] : undefined
    if (!isOneOf(kinds, method) || `${section}.${key}` !== name) {
      throw new AppError('invalid-input/method', { kinds })
    }
    const service = handlers[section] as unknown as Service
    const handler = service[key]!.bind(service)
    if (!method.input) return { method, handler }
    const parsed = method.input.safeParse(input)
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join('.'))
      throw new AppError('invalid-input/fields', { method: name, fields })
    }
    return { method, handler: (...tail: unknown[]) => handler(parsed.data, ...tail) }
  }

  function report(thrown: unknown, name: unknown): ErrorData {
    const error = AppError.from(thrown)
    log(error, String(name))
    return error.toData()
  }

  async function call(name: unknown, input: unknown): Promise<Reply<unknown>> {
    try {
      return { ok: true, value: await bind(name, ['call'], input).handler() }
    } catch (thrown) {
      return { ok: false, error: report(thrown, name) }
    }
  }

  /** A closed port aborts the handler. */
  async function open(name: unknown, input: unknown, port: Port): Promise<void> {
    const stop = new AbortController()
    const { signal } = stop
    function fail(thrown: unknown) {
      if (signal.aborted) return
      port.post({ error: report(thrown, name) })
      stop.abort(thrown)
    }
    function onLeft() {
      log(AppError.from(new Error('the handler did not end although its signal aborted')), String(name))
    }
    const opened = { port, signal, fail, onLeft, patience }
    openStreams++
    try {
      const { method, handler } = bind(name, ['stream', 'channel'], input)
      const handle = handler as (...args: unknown[]) => AsyncIterable<unknown>
      port.onClose(() => stop.abort())
      // Not only once the handler has ended: one that hangs keeps the window waiting for nothing.
      signal.addEventListener('abort', () => port.close(), { once: true })
      if (method.kind === 'stream') await serveStream(opened, handle)
      else await serveChannel(opened, method.message, handle)
    } catch (thrown) {
      fail(thrown)
    } finally {
      openStreams--
      stop.abort()
      port.close()
    }
  }

  return {
    call,
    open,
    get openStreams() {
      return openStreams
    },
  }
}

function isOneOf<Kind extends Method['kind']>(
  kinds: readonly Kind[],
  method: Method | undefined,
): method is Extract<Method, { kind: Kind }> {
  return kinds.some((kind) => kind === method?.kind)
}
