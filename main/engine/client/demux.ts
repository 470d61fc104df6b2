import { sentence } from '../../texts/sentence'
import { strangeAnswer } from '../api/strangeAnswer'

export type Source = 'stdout' | 'stderr'

/** Some bytes that a container wrote, or a part of them. */
export interface LogPiece {
  /** `engine`: words of the engine itself, on why it cannot go on. */
  readonly source: Source | 'engine'
  readonly bytes: Uint8Array
  /** True for the first piece of a frame: of one message of the log. */
  readonly starts: boolean
  /** True for the last piece of a frame. */
  readonly ends: boolean
}

export interface Demux {
  /** @throws AppError `engine-failed` when this is no multiplexed stream */
  push(chunk: Uint8Array): LogPiece[]
}

const headerLength = 8
/** By the first byte of the header: stdin (as Docker's own reader does, taken for stdout), stdout, stderr, the engine. */
const sources = ['stdout', 'stdout', 'stderr', 'engine'] as const

/**
 * Takes Docker's multiplexed stream apart: frames of a header (stream, three zeros, length as 32 bits, big-endian) and that many
 * bytes. A frame that spans chunks comes in pieces, so that nothing but a header is ever kept.
 * Source: https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerAttach
 * @param object whose stream it is, for errors
 */
export function createDemux(object: string): Demux {
  const header = Buffer.alloc(headerLength)
  let headerFilled = 0
  let missing = 0
  let source: LogPiece['source'] = 'stdout'
  let starts = false

  function readHeader() {
    const kind = sources[header[0]!]
    if (!kind || header[1] || header[2] || header[3])
      throw strangeAnswer(sentence('answer/no-frames'), object)
    source = kind
    missing = header.readUInt32BE(4)
    starts = true
    headerFilled = 0
  }

  return {
    push(chunk) {
      const pieces: LogPiece[] = []
      let at = 0
      while (at < chunk.length) {
        if (missing === 0) {
          const part = chunk.subarray(at, at + headerLength - headerFilled)
          header.set(part, headerFilled)
          headerFilled += part.length
          at += part.length
          if (headerFilled === headerLength) readHeader()
        } else {
          const bytes = chunk.subarray(at, at + missing)
          missing -= bytes.length
          pieces.push({ source, bytes, starts, ends: missing === 0 })
          at += bytes.length
          starts = false
        }
      }
      return pieces
    },
  }
}
