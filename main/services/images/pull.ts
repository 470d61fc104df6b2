import { paced } from '../../base/paced'
import type { ImageProgress } from '../../contract/images'
import { enginePath } from '../../engine/api/enginePath'
import type { Connection } from '../../engine/client/connection'
import { jsonLines } from '../../engine/client/jsonLines'
import { parseReference, type Reference, sortTags } from '../../shared/imageReference'
import type { InspectedImage } from './engineImage'
import { pullError } from './pullError'
import { createPullProgress } from './pullProgress'

/** Until the registry has given the manifest; a host that swallows packets keeps the engine waiting for about a minute. */
const firstLine = 180_000
/** While layers come: the engine reports several times a second, and when it tries again after a failure. */
const silence = 600_000

/**
 * Pulls an image; the last item comes after the image was seen to be there. Leaving the stream closes the request,
 * by which the engine stops the pull.
 * Source: POST /images/create, GET /images/NAME/json of the Engine API.
 * @throws AppError `image-unknown`, `registry-denied`, `registry-unreachable` (details.host), `disk-full`, `cancelled`, ...
 */
export async function* pullImage(
  connection: Connection,
  text: string,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const reference = parseReference(text)
  try {
    yield* paced((report, signal) => pull(connection, reference, report, signal), signal)
  } catch (thrown) {
    throw pullError(thrown, reference, await isRootless(connection))
  }
}

async function pull(
  connection: Connection,
  { name, version, full }: Reference,
  report: (item: ImageProgress) => void,
  signal: AbortSignal,
): Promise<ImageProgress> {
  const progress = createPullProgress()
  report(progress.snapshot())
  const answer = await connection.stream({
    method: 'POST',
    path: '/images/create',
    query: { fromImage: name, tag: version },
    object: full,
    timeout: firstLine,
    idleTimeout: silence,
    signal,
  })
  for await (const line of jsonLines(answer, full)) {
    progress.add(line)
    report(progress.snapshot())
  }
  const { Id, RepoTags } = await connection.request<InspectedImage>({
    method: 'GET',
    path: enginePath`/images/${full}/json`,
    object: full,
    signal,
  })
  return progress.snapshot({ id: Id, tags: sortTags(RepoTags) })
}

/** Asked only after a failure; an engine that does not say is taken for one that shares the machine's loopback. */
async function isRootless(connection: Connection): Promise<boolean> {
  try {
    const info = await connection.request<{ SecurityOptions?: string[] }>({
      method: 'GET',
      path: '/info',
      object: 'the engine',
      timeout: 5000,
    })
    return info.SecurityOptions?.some((option) => /^name=rootless\b/.test(option)) ?? false
  } catch {
    return false
  }
}
