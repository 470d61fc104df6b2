import { closeSync, constants, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { createDemux, type LogPiece, type Source } from '../engine/client/demux'
import { writeLogRecord } from './record'
import { createStampReader, createTerminalMessages } from './stamps'

/** What an engine says of a log, kept in a file as its own files are: so that all logs are read alike, however long they are. */
export interface Spool {
  /** The file, open to be read; whoever asks for it closes it. */
  reader(): number
  readonly bytes: number
  /** The engine's own words on why it does not go on; null while it does. */
  readonly complaint: string | null
  push(chunk: Uint8Array): void
  end(): void
  close(): void
}

let made = 0

/**
 * @param terminal whether the container has one: then there is one source, and no frames
 * @throws AppError `engine-failed` for bytes that are no log
 */
export function createSpool(scratch: string, terminal: boolean): Spool {
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  const path = join(scratch, `log-${process.pid}-said-${made++}`)
  const fd = openSync(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND,
    0o600,
  )
  // Without a name it is gone with whoever has it open, however that ends.
  unlinkSync(path)
  const messages = terminal ? createTerminalMessages() : createDemux('')
  const writers = { stdout: createWriter('stdout'), stderr: createWriter('stderr') }
  let bytes = 0
  let complaint: string | null = null

  function write(text: string) {
    const buffer = Buffer.from(text)
    for (let done = 0; done < buffer.length; ) done += writeSync(fd, buffer, done)
    bytes += buffer.length
  }

  return {
    reader: () => openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY),
    get bytes() {
      return bytes
    },
    get complaint() {
      return complaint
    },
    push(chunk) {
      let text = ''
      for (const piece of messages.push(chunk)) {
        if (piece.source === 'engine') complaint = Buffer.from(piece.bytes).toString()
        else text += writers[piece.source].push(piece)
      }
      if (text !== '') write(text)
    },
    end: () => write(writers.stdout.end() + writers.stderr.end()),
    close: () => closeSync(fd),
  }
}

/** Makes records of the messages of one source. */
function createWriter(source: Source) {
  const stamps = createStampReader()
  const decoder = new StringDecoder('utf8')
  const stderr = source === 'stderr'
  let text = ''
  let time = ''

  function record(): string {
    const written = writeLogRecord({ text, stderr }, time)
    text = ''
    return written
  }
  return {
    push(piece: LogPiece): string {
      const found = stamps.push(piece)
      if (!found) return ''
      if (found.starts) time = found.stamp ?? ''
      text += decoder.write(Buffer.from(found.bytes))
      return piece.ends ? record() : ''
    },
    end(): string {
      const rest = stamps.end()
      if (rest) text += decoder.write(Buffer.from(rest.bytes))
      text += decoder.end()
      return text === '' ? '' : record()
    },
  }
}
