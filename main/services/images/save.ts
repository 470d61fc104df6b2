import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import { imageName, sortTags } from '../../shared/imageReference'
import { saveArchive } from '../savedArchive'

/** What is to be written to a file. */
export interface ToSave {
  /** What the person knows it by. */
  readonly object: string
  /** Names and ids for the engine: with a name the archive has that too. */
  readonly names: readonly string[]
  /** Bytes of all images unpacked: about what the archive comes to, or more where they share layers. */
  readonly size: number
  readonly id: string
  readonly tags: readonly string[]
}

/** @throws AppError `not-found` when one is no longer there */
export async function lookUp(
  engine: EngineApi,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ToSave> {
  const images = await Promise.all(ids.map((id) => engine.images.inspect(id, { signal })))
  const all = images.map(({ Id, RepoTags, Size }) => ({ id: Id, tags: sortTags(RepoTags), size: Size }))
  return {
    object: all.map(imageName).join(', '),
    names: all.flatMap(({ id, tags }) => (tags.length > 0 ? tags : [id])),
    size: all.reduce((sum, { size }) => sum + size, 0),
    id: all[0]!.id,
    tags: all.flatMap(({ tags }) => tags),
  }
}

/** A name for the file that a person would think of. */
export function suggestedFile({ object }: ToSave): string {
  const first = object.split(', ')[0]!.split('/').at(-1)!
  return `${first.replace(/[^\w.-]+/g, '-')}.tar`
}

/**
 * Writes images to a file as `docker save` does.
 * @throws AppError as `saveArchive`
 */
export function saveImages(
  engine: EngineApi,
  { object, names, size, id, tags }: ToSave,
  file: string,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const open = (signal: AbortSignal) => engine.images.saveAll(names, { object, signal })
  return saveArchive({ file, object, size, done: { id, tags }, open }, signal)
}
