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
  container: { readonly id: string; readonly name: string },
  { reference, message, author, pause }: CommitRequest,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const { name, version, full } = parseReference(reference)
  const asked = { container: container.id, name, version, message, author, pause }
  const id = await engine.images.commit(asked, { object: container.name, signal })
  const { Id, RepoTags } = await engine.images.inspect(id, { object: full, signal })
  yield { status: '', layers: [], done: { id: Id, tags: sortTags(RepoTags) } }
}
