import { setTimeout as delay } from 'node:timers/promises'
import type { EngineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import type { EngineStream } from '../../engine/api/request'
import { createDemux } from '../../engine/client/demux'
import { engineError } from '../../engine/client/errors'
import { writeNewFile } from '../newFile'

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
    for await (const chunk of inspection.Config.Tty ? stream : withoutFrames(stream, object)) {
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

async function* withoutFrames(stream: EngineStream, object: string): AsyncGenerator<Uint8Array, void> {
  const demux = createDemux(object)
  for await (const chunk of stream) {
    const pieces = demux.push(chunk)
    const failure = pieces.find(({ source }) => source === 'engine')
    if (failure) throw engineError(Buffer.from(failure.bytes).toString(), object)
    yield Buffer.concat(pieces.map(({ bytes }) => bytes))
  }
}
