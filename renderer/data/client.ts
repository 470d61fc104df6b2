import type { Client, Contract, Kinds, Method } from '../../main/contract/define'
import type { AppError } from '../../main/contract/errors'
import { rejoined } from '../../main/contract/parts'
import { openChannel } from './channel'
import { type Bridge, closed, revive, type StreamMessage, type StreamPort } from './streamPort'

/** A function for each method of the contract: calls answer a promise, streams an async iterator, channels one that is written to. */
export function createClient<C extends Contract>(kinds: Kinds<C>, bridge: Bridge): Client<C> {
  const client: Record<string, Record<string, (input?: unknown) => unknown>> = {}
  for (const [section, methods] of Object.entries<Record<string, Method['kind']>>(kinds)) {
    const methodsOfSection: Record<string, (input?: unknown) => unknown> = {}
    for (const [key, kind] of Object.entries(methods)) {
      const name = `${section}.${key}`
      methodsOfSection[key] = (input) => ways[kind](bridge, name, input)
    }
    client[section] = methodsOfSection
  }
  return client as Client<C>
}

const ways = { call: invoke, stream: iterate, channel: openChannel }

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
  let over = false
  let waiting: Waiting | undefined
  /** Of a list that has not all come yet. */
  let parts: (readonly unknown[])[] = []

  function finish(error?: AppError) {
    over = true
    port?.close()
    const reader = waiting
    waiting = undefined
    if (error) reader?.reject(error)
    else reader?.resolve(end)
  }
  function receive(message: StreamMessage) {
    if (message.error) return finish(revive(message.error))
    if (message.end) return finish()
    if (message.part) return void parts.push(message.part)
    const reader = waiting
    const value = rejoined({ parts, last: message.item })
    parts = []
    waiting = undefined
    reader?.resolve({ done: false, value })
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      if (over) return Promise.resolve(end)
      if (!port) {
        port = bridge.open(name, input)
        port.onMessage(receive)
        port.onClose(() => over || finish(closed()))
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
