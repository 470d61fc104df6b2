import type { Readable, Writable } from 'node:stream'

/** The Chrome DevTools Protocol over a pair of pipes: messages of JSON, each ended by NUL. */
export interface DevTools {
  /** Sends one command and resolves with its result. Rejects with the browser's own words. */
  send<T>(method: string, params?: object, session?: string): Promise<T>
}

interface Waiting {
  resolve(result: never): void
  reject(error: Error): void
}
interface Message {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/**
 * Talks to a program that was started with `--remote-debugging-pipe` (file descriptors 3 and 4). Until the first
 * command is sent this costs the program nothing, unlike a driver that attaches to every page.
 */
export function createDevTools(commands: Writable, answers: Readable): DevTools {
  const waiting = new Map<number, Waiting>()
  let last = 0
  let text = ''

  function receive({ id, result, error }: Message) {
    if (id === undefined) return
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error) asked?.reject(new Error(error.message))
    else asked?.resolve(result as never)
  }
  answers.setEncoding('utf8')
  answers.on('data', (chunk: string) => {
    text += chunk
    const messages = text.split('\0')
    text = messages.pop()!
    for (const message of messages) receive(JSON.parse(message) as Message)
  })
  answers.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The window has closed.'))
    waiting.clear()
  })
  commands.on('error', () => {})

  return {
    send: (method, params = {}, session) =>
      new Promise((resolve, reject) => {
        const id = ++last
        waiting.set(id, { resolve, reject })
        commands.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`)
      }),
  }
}
