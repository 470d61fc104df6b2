import { expect } from 'vitest'
import type { Services } from '../../main/contract/contract'
import type { TerminalNews, TerminalRequest, TerminalSize } from '../../main/contract/terminals'
import { eventually } from './eventually'

export interface OpenTerminal {
  /** All that it has shown. */
  shown(): string
  /** Resolves once it has shown this. */
  shows(text: string | RegExp): Promise<void>
  type(text: string): void
  resize(size: TerminalSize): void
  /** Nothing more will be typed; resolves to its last news. */
  close(): Promise<TerminalNews | undefined>
  /** Leaves it without a word, as a window does that dies. */
  abandon(): void
  /** Resolves to its last news, or rejects with what it failed with. */
  readonly ended: Promise<TerminalNews | undefined>
  readonly news: readonly TerminalNews[]
}

/** A terminal as the window has it, without a window; it reads at once what there is. */
export function openTerminal(
  service: Services['terminals'],
  request: Partial<TerminalRequest> & { readonly id: string },
): OpenTerminal {
  const stop = new AbortController()
  const input: (Uint8Array | TerminalSize)[] = []
  let [text, isOver, wake] = ['', false, () => {}]
  const news: TerminalNews[] = []

  async function* incoming() {
    for (;;) {
      const next = input.shift()
      if (next) yield next
      else if (isOver) return
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  }
  const items = service.open(
    { kind: 'shell', size: { columns: 80, rows: 24 }, ...request },
    incoming(),
    stop.signal,
  )
  const decoder = new TextDecoder()
  async function read() {
    for await (const item of items) {
      if (item instanceof Uint8Array) text = (text + decoder.decode(item, { stream: true })).slice(-1_000_000)
      else news.push(item)
    }
    return news.at(-1)
  }
  const ended = read()
  ended.catch(() => {})
  const send = (message: Uint8Array | TerminalSize) => {
    input.push(message)
    wake()
  }
  return {
    shown: () => text,
    async shows(wanted) {
      await eventually(() => expect(text).toMatch(wanted))
    },
    type: (words) => send(Buffer.from(words)),
    resize: send,
    close() {
      isOver = true
      wake()
      return ended
    },
    abandon: () => stop.abort(),
    ended,
    news,
  }
}
