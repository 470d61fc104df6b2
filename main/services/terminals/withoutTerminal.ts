import { Duplex } from 'node:stream'
import { createDemux } from '../../engine/client/demux'

const [LF, CR] = [10, 13]

/**
 * What a program without a terminal reads and writes, as a terminal has it: lines end as there, and what it says as an error
 * comes in between.
 * @param attached the engine's stream, in frames
 */
export function withoutTerminal(attached: Duplex, object: string): Duplex {
  const demux = createDemux(object)
  const stream = new Duplex({
    read() {
      attached.resume()
    },
    write(chunk: Buffer, _, done) {
      // The key for the end of a line sends a carriage return.
      attached.write(
        chunk.map((byte) => (byte === CR ? LF : byte)),
        done,
      )
    },
    final(done) {
      attached.end(done)
    },
    destroy(error, done) {
      attached.destroy()
      done(error)
    },
  })
  attached.on('data', (chunk: Buffer) => {
    try {
      for (const { bytes } of demux.push(chunk)) if (!stream.push(withReturns(bytes))) attached.pause()
    } catch (thrown) {
      stream.destroy(thrown as Error)
    }
  })
  attached.once('end', () => stream.push(null))
  attached.once('error', (error) => stream.destroy(error))
  attached.once('close', () => stream.destroy())
  return stream
}

/** A terminal begins the next line where the last one ended, unless it is told to return. */
function withReturns(bytes: Uint8Array): Buffer {
  const lines = bytes.reduce((count, byte) => (byte === LF ? count + 1 : count), 0)
  const result = Buffer.allocUnsafe(bytes.length + lines)
  let at = 0
  for (const byte of bytes) {
    if (byte === LF) result[at++] = CR
    result[at++] = byte
  }
  return result
}
