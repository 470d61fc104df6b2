import { request } from 'node:http'

export interface EngineVersion {
  readonly version: string
  readonly apiVersion: string
}

/** `GET /version` (Engine API, SystemVersion). Rejects when there is no answer within the deadline. */
export async function engineVersion(socket: string, milliseconds = 5000): Promise<EngineVersion> {
  const found = (await getJson(socket, '/version', milliseconds)) as { Version: string; ApiVersion: string }
  return { version: found.Version, apiVersion: found.ApiVersion }
}

/** The storage driver in use: `GET /info` (Engine API, SystemInfo). */
export async function storageDriver(socket: string, milliseconds = 20_000): Promise<string> {
  return ((await getJson(socket, '/info', milliseconds)) as { Driver: string }).Driver
}

/**
 * The longest time, in seconds, that any running container was given to stop (Engine API, ContainerInspect:
 * Config.StopTimeout; 10 where it was not said).
 */
export async function longestStopTime(socket: string, milliseconds = 5000): Promise<number> {
  const running = (await getJson(socket, '/containers/json', milliseconds)) as { Id: string }[]
  const details = await Promise.all(
    running.map(({ Id }) => getJson(socket, `/containers/${Id}/json`, milliseconds).catch(() => null)),
  )
  const times = details.map(
    (one) => (one as { Config?: { StopTimeout?: number } } | null)?.Config?.StopTimeout ?? 10,
  )
  return Math.max(0, ...times)
}

/** The answer to a GET of the engine's API. Rejects unless it is 200 and JSON, and in time. */
export function getJson(socketPath: string, path: string, milliseconds: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        try {
          if (response.statusCode !== 200) throw new Error(`${path} was answered with ${response.statusCode}`)
          resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')))
        } catch (error) {
          reject(error)
        }
      })
    })
    const timer = setTimeout(() => call.destroy(new Error(`${path} was not answered in time`)), milliseconds)
    call.on('close', () => clearTimeout(timer))
    call.on('error', reject)
    call.end()
  })
}
