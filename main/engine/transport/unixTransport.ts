import { Socket } from 'node:net'
import { connected, type Transport } from './transport'

/**
 * An engine of this machine: whoever may open its socket may use it.
 * @param path asked for anew each time where it is a function
 */
export function unixTransport(path: string | (() => string)): Transport {
  const now = typeof path === 'function' ? path : () => path
  return {
    open: async () => connected(new HeardOutSocket().connect({ path: now() }), 'connect'),
    close() {},
  }
}

/**
 * An engine may answer, well or not, before it has read the last of a request, and close. What it no longer takes is dropped
 * here: an error would end the socket with the answer unread in it, and the person would learn of a broken pipe instead of
 * a loaded image or a full disk. Where there is no answer, the end of what can be read says so.
 */
class HeardOutSocket extends Socket {
  override _write(chunk: unknown, encoding: BufferEncoding, done: Written): void {
    super._write(chunk, encoding, unlessGone(done))
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: Written): void {
    super._writev!(chunks, unlessGone(done))
  }
}

type Written = (error?: NodeJS.ErrnoException | null) => void

function unlessGone(done: Written): Written {
  return (error) => done(error?.code === 'EPIPE' || error?.code === 'ECONNRESET' ? null : error)
}
