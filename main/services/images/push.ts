import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import { jsonLines } from '../../engine/client/jsonLines'
import { parseReference, sortTags } from '../../shared/imageReference'
import type { Credentials } from '../registries/credentials'
import { createPushProgress } from './pushProgress'
import { withRegistry } from './withRegistry'

/**
 * Pushes an image under a name, which it gets for that where it has it not; the last item has the digest by which the
 * registry knows it. Leaving the stream closes the request, by which the engine
 * stops the push; a name that the image got for it goes again when nothing came of it.
 * @throws AppError `registry-denied`, `registry-unreachable` (details.host), `conflict` (another image has the name by now),
 *   `not-found`, `cancelled`, ...
 */
export async function* pushImage(
  engine: EngineApi,
  { id, reference: text }: { readonly id: string; readonly reference: string },
  credentials: Pick<Credentials, 'of'>,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const reference = parseReference(text)
  const { name, version: tag, full } = reference
  const isNew = await nameForPush(engine, id, text, signal)
  let pushed = false
  try {
    yield* withRegistry(
      engine,
      'push',
      reference,
      credentials,
      async (auth, report, signal) => {
        const progress = createPushProgress()
        report(progress.snapshot())
        const answer = await engine.images.push(name, tag, { auth, object: full, signal })
        for await (const line of jsonLines(answer, full)) {
          progress.add(line)
          report(progress.snapshot())
        }
        // Said only once the registry has accepted the manifest, which is the last of an image.
        const digest = progress.digest()
        if (!digest) throw new AppError('engine-failed/push', { object: full, host: reference.host })
        pushed = true
        const { RepoTags } = await engine.images.inspect(full, { signal })
        return progress.snapshot({ id, tags: sortTags(RepoTags), digest })
      },
      signal,
    )
  } finally {
    if (isNew && !pushed) await engine.images.remove(full, { object: full }).catch(() => {})
  }
}

/**
 * Makes sure that the name is that of the image that was meant.
 * @returns whether the image got it only now
 */
async function nameForPush(
  engine: EngineApi,
  id: string,
  text: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { name, version, full } = parseReference(text)
  const named = await engine.images.inspect(full, { signal }).catch((thrown) => {
    if (AppError.from(thrown).code === 'not-found') return null
    throw thrown
  })
  if (named && named.Id !== id) throw new AppError('conflict/name', { object: full })
  if (named) return false
  await engine.images.tag(id, name, version, { object: full, signal })
  return true
}
