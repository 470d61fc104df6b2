import type { z } from 'zod'
import { AppError } from '../contract/errors'

/** What a window sends over a channel. */
export interface Incoming {
  /** For the handler: ends where the window said so, and fails with the reason of the signal once that aborts. */
  readonly messages: AsyncIterable<unknown>
  /** @throws AppError `invalid-input` when it does not fit the schema, or there was no room for it */
  add(message: unknown): void
  /** @throws AppError `invalid-input` the second time */
  end(): void
}

/** Messages that the window may send ahead of the handler. */
export const room = 16

/**
 * Holds what the handler has not read yet: never more than the room that the window was given.
 * @param grant tells the window that it may send so many more
 */
export function createIncoming(
  schema: z.ZodType,
  grant: (count: number) => void,
  signal: AbortSignal,
): Incoming {
  const received: unknown[] = []
  /** Messages read since the window was last told of room. */
  let read = 0
  let allowed = 0
  let ended = false
  let wake = () => {}
  signal.addEventListener('abort', () => wake(), { once: true })

  function allow(count: number) {
    allowed += count
    grant(count)
  }

  async function* messages() {
    for (;;) {
      while (received.length === 0 && !ended && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (signal.aborted) throw reasonOf(signal)
      if (received.length === 0) return
      const message = received.shift()
      // In halves: the window sends on with the one while it is told of the other.
      if (++read === room / 2) {
        allow(read)
        read = 0
      }
      yield message
    }
  }

  allow(room)
  return {
    messages: messages(),
    add(message) {
      if (ended) throw new AppError('invalid-input/after-end')
      if (allowed === 0) throw new AppError('invalid-input/no-room')
      const parsed = schema.safeParse(message)
      if (!parsed.success) {
        const fields = parsed.error.issues.map((issue) => issue.path.join('.'))
        throw new AppError('invalid-input/fields', { method: 'message', fields })
      }
      allowed--
      received.push(parsed.data)
      wake()
    },
    end() {
      if (ended) throw new AppError('invalid-input/after-end')
      ended = true
      wake()
    },
  }
}

function reasonOf({ reason }: AbortSignal): AppError {
  return reason instanceof AppError ? reason : new AppError('cancelled')
}
