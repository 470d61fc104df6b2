import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import type { SourcePlace } from '../../logs/worker/protocol'
import { shortId } from '../../shared/digest'

/** A container whose log is to be read, and where. */
export interface PlacedLog {
  readonly id: string
  readonly name: string
  readonly place: SourcePlace
}

/**
 * Where the log of a container is read: the files of an engine whose disk is this one's are read directly; any other engine, and any
 * other log driver, is asked.
 * @param data the engine's data-root, where it may be read; else null
 * @param back how many lines an engine is asked for
 */
export async function logPlaceOf(
  engine: EngineApi,
  id: string,
  { data, back, signal }: { data: string | null; back: number; signal: AbortSignal },
): Promise<PlacedLog> {
  try {
    const inspected = await engine.containers.inspect(id, { object: shortId(id), signal })
    const path = data && logFile(inspected, data)
    const name = nameOfInspected(inspected)
    if (path) return { id, name, place: { from: 'file', path } }
    return { id, name, place: { from: 'engine', terminal: inspected.Config.Tty, back } }
  } catch (thrown) {
    if (AppError.from(thrown).code !== 'not-found') throw thrown
    return { id, name: shortId(id), place: { from: 'nowhere' } }
  }
}

/** The file of the driver json-file; null for any other. The path that the engine names is not asked for: it is told by the id. */
export function logFile({ Id, HostConfig }: InspectedContainer, data: string): string | null {
  if (HostConfig.LogConfig?.Type !== 'json-file' || !/^[0-9a-f]{64}$/.test(Id)) return null
  return join(data, 'containers', Id, `${Id}-json.log`)
}
