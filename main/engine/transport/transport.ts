import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { AppError } from '../../contract/errors'

/** A way to one engine's API: opens streams over which HTTP is spoken. */
export interface Transport {
  /** @throws AppError, or an error of the system; nothing of a request was sent then */
  open(): Promise<Duplex>
  /** Ends all that is open. Opening again connects anew. */
  close(): void
}

/** The socket, once it is connected; what comes after is for whoever uses it to hear. */
export async function connected<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  timeout?: number,
) {
  const timer =
    timeout !== undefined &&
    setTimeout(
      () => socket.destroy(Object.assign(new Error('No connection'), { code: 'ETIMEDOUT' })),
      timeout,
    )
  try {
    await once(socket, event)
    return socket
  } finally {
    if (timer) clearTimeout(timer)
  }
}

/** Nobody is there, or the way there is closed; `reason` is the end of a sentence, `cause.code` goes along. */
export function unreachable(object: string, reason: string, cause?: unknown): AppError {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException
  return new AppError(
    'engine-unreachable',
    `${object}: ${reason}`,
    { reason, object, cause: code },
    { cause },
  )
}
