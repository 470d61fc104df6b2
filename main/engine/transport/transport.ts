import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { NoJsonError } from '../../base/json'
import { AppError } from '../../contract/errors'
import { type Sentence, sentence } from '../../texts/sentence'

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

/** Why a file of the person's cannot be used; what is rarer is said in the system's words. */
export function whyNotRead(thrown: unknown): Sentence | string {
  if (thrown instanceof NoJsonError) {
    return sentence('why/no-json', { line: thrown.line, column: thrown.column })
  }
  const { code, message } = thrown as NodeJS.ErrnoException
  if (code === 'ENOENT') return sentence('why/file-absent')
  if (code === 'EACCES') return sentence('why/file-closed')
  return code === 'EISDIR' ? sentence('why/file-is-directory') : message
}

/**
 * Nobody is there, or the way there is closed.
 * @param reason the end of a sentence; a string is in the words of the system or of whoever is there
 * @param cause its `code` goes along
 */
export function unreachable(object: string, reason: Sentence | string, cause?: unknown): AppError {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException
  return new AppError('engine-unreachable/reason', { reason, object, cause: code }, { cause })
}
