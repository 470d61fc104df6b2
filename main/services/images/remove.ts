import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { imageName, sortTags } from '../../shared/imageReference'
import { containersOf } from '../layers/containersOf'
import { unlessGone } from '../unlessGone'

/**
 * Removes one tag of an image, or the image with all its tags. Nothing is forced: when a container uses the image, nothing
 * at all is removed. A name may move to another image meanwhile: each is looked at just before it is removed, and the last one
 * goes with the id, which is never another image's.
 * @throws AppError `not-found`, `in-use` (details.by: names of the containers), `conflict` (also for a name that has moved)
 */
export async function removeImage(engine: EngineApi, id: string, reference: string | null): Promise<void> {
  const image = await engine.images.inspect(id)
  const tags = image.RepoTags ?? []
  const object = reference ?? imageName({ id, tags: sortTags(tags) })
  const hadNames = tags.length > 0 || (image.RepoDigests ?? []).length > 0
  if (reference !== null) await mustName(engine, id, reference)
  const isLast = reference === null || tags.every((tag) => tag === reference)
  const users = isLast ? await containersOf(engine, id, object) : []
  if (users.length > 0) {
    const by = users.map(({ name }) => name)
    throw new AppError('in-use/by', { object, by })
  }
  if (reference !== null) {
    await mustName(engine, id, reference)
    return isLast && tags.length > 0
      ? removeWithLastTag(engine, id, reference, object)
      : engine.images.remove(reference, { object })
  }
  for (const tag of tags.slice(1)) await removeName(engine, id, tag, object)
  if (tags[0] !== undefined) await removeWithLastTag(engine, id, tags[0], object)
  // Removing the last tag removes the image, unless digests still name it or it never had a tag.
  const rest = await unlessGone(engine.images.inspect(id))
  for (const digest of rest?.RepoDigests ?? []) await removeName(engine, id, digest, object)
  const left = rest && (await unlessGone(engine.images.inspect(id)))
  if (left) await removeUnlessParent(engine, id, object, hadNames)
}

/** @throws AppError when the name is gone, or belongs to another image, which nobody asked to remove */
async function mustName(engine: EngineApi, id: string, name: string): Promise<void> {
  const named = await engine.images.inspect(name, { object: name })
  if (named.Id !== id) throw new AppError('conflict/moved', { object: name })
}

/**
 * By its id, with which the engine removes the one tag that an image has. What got another name meanwhile, has digests in
 * other repositories, or images that were built on it, loses only the tag.
 */
async function removeWithLastTag(engine: EngineApi, id: string, tag: string, object: string): Promise<void> {
  try {
    await engine.images.remove(id, { object })
  } catch (thrown) {
    const { code } = AppError.from(thrown)
    if (code === 'not-found') return
    if (code !== 'conflict' && code !== 'in-use') throw thrown
    await removeName(engine, id, tag, object)
  }
}

/** Unless it is gone, or not a name of this image any more. */
async function removeName(engine: EngineApi, id: string, name: string, object: string): Promise<void> {
  const named = await unlessGone(engine.images.inspect(name))
  if (named?.Id === id) await unlessGone(engine.images.remove(name, { object }))
}

/** An image that others were built on stays in the engine as their parent; without its names it is in no list any more. */
async function removeUnlessParent(
  engine: EngineApi,
  id: string,
  object: string,
  hadNames: boolean,
): Promise<void> {
  try {
    await unlessGone(engine.images.remove(id, { object }))
  } catch (thrown) {
    const { details } = AppError.from(thrown)
    if (!hadNames || !/dependent child images/.test(details?.engine ?? '')) throw thrown
  }
}
