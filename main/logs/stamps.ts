import type { LogPiece } from '../engine/client/demux'

/** Bytes that a container wrote, without the time that the engine put before each message. */
export interface StampedBytes {
  /** The time as the engine wrote it; null when there was none. */
  readonly stamp: string | null
  readonly bytes: Uint8Array
  /** True for the first bytes of a message. */
  readonly starts: boolean
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
const longestStamp = 40
const SPACE = 32
const LF = 10

export interface StampReader {
  /** One piece in, at most one out. */
  push(piece: LogPiece): StampedBytes | null
  /** What was kept in case it became a time. */
  end(): StampedBytes | null
}

/** Takes the times off the messages of one source; a time may be cut anywhere. */
export function createStampReader(): StampReader {
  let stamp: string | null = null
  /** The beginning of a message, until its time is whole; null behind it. */
  let beginning: Buffer | null = null

  return {
    push({ bytes, starts, ends }) {
      if (starts) beginning = Buffer.alloc(0)
      if (!beginning) return { stamp, bytes, starts: false }
      const known = beginning.length > 0 ? Buffer.concat([beginning, bytes]) : toBuffer(bytes)
      const end = known.subarray(0, longestStamp).indexOf(SPACE)
      if (end < 0 && !ends && known.length < longestStamp) {
        beginning = known
        return null
      }
      beginning = null
      const text = end < 0 ? '' : known.toString('latin1', 0, end)
      stamp = rfc3339.test(text) ? text : null
      return { stamp, bytes: stamp === null ? known : known.subarray(end + 1), starts: true }
    },

    end() {
      return beginning?.length ? { stamp: null, bytes: beginning, starts: true } : null
    },
  }
}

/** `2026-01-02T03:04:05.123456789Z ` */
const stampLength = 31
/** Docker breaks longer lines into messages of this many bytes (moby: daemon/logger/copier.go). */
const longestMessage = 16_384

/**
 * Finds the messages in the log of a container with a terminal, which has no frames: each ends with its line, or where
 * Docker broke a long one.
 */
export function createTerminalMessages(): { push(chunk: Uint8Array): LogPiece[] } {
  let length = 0
  return {
    push(chunk) {
      const pieces: LogPiece[] = []
      let at = 0
      while (at < chunk.length) {
        const room = at + stampLength + longestMessage - length
        const lineEnd = chunk.indexOf(LF, at)
        const end = Math.min(lineEnd < 0 ? chunk.length : lineEnd + 1, room)
        const ends = end === lineEnd + 1 || end === room
        pieces.push({ source: 'stdout', bytes: chunk.subarray(at, end), starts: length === 0, ends })
        length = ends ? 0 : length + (end - at)
        at = end
      }
      return pieces
    },
  }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
