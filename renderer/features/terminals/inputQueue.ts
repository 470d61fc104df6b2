import { mostTyped, type TerminalSize } from '../../../main/contract/terminals'

/** What the person types and pastes, on its way to main. */
export interface InputQueue {
  /** What was typed or pasted. Ctrl+C takes back what has not been sent yet. */
  type(text: string): void
  resize(size: TerminalSize): void
  /** Bytes that wait until there is room for them. */
  waiting(): number
  /** Nothing more is sent. */
  stop(): void
}

const interrupt = '\x03'
const encoder = new TextEncoder()

/**
 * Sends a piece at a time, each once there was room for the one before: a long paste waits here, and not in main.
 * @param send rejects once it is over; then all that waits is forgotten
 */
export function createInputQueue(
  send: (message: Uint8Array | TerminalSize) => Promise<void>,
  piece = mostTyped,
): InputQueue {
  let typed: Uint8Array[] = []
  let size: TerminalSize | null = null
  let [busy, stopped] = [false, false]

  function next(): Uint8Array | TerminalSize | undefined {
    if (size) {
      const newest = size
      size = null
      return newest
    }
    const [first] = typed
    if (!first) return undefined
    const rest = first.subarray(piece)
    if (rest.length > 0) typed[0] = rest
    else typed.shift()
    return first.subarray(0, piece)
  }

  async function pump() {
    if (busy) return
    busy = true
    try {
      for (let message = next(); message && !stopped; message = next()) await send(message)
    } catch {
      // Whoever reads hears why it is over.
      stop()
    } finally {
      busy = false
    }
  }

  function stop() {
    stopped = true
    typed = []
    size = null
  }

  return {
    type(text) {
      if (stopped || text === '') return
      if (text === interrupt) typed = []
      typed.push(encoder.encode(text))
      void pump()
    },
    resize(changed) {
      if (stopped) return
      size = changed
      void pump()
    },
    waiting: () => typed.reduce((sum, { length }) => sum + length, 0),
    stop,
  }
}
