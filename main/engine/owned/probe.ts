import { sentence } from '../../texts/sentence'
import { engineApi } from '../api/api'
import type { ContainersApi } from '../api/containers'
import type { ImagesApi } from '../api/images'
import { strangeAnswer } from '../api/strangeAnswer'
import type { SystemApi } from '../api/system'
import type { VolumesApi } from '../api/volumes'
import { createConnection } from '../client/connection'
import { createReadDialer } from '../client/readDialer'

/** What an engine may be asked, changing nothing. */
export interface EngineReads {
  readonly containers: Pick<ContainersApi, 'list' | 'inspect'>
  readonly images: Pick<ImagesApi, 'list' | 'inspect'>
  readonly system: SystemApi
  readonly volumes: Pick<VolumesApi, 'list'>
}

/**
 * The engine behind a socket of this machine, for whoever asks it one thing: without what it takes to load for more. Nothing
 * stays open between two questions, so there is nothing to close.
 */
export function engineAt(socket: string): EngineReads {
  return engineApi(createConnection({ socket, dialer: async (agent) => createReadDialer({ agent }) }))
}

export interface EngineVersion {
  readonly version: string
  readonly apiVersion: string
}

/** @param milliseconds until it has to have answered */
export async function engineVersion(socket: string, milliseconds = 5000): Promise<EngineVersion> {
  const { Version, ApiVersion } = await engineAt(socket).system.version({ timeout: milliseconds })
  if (!Version || !ApiVersion) throw strangeAnswer(sentence('answer/no-version'), 'Engine')
  return { version: Version, apiVersion: ApiVersion }
}

/** The storage driver in use. */
export async function storageDriver(socket: string, milliseconds = 20_000): Promise<string> {
  const { Driver } = await engineAt(socket).system.info({ timeout: milliseconds })
  if (!Driver) throw strangeAnswer(sentence('answer/no-driver'), 'Engine')
  return Driver
}

/** The longest time, in seconds, that any running container was given to stop; 10 where it was not said. */
export async function longestStopTime(socket: string, milliseconds = 5000): Promise<number> {
  const { containers } = engineAt(socket)
  const asking = { timeout: milliseconds }
  const running = await containers.list(asking)
  const details = await Promise.all(running.map(({ Id }) => containers.inspect(Id, asking).catch(() => null)))
  return Math.max(0, ...details.map((one) => one?.Config?.StopTimeout ?? 10))
}
