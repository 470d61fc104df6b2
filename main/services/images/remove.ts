import { AppError } from '../../contract/errors'
import { enginePath } from '../../engine/api/enginePath'
import type { Connection } from '../../engine/client/connection'
import { shortId } from '../../shared/digest'
import { imageName, sortTags } from '../../shared/imageReference'
import { containersOf } from '../layers/containersOf'
import type { InspectedImage } from './engineImage'

/**
 * Removes one tag of an image, or the image with all its tags. Nothing is forced: when a container uses the image, nothing
 * at all is removed.
 * Source: DELETE /images/NAME of the Engine API.
 * @throws AppError `not-found`, `in-use` (details.by: names of the containers), `conflict`
 */
export async function removeImage(
  connection: Connection,
  id: string,
  reference: string | null,
): Promise<void> {
  const image = await inspect(connection, id)
  const object = reference ?? imageName({ id, tags: sortTags(image.RepoTags) })
  const references = [...(image.RepoTags ?? []), ...(image.RepoDigests ?? [])]
  if (reference !== null && !references.includes(reference)) {
    // The name may belong to another image by now, which nobody asked to remove.
    throw new AppError('not-found', `${reference} is no name of this image any more`, { object: reference })
  }
  const isLast = reference === null || (image.RepoTags ?? []).every((tag) => tag === reference)
  const users = isLast ? await containersOf(connection, id, object) : []
  if (users.length > 0) {
    const by = users.map(({ name }) => name)
    throw new AppError('in-use', `${object} is used by ${by.join(', ')}`, { object, by })
  }
  if (reference !== null) return remove(connection, reference, object)
  for (const tag of image.RepoTags ?? []) await removeIfThere(connection, tag, object)
  // Removing the last tag removes the image, unless digests still name it or it never had a tag.
  const rest = await inspect(connection, id).catch(ignoreMissing)
  for (const digest of rest?.RepoDigests ?? []) await removeIfThere(connection, digest, object)
  const left = rest && (await inspect(connection, id).catch(ignoreMissing))
  if (left) await removeUnlessParent(connection, id, object, references.length > 0)
}

function inspect(connection: Connection, id: string): Promise<InspectedImage> {
  return connection.request({ method: 'GET', path: enginePath`/images/${id}/json`, object: shortId(id) })
}

function remove(connection: Connection, name: string, object: string): Promise<void> {
  const path = enginePath`/images/${name}`
  return connection.request({
    method: 'DELETE',
    path,
    query: { force: 0, noprune: 0 },
    object,
    timeout: 300_000,
  })
}

async function removeIfThere(connection: Connection, name: string, object: string): Promise<void> {
  await remove(connection, name, object).catch(ignoreMissing)
}

/** An image that others were built on stays in the engine as their parent; without its names it is in no list any more. */
async function removeUnlessParent(
  connection: Connection,
  id: string,
  object: string,
  hadNames: boolean,
): Promise<void> {
  try {
    await removeIfThere(connection, id, object)
  } catch (thrown) {
    const { details } = AppError.from(thrown)
    if (!hadNames || !/dependent child images/.test(details?.engine ?? '')) throw thrown
  }
}

function ignoreMissing(thrown: unknown): undefined {
  if (AppError.from(thrown).code !== 'not-found') throw thrown
}
