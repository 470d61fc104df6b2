import { createLineSplitter, type Line } from '../../base/lines'
import type { LogLine } from '../../contract/containers'
import { createDemux, type LogPiece, type Source } from '../../engine/client/demux'
import { engineError } from '../../engine/client/errors'
import { createStampReader, createTerminalMessages } from '../../logs/stamps'

/** Turns the bytes of a log with timestamps into lines, however they were cut into chunks. */
export interface LogReader {
  /** @throws AppError what the engine says when it cannot read on */
  push(chunk: Uint8Array): LogLine[]
  end(): LogLine[]
}

/** @param terminal whether the container has one: then there is one source, and no frames */
export function createLogReader(terminal: boolean, object: string): LogReader {
  const messages = terminal ? createTerminalMessages() : createDemux(object)
  const readers = { stdout: createSourceReader('stdout'), stderr: createSourceReader('stderr') }

  return {
    push(chunk) {
      return messages.push(chunk).flatMap((piece) => {
        if (piece.source === 'engine') throw engineError(Buffer.from(piece.bytes).toString(), object)
        return readers[piece.source].push(piece)
      })
    },
    end: () => [...readers.stdout.end(), ...readers.stderr.end()],
  }
}

/** A line has the time of its first message: Docker breaks what is longer than 16 KiB into several. */
function createSourceReader(source: Source) {
  const stamps = createStampReader()
  const splitter = createLineSplitter(undefined, { overwritten: true })
  let at: number | null = null

  function push(bytes: Uint8Array, stamp: string | null, starts: boolean): LogLine[] {
    const time = starts ? (stamp === null ? null : Date.parse(stamp)) : at
    if (!splitter.within) at = time
    const lines = splitter.push(bytes).map((line, index) => toLogLine(line, index === 0 ? at : time))
    if (lines.length > 0) at = time
    return lines
  }

  function toLogLine({ text, cut }: Line, at: number | null): LogLine {
    return { at, source, text, cut }
  }

  return {
    push(piece: LogPiece): LogLine[] {
      const message = stamps.push(piece)
      return message ? push(message.bytes, message.stamp, message.starts) : []
    },
    end(): LogLine[] {
      const rest = stamps.end()
      const lines = rest ? push(rest.bytes, rest.stamp, rest.starts) : []
      return [...lines, ...splitter.end().map((line) => toLogLine(line, at))]
    },
  }
}
