import { paced } from '../../base/paced'
import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import type { RegistryAuth } from '../../engine/api/registryAuth'
import type { Reference } from '../../shared/imageReference'
import type { Credentials } from '../registries/credentials'
import { isRootless } from '../registries/isRootless'
import { registryError } from '../registries/registryError'

export type RegistryWork = (
  auth: RegistryAuth | null,
  report: (item: ImageProgress) => void,
  signal: AbortSignal,
) => Promise<ImageProgress>

/**
 * Does something with the registry of an image, with what opens that registry and no other. Leaving the stream closes the
 * request, by which the engine stops.
 * @throws AppError what failed in terms of the image and its registry; `details.login` is 1 where a log-in could help
 */
export async function* withRegistry(
  engine: EngineApi,
  way: 'pull' | 'push',
  { full, host }: Reference,
  credentials: Pick<Credentials, 'of'>,
  work: RegistryWork,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  yield* paced(async (report, signal) => {
    const { auth, problem } = await credentials.of(host, signal)
    let reached = false
    const hear = (item: ImageProgress) => {
      reached ||= item.layers.length > 0
      report(item)
    }
    try {
      return await work(auth, hear, signal)
    } catch (thrown) {
      const rootless = signal.aborted ? false : await isRootless(engine)
      const user = auth && (auth.username ?? '')
      throw registryError(thrown, { way, object: full, host, user, problem, reached, rootless })
    }
  }, signal)
}
