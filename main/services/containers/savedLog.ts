import type { EngineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import type { EngineStream } from '../../engine/api/request'
import { createDemux, type Source } from '../../engine/client/demux'
import { engineError } from '../../engine/client/errors'
import { createStampReader, createTerminalMessages, type StampedBytes } from '../../logs/stamps'
import { type SavedFile, saveFile } from '../savedFile'

const idleTimeout = 60_000

/** Writes the whole log, as text and both sources in their order, and tells how far it got at most ten times a second. */
export async function* saveLog(
  engine: EngineApi,
  inspection: InspectedContainer,
  { file, timestamps }: { file: string; timestamps: boolean },
  signal: AbortSignal,
): AsyncGenerator<SavedFile, void> {
  const object = nameOfInspected(inspection)
  const asked = { timestamps, object, idleTimeout: idleTimeout, signal }
  const stream = await engine.containers.logs(inspection.Id, asked)
  const terminal = inspection.Config.Tty
  const chunks = timestamps
    ? stampedLines(stream, terminal, object)
    : terminal
      ? stream
      : withoutFrames(stream, object)
  yield* saveFile(file, chunks, () => stream.destroy())
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
