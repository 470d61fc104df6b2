import type { RegistryAuth } from './registryAuth'
import type { Asking, EngineStream, Requests } from './request'
import type { DiskUsage, LoginAnswer, SystemInfo, SystemVersion } from './systemAnswers'

/** What the engine counts on its disk. */
type DiskUsageType = 'image' | 'container' | 'volume' | 'build-cache'

/** On large data-roots the engine counts for minutes; in milliseconds. */
const counting = 30 * 60_000

/** A host that swallows packets keeps the engine waiting for about a minute; in milliseconds. */
const loggingIn = 120_000

/** The System section of the Engine API, 1.41 to 1.51. */
export function systemApi(engine: Requests) {
  return {
    /** SystemPing, by HEAD; Podman answers that too. */
    async ping(asking: Asking = {}): Promise<void> {
      await engine.request({ method: 'HEAD', path: '/_ping', object: 'Engine', ...asking })
    },

    /** SystemVersion. */
    async version(asking: Asking = {}): Promise<SystemVersion> {
      return engine.request({ method: 'GET', path: '/version', object: 'Engine', ...asking })
    },

    /**
     * SystemInfo.
     * @param apiVersion such as `1.43`: asked in the words of that version
     */
    async info({
      apiVersion,
      ...asking
    }: Asking & { readonly apiVersion?: string } = {}): Promise<SystemInfo> {
      const path = apiVersion ? `/v${apiVersion}/info` : '/info'
      return engine.request({ method: 'GET', path, object: 'Engine', ...asking })
    },

    /** SystemAuth: whether a registry lets somebody in, which the engine asks it. */
    async auth(login: RegistryAuth, asking: Asking = {}): Promise<LoginAnswer | undefined> {
      return engine.request({
        method: 'POST',
        path: '/auth',
        body: login,
        object: login.serveraddress,
        timeout: loggingIn,
        ...asking,
      })
    },

    /** SystemDataUsage. @param type counts only that, where the engine's API is 1.42 or newer */
    async df({ type, ...asking }: Asking & { readonly type?: DiskUsageType } = {}): Promise<DiskUsage> {
      return engine.request({
        method: 'GET',
        path: '/system/df',
        query: { type },
        object: 'Engine',
        timeout: counting,
        ...asking,
      })
    },

    /** SystemEvents: a JSON object a line, for as long as the engine runs; silent while nothing happens. */
    async events(asking: Asking = {}): Promise<EngineStream> {
      return engine.stream({ method: 'GET', path: '/events', object: 'Events', ...asking })
    },
  }
}

export type SystemApi = ReturnType<typeof systemApi>
