import type { LogBatch, LogLine } from '../../contract/containers'
import { enginePath } from '../../engine/api/enginePath'
import type { EngineStream } from '../../engine/api/request'
import type { Connection } from '../../engine/client/connection'
import { batches } from './batches'
import { type Inspection, nameIn } from './inspection'
import { createLogReader } from './logLines'

/**
 * The newest lines, then what is written, until the container stops or the signal aborts.
 * @param inspect tells whether it has a terminal: then its log has no frames
 */
export async function* logs(
  connection: Connection,
  inspect: () => Promise<Inspection>,
  tail: number,
  signal: AbortSignal,
): AsyncGenerator<LogBatch, void> {
  try {
    const inspection = await inspect()
    const object = nameIn(inspection)
    const stream = await connection.stream({
      method: 'GET',
      path: enginePath`/containers/${inspection.Id}/logs`,
      query: { follow: true, stdout: true, stderr: true, timestamps: true, tail },
      object,
      signal,
    })
    yield* batches(lines(stream, inspection.Config.Tty, object), stream.destroy)
  } catch (thrown) {
    if (!signal.aborted) throw thrown
  }
}

async function* lines(
  stream: EngineStream,
  terminal: boolean,
  object: string,
): AsyncGenerator<readonly LogLine[], void> {
  const reader = createLogReader(terminal, object)
  for await (const chunk of stream) yield reader.push(chunk)
  yield reader.end()
}
