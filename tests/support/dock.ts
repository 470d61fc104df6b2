import { MessageChannel } from 'node:worker_threads'
import { expect } from 'vitest'
import { z } from 'zod'
import { bytes } from '../../main/contract/bytes'
import { call, channel, type Handlers, kindsOf, stream } from '../../main/contract/define'
import { AppError } from '../../main/contract/errors'
import { createServer } from '../../main/ipc/server'
import { createClient } from '../../renderer/data/client'
import { eventually } from './eventually'
import { bridgeTo, wrap } from './nodePort'

export const mostBytes = 1_000
export const Key = z.object({ key: z.string().max(10) })
/** A section whose channels do as they are told. */
export const contract = {
  dock: {
    list: call().returns<string[]>(),
    watch: stream().emits<number>(),
    /** Says each message again. */
    echo: channel(z.object({ prefix: z.string() }))
      .takes(z.number())
      .emits<string>(),
    /** Answers once, with how many bytes came. */
    load: channel().takes(bytes(mostBytes)).emits<number>(),
    /** Emits for ever, and reads nothing. */
    flood: channel().takes(z.number()).emits<number>(),
    /** Emits two items, reads nothing, and fails when it is told. */
    fail: channel().takes(z.number()).emits<number>(),
    /** Does nothing but read, when it is told. */
    type: channel().takes(Key).emits<never>(),
  },
}

/** What the handlers saw. */
export const seen = { produced: 0, received: [] as unknown[], ends: [] as string[] }

let word = new AbortController()
/** Lets those handlers go on that wait to be told. */
export const goOn = () => word.abort()
const told = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    for (const each of [word.signal, signal]) {
      if (each.aborted) resolve()
      each.addEventListener('abort', () => resolve(), { once: true })
    }
  })

/** How the input of a handler ended. */
async function drain(incoming: AsyncIterable<unknown>, each: (message: never) => void = () => {}) {
  try {
    for await (const message of incoming) {
      seen.received.push(message)
      each(message as never)
    }
    seen.ends.push('end')
  } catch (thrown) {
    seen.ends.push(AppError.from(thrown).code)
    throw thrown
  }
}

const dock: Handlers<typeof contract>['dock'] = {
  list: async () => [],
  async *watch() {
    yield 1
  },
  async *echo({ prefix }, incoming) {
    try {
      for await (const message of incoming) yield `${prefix}${message}`
      seen.ends.push('end')
    } catch (thrown) {
      seen.ends.push(AppError.from(thrown).code)
      throw thrown
    }
    yield 'over'
  },
  async *load(incoming) {
    let size = 0
    await drain(incoming, (part: Uint8Array) => {
      size += part.length
    })
    yield size
  },
  async *flood(_incoming, signal) {
    try {
      while (!signal.aborted) yield ++seen.produced
    } finally {
      seen.ends.push('flood')
    }
  },
  async *fail(_incoming, signal) {
    yield 1
    yield 2
    await told(signal)
    throw new AppError('disk-full', { object: 'dock' })
  },
  // biome-ignore lint/correctness/useYield: it has nothing to say
  async *type(incoming, signal) {
    await told(signal)
    await drain(incoming)
  },
}
/** What was logged, as method and code. */
export const logged: string[] = []
export const server = createServer(contract, { dock }, (error, method) =>
  logged.push(`${method} ${error.code}`),
)
export const api = createClient(kindsOf(contract), bridgeTo(server))

/** The window's end of a channel, for what the client would never send. */
export function openRaw(name: string, input?: unknown) {
  const { port1, port2 } = new MessageChannel()
  const messages: { error?: { code: string }; item?: unknown; grant?: number; end?: true }[] = []
  const served = server.open(name, input, wrap(port2))
  port1.on('message', (message) => messages.push(message))
  return { port: port1, messages, served }
}

export const settled = () => new Promise((resolve) => setTimeout(resolve, 30))
export const nobodyIsLeft = () => eventually(() => expect(server.openStreams).toBe(0))

/** As if nothing had been asked yet. */
export function forget(): void {
  Object.assign(seen, { produced: 0, received: [], ends: [] })
  logged.length = 0
  word = new AbortController()
}
