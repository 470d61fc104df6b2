import type { Image } from '../../main/contract/images'
import { ContainerId, ImageId, ImageReference } from '../../main/contract/values'
import { idBeginsWith } from '../../main/shared/digest'
import { parseReference } from '../../main/shared/imageReference'

type Named = Pick<Image, 'id' | 'tags'>

/** The image of the list that a name, a reference or an id (12 digits or more) means; null when it is not there. */
export function findImage<T extends Named & Pick<Image, 'digests'>>(
  images: readonly T[],
  text: string,
): T | null {
  const name = text.trim()
  // With the tag that docker adds in thought: `debian` is `debian:latest`.
  const { full } = parseReference(name)
  const named = images.find(({ tags, digests }) => tags.includes(full) || digests.includes(name))
  if (named) return named
  if (ImageId.safeParse(name).success) return images.find(({ id }) => id === name) ?? null
  if (!ContainerId.safeParse(name).success) return null
  return images.find(({ id }) => idBeginsWith(id, name)) ?? null
}

/** Whether a text can be the name or the id of an image at all. */
export function canNameImage(text: string): boolean {
  return [ImageReference, ImageId, ContainerId].some((schema) => schema.safeParse(text.trim()).success)
}
