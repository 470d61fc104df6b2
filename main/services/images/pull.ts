import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import { jsonLines } from '../../engine/client/jsonLines'
import { parseReference, sortTags } from '../../shared/imageReference'
import type { Credentials } from '../registries/credentials'
import { createPullProgress } from './pullProgress'
import { withRegistry } from './withRegistry'

/**
 * Pulls an image; the last item comes after the image was seen to be there. Leaving the stream closes the request,
 * by which the engine stops the pull.
 * @throws AppError `image-unknown`, `registry-denied`, `registry-unreachable` (details.host), `disk-full`, `cancelled`, ...
 */
export function pullImage(
  engine: EngineApi,
  text: string,
  credentials: Pick<Credentials, 'of'>,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const reference = parseReference(text)
  const { name, version, full } = reference
  return withRegistry(
    engine,
    'pull',
    reference,
    credentials,
    async (auth, report, signal) => {
      const progress = createPullProgress()
      report(progress.snapshot())
      const answer = await engine.images.pull(name, version, { auth, object: full, signal })
      for await (const line of jsonLines(answer, full)) {
        progress.add(line)
        report(progress.snapshot())
      }
      const { Id, RepoTags } = await engine.images.inspect(full, { signal })
      return progress.snapshot({ id: Id, tags: sortTags(RepoTags) })
    },
    signal,
  )
}
