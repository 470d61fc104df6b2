import { setTimeout as delay } from 'node:timers/promises'
import { enginePath } from '../../engine/api/enginePath'
import type { EngineStream } from '../../engine/api/request'
import type { Connection } from '../../engine/client/connection'
import { createDemux } from '../../engine/client/demux'
import { engineError } from '../../engine/client/errors'
import { writeNewFile } from '../newFile'
import { type Inspection, nameIn } from './inspection'

interface Progress {
  readonly bytes: number
  readonly file: string
}

const pauseBetweenItems = 100
const patience = 60_000

/** Writes the whole log, as text and both sources in their order, and tells how far it got at most ten times a second. */
export async function* saveLog(
  connection: Connection,
  inspection: Inspection,
  { file, timestamps }: { file: string; timestamps: boolean },
  signal: AbortSignal,
): AsyncGenerator<Progress, void> {
  const object = nameIn(inspection)
  const stream = await connection.stream({
    method: 'GET',
    path: enginePath`/containers/${inspection.Id}/logs`,
    query: { stdout: true, stderr: true, timestamps },
    object,
    idleTimeout: patience,
    signal,
  })
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
