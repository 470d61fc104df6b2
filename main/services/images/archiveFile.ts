import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { anySignal } from '../../base/anySignal'
import { AppError } from '../../contract/errors'

const chunkSize = 1024 * 1024

/** @throws AppError `archive-invalid` for what is no file or cannot be read, `denied`, `not-found` */
export async function openToSend(path: string): Promise<FileHandle> {
  const name = basename(path)
  try {
    // Without O_NONBLOCK a named pipe that nobody writes to would never open.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    if ((await file.stat()).isFile()) return file
    await file.close()
  } catch (thrown) {
    throw unreadable(thrown, name)
  }
  throw new AppError('archive-invalid', { object: name })
}

/** A file on its way to the engine. */
export interface Sending {
  readonly body: Readable
  /** Aborts with the caller's signal, and when the file cannot be read any more: the end of a request's body must not look like the file's end. */
  readonly signal: AbortSignal
  /** What is to be thrown for what was: why the file could not be read, where that was it. */
  reasonOf(thrown: unknown): unknown
}

/**
 * @param before goes before the file's bytes
 * @param onRead is told the bytes of the file that were read so far
 */
export function sendArchive(
  file: FileHandle,
  name: string,
  before: Buffer | null,
  onRead: (bytes: number) => void,
  outer: AbortSignal,
): Sending {
  const failure = new AbortController()
  const onError = (error: unknown) => failure.abort(error)
  return {
    body: Readable.from(chunks(file, before, onRead, onError), {
      objectMode: false,
      highWaterMark: chunkSize,
    }),
    signal: anySignal(outer, failure.signal),
    reasonOf: (thrown) => (failure.signal.aborted ? unreadable(failure.signal.reason, name) : thrown),
  }
}

async function* chunks(
  file: FileHandle,
  before: Buffer | null,
  onRead: (bytes: number) => void,
  onError: (error: unknown) => void,
): AsyncGenerator<Buffer> {
  if (before) yield before
  let position = 0
  for (;;) {
    const buffer = Buffer.allocUnsafe(chunkSize)
    const { bytesRead } = await file.read(buffer, 0, chunkSize, position).catch((error) => {
      onError(error)
      throw error
    })
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
    onRead(position)
  }
}

/** What the system has against a file that is to be read. */
export function unreadable(thrown: unknown, name: string): AppError {
  if (thrown instanceof AppError) return thrown
  const { code = '', message } = thrown as NodeJS.ErrnoException
  const details = { object: name, engine: message }
  if (['ENOENT', 'ENOTDIR'].includes(code)) return new AppError('not-found', details, { cause: thrown })
  if (['EACCES', 'EPERM'].includes(code)) return new AppError('denied', details, { cause: thrown })
  // A socket cannot be opened at all.
  if (code === 'ENXIO') return new AppError('archive-invalid', details, { cause: thrown })
  return new AppError('archive-invalid/unread', { ...details, reason: message }, { cause: thrown })
}
