import { paced } from '../../base/paced'
import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import { jsonLines } from '../../engine/client/jsonLines'
import { parseReference, type Reference, sortTags } from '../../shared/imageReference'
import { pullError } from './pullError'
import { createPullProgress } from './pullProgress'

/**
 * Pulls an image; the last item comes after the image was seen to be there. Leaving the stream closes the request,
 * by which the engine stops the pull.
 * @throws AppError `image-unknown`, `registry-denied`, `registry-unreachable` (details.host), `disk-full`, `cancelled`, ...
 */
export async function* pullImage(
  engine: EngineApi,
  text: string,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const reference = parseReference(text)
  try {
    yield* paced((report, signal) => pull(engine, reference, report, signal), signal)
  } catch (thrown) {
    throw pullError(thrown, reference, await isRootless(engine))
  }
}

async function pull(
  engine: EngineApi,
  { name, version, full }: Reference,
  report: (item: ImageProgress) => void,
  signal: AbortSignal,
): Promise<ImageProgress> {
  const progress = createPullProgress()
  report(progress.snapshot())
  const answer = await engine.images.pull(name, version, { object: full, signal })
  for await (const line of jsonLines(answer, full)) {
    progress.add(line)
    report(progress.snapshot())
  }
  const { Id, RepoTags } = await engine.images.inspect(full, { signal })
  return progress.snapshot({ id: Id, tags: sortTags(RepoTags) })
}

/** Asked only after a failure; an engine that does not say is taken for one that shares the machine's loopback. */
async function isRootless(engine: EngineApi): Promise<boolean> {
  try {
    const { SecurityOptions } = await engine.system.info({ timeout: 5000 })
    return SecurityOptions?.some((option) => /^name=rootless\b/.test(option)) ?? false
  } catch {
    return false
  }
}
