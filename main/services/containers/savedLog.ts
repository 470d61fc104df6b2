import { setTimeout as delay } from 'node:timers/promises'
import type { EngineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import type { EngineStream } from '../../engine/api/request'
import { createDemux, type Source } from '../../engine/client/demux'
import { engineError } from '../../engine/client/errors'
import { writeNewFile } from '../newFile'
import { createStampReader, createTerminalMessages, type StampedBytes } from './stamps'

interface Progress {
  readonly bytes: number
  readonly file: string
}

const pauseBetweenItems = 100
const idleTimeout = 60_000

/** Writes the whole log, as text and both sources in their order, and tells how far it got at most ten times a second. */
export async function* saveLog(
  engine: EngineApi,
  inspection: InspectedContainer,
  { file, timestamps }: { file: string; timestamps: boolean },
  signal: AbortSignal,
): AsyncGenerator<Progress, void> {
  const object = nameOfInspected(inspection)
  const asked = { timestamps, object, idleTimeout: idleTimeout, signal }
  const stream = await engine.containers.logs(inspection.Id, asked)
  let bytes = 0
  let done = false
  async function* counted() {
    const terminal = inspection.Config.Tty
    const chunks = timestamps
      ? stampedLines(stream, terminal, object)
      : terminal
        ? stream
        : withoutFrames(stream, object)
    for await (const chunk of chunks) {
      yield chunk
      bytes += chunk.length
    }
  }
  const writing = writeNewFile(file, counted()).finally(() => {
    done = true
  })
  // Until it is awaited below, a failure has nobody to hear it.
  writing.catch(() => {})
  try {
    while (!done) {
      await Promise.race([writing, delay(pauseBetweenItems, undefined, { ref: false })])
      if (!done) yield { bytes, file }
    }
    await writing
    yield { bytes, file }
  } finally {
    // Left before its end: the part that was written goes again.
    stream.destroy()
    await writing.catch(() => {})
  }
}

const SPACE = Buffer.from(' ')
const LF = Buffer.from('\n')

/**
 * Lines, each with one time: Docker breaks what is longer than 16 KiB into messages, and puts a time before each. Where one source
 * writes within a line of the other, a new line begins.
 */
async function* stampedLines(
  stream: EngineStream,
  terminal: boolean,
  object: string,
): AsyncGenerator<Uint8Array, void> {
  const messages = terminal ? createTerminalMessages() : createDemux(object)
  const stamps = { stdout: createStampReader(), stderr: createStampReader() }
  /** Whose line it is that has begun and not ended. */
  let within: Source | null = null

  function* written(source: Source, found: StampedBytes | null): Generator<Uint8Array, void> {
    if (!found || (found.bytes.length === 0 && !found.starts)) return
    if (within !== null && within !== source) {
      yield LF
      within = null
    }
    if (within === null && found.stamp !== null) yield* [Buffer.from(found.stamp), SPACE]
    yield found.bytes
    within = found.bytes.at(-1) === LF[0] ? null : source
  }
  for await (const chunk of stream) {
    const parts: Uint8Array[] = []
    for (const piece of messages.push(chunk)) {
      if (piece.source === 'engine') throw engineError(Buffer.from(piece.bytes).toString(), object)
      parts.push(...written(piece.source, stamps[piece.source].push(piece)))
    }
    yield Buffer.concat(parts)
  }
  for (const source of ['stdout', 'stderr'] as const) yield* written(source, stamps[source].end())
}

async function* withoutFrames(stream: EngineStream, object: string): AsyncGenerator<Uint8Array, void> {
  const demux = createDemux(object)
  for await (const chunk of stream) {
    const pieces = demux.push(chunk)
    const failure = pieces.find(({ source }) => source === 'engine')
    if (failure) throw engineError(Buffer.from(failure.bytes).toString(), object)
    yield Buffer.concat(pieces.map(({ bytes }) => bytes))
  }
}
