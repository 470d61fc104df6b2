import type { LogBatch, LogLine } from '../../contract/containers'
import type { EngineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import type { EngineStream } from '../../engine/api/request'
import { batches } from './batches'
import { createLogReader } from './logLines'

/**
 * The newest lines, then what is written, until the container stops or the signal aborts.
 * @param inspect tells whether it has a terminal: then its log has no frames
 */
export async function* logOf(
  engine: EngineApi,
  inspect: () => Promise<InspectedContainer>,
  tail: number,
  signal: AbortSignal,
): AsyncGenerator<LogBatch, void> {
  try {
    const inspection = await inspect()
    const object = nameOfInspected(inspection)
    const asked = { follow: true, timestamps: true, tail, object, signal }
    const stream = await engine.containers.logs(inspection.Id, asked)
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
