import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { imageName, sortTags } from '../../shared/imageReference'
import { containersOf } from '../layers/containersOf'

/**
 * Removes one tag of an image, or the image with all its tags. Nothing is forced: when a container uses the image, nothing
 * at all is removed.
 * @throws AppError `not-found`, `in-use` (details.by: names of the containers), `conflict`
 */
export async function removeImage(engine: EngineApi, id: string, reference: string | null): Promise<void> {
  const image = await engine.images.inspect(id)
  const object = reference ?? imageName({ id, tags: sortTags(image.RepoTags) })
  const references = [...(image.RepoTags ?? []), ...(image.RepoDigests ?? [])]
  if (reference !== null && !references.includes(reference)) {
    // The name may belong to another image by now, which nobody asked to remove.
    throw new AppError('not-found', { object: reference })
  }
  const isLast = reference === null || (image.RepoTags ?? []).every((tag) => tag === reference)
  const users = isLast ? await containersOf(engine, id, object) : []
  if (users.length > 0) {
    const by = users.map(({ name }) => name)
    throw new AppError('in-use/by', { object, by })
  }
  if (reference !== null) return engine.images.remove(reference, { object })
  for (const tag of image.RepoTags ?? []) await removeIfThere(engine, tag, object)
  // Removing the last tag removes the image, unless digests still name it or it never had a tag.
  const rest = await engine.images.inspect(id).catch(ignoreMissing)
  for (const digest of rest?.RepoDigests ?? []) await removeIfThere(engine, digest, object)
  const left = rest && (await engine.images.inspect(id).catch(ignoreMissing))
  if (left) await removeUnlessParent(engine, id, object, references.length > 0)
}

async function removeIfThere(engine: EngineApi, name: string, object: string): Promise<void> {
  await engine.images.remove(name, { object }).catch(ignoreMissing)
}

/** An image that others were built on stays in the engine as their parent; without its names it is in no list any more. */
async function removeUnlessParent(
  engine: EngineApi,
  id: string,
  object: string,
  hadNames: boolean,
): Promise<void> {
  try {
    await removeIfThere(engine, id, object)
  } catch (thrown) {
    const { details } = AppError.from(thrown)
    if (!hadNames || !/dependent child images/.test(details?.engine ?? '')) throw thrown
  }
}

function ignoreMissing(thrown: unknown): undefined {
  if (AppError.from(thrown).code !== 'not-found') throw thrown
}
