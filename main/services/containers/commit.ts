import type { CommitRequest } from '../../contract/containers'
import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import { parseReference, sortTags } from '../../shared/imageReference'

/**
 * Makes an image of a container's writable layer on top of its image's; the one item comes after the image was seen to be there.
 * @throws AppError `not-found` once the container is gone, `disk-full`, ...
 */
export async function* commit(
  engine: EngineApi,
  container: string,
  { reference, message, author, pause }: CommitRequest,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const { name, version, full } = parseReference(reference)
  const about = { object: full, signal }
  const id = await engine.images.commit({ container, name, version, message, author, pause }, about)
  const { Id, RepoTags } = await engine.images.inspect(id, about)
  yield { status: '', layers: [], done: { id: Id, tags: sortTags(RepoTags) } }
}
