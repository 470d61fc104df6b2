import { deferred } from '../base/deferred'
import type { Contract, Handlers, Method } from '../contract/define'
import { AppError, type ErrorData, type Reply } from '../contract/errors'
import type { Port } from './port'

type Service = Record<string, (...args: unknown[]) => unknown>

export interface Server {
  call(name: unknown, input: unknown): Promise<Reply<unknown>>
  open(name: unknown, input: unknown, port: Port): Promise<void>
  readonly openStreams: number
}

/**
 * Serves exactly what the contract names: unknown names and inputs that do not fit never reach a service.
 * @param log told of every error that is answered, with the method's name
 */
export function createServer<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  log: (error: AppError, method: string) => void,
): Server {
  let openStreams = 0

  function bind(name: unknown, kind: Method['kind'], input: unknown): (...tail: unknown[]) => unknown {
    const [section = '', key = ''] = typeof name === 'string' ? name.split('.') : []
    const methods = Object.hasOwn(contract, section) ? contract[section] : undefined
    const method = methods && Object.hasOwn(methods, key) ? methods[key] : undefined
    if (method?.kind !== kind || `${section}.${key}` !== name) {
      throw new AppError('invalid-input', `There is no ${kind} of this name`)
    }
    const service = handlers[section] as unknown as Service
    const handler = service[key]!.bind(service)
    if (!method.input) return handler
    const parsed = method.input.safeParse(input)
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join('.'))
      throw new AppError('invalid-input', `Bad input for ${name}`, { fields })
    }
    return (...tail) => handler(parsed.data, ...tail)
  }

  function report(thrown: unknown, name: unknown): ErrorData {
    const error = AppError.from(thrown)
    log(error, String(name))
    return error.toData()
  }

  async function call(name: unknown, input: unknown): Promise<Reply<unknown>> {
    try {
      return { ok: true, value: await bind(name, 'call', input)() }
    } catch (thrown) {
      return { ok: false, error: report(thrown, name) }
    }
  }

  /** One item per pull: a window that stops asking stops the source, and a closed port aborts it. */
  async function open(name: unknown, input: unknown, port: Port): Promise<void> {
    const stop = new AbortController()
    let asked = deferred<void>()
    port.onMessage(() => asked.resolve())
    port.onClose(() => {
      stop.abort()
      asked.resolve()
    })
    openStreams++
    try {
      const items = bind(name, 'stream', input)(stop.signal) as AsyncIterable<unknown>
      const source = items[Symbol.asyncIterator]()
      for (;;) {
        await asked.promise
        if (stop.signal.aborted) {
          await source.return?.()
          return
        }
        asked = deferred<void>()
        const next = await source.next()
        if (stop.signal.aborted) {
          await source.return?.()
          return
        }
        port.post(next.done ? { end: true } : { item: next.value })
        if (next.done) return
      }
    } catch (thrown) {
      if (!stop.signal.aborted) port.post({ error: report(thrown, name) })
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
