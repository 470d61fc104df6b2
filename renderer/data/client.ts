import type { Client, Contract } from '../../main/contract/define'
import { AppError, type ErrorData, type Reply } from '../../main/contract/errors'

/** The renderer's end of a stream; the slice of MessagePort that it uses. */
export interface StreamPort {
  post(message: 'pull'): void
  onMessage(listener: (message: StreamMessage) => void): void
  close(): void
}
type StreamMessage = { readonly item?: unknown; readonly end?: true; readonly error?: ErrorData }

export interface Bridge {
  call(name: string, input: unknown): Promise<Reply<unknown>>
  open(name: string, input: unknown): StreamPort
}

/** A function for each method of the contract: calls answer a promise, streams an async iterator. */
export function createClient<C extends Contract>(contract: C, bridge: Bridge): Client<C> {
  const client: Record<string, Record<string, (input?: unknown) => unknown>> = {}
  for (const [section, methods] of Object.entries(contract)) {
    const methodsOfSection: Record<string, (input?: unknown) => unknown> = {}
    for (const [key, { kind }] of Object.entries(methods)) {
      const name = `${section}.${key}`
      methodsOfSection[key] = (input) =>
        kind === 'call' ? invoke(bridge, name, input) : iterate(bridge, name, input)
    }
    client[section] = methodsOfSection
  }
  return client as Client<C>
}

function revive({ code, message, details }: ErrorData): AppError {
  return new AppError(code, message, details)
}

async function invoke(bridge: Bridge, name: string, input: unknown): Promise<unknown> {
  const reply = await bridge.call(name, input)
  if (!reply.ok) throw revive(reply.error)
  return reply.value
}

interface Waiting {
  resolve(result: IteratorResult<unknown>): void
  reject(error: AppError): void
}

/** Written by hand, for an async generator's return() would queue behind a pending next() and not end the stream. */
function iterate(bridge: Bridge, name: string, input: unknown): AsyncIterableIterator<unknown> {
  const end: IteratorResult<unknown> = { done: true, value: undefined }
  let port: StreamPort | undefined
  let closed = false
  let waiting: Waiting | undefined

  function finish(error?: AppError) {
    closed = true
    port?.close()
    const reader = waiting
    waiting = undefined
    if (error) reader?.reject(error)
    else reader?.resolve(end)
  }
  function receive(message: StreamMessage) {
    if (message.error) return finish(revive(message.error))
    if (message.end) return finish()
    const reader = waiting
    waiting = undefined
    reader?.resolve({ done: false, value: message.item })
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      if (closed) return Promise.resolve(end)
      if (!port) {
        port = bridge.open(name, input)
        port.onMessage(receive)
      }
      const answer = new Promise<IteratorResult<unknown>>((resolve, reject) => {
        waiting = { resolve, reject }
      })
      port.post('pull')
      return answer
    },
    return() {
      finish()
      return Promise.resolve(end)
    },
  }
}
