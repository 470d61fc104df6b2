import { createWriteStream, fstatSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { isatty, WriteStream } from 'node:tty'

/** A stream onto standard output (1) or standard error (2), of the kind that Node's own main thread has there. */
export function standardStream(descriptor: 1 | 2): Writable {
  if (isatty(descriptor)) return new WriteStream(descriptor)
  const found = fstatSync(descriptor)
  return found.isFIFO() || found.isSocket()
    ? new Socket({ fd: descriptor, readable: false, writable: true })
    : createWriteStream('', { fd: descriptor, autoClose: false })
}

/** Resolves once all that was written before is out, or has nobody left to read it. */
export function written(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => {})
    stream.write('', () => resolve())
  })
}
