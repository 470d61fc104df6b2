import type { Image } from '../../main/contract/images'
import { containerId, fits, imageId, imageReference } from '../../main/contract/patterns'
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
  if (imageId.test(name)) return images.find(({ id }) => id === name) ?? null
  if (!containerId.test(name)) return null
  return images.find(({ id }) => idBeginsWith(id, name)) ?? null
}

/** Whether a text can be the name or the id of an image at all. */
export function canNameImage(text: string): boolean {
  const name = text.trim()
  return fits(imageReference, name) || imageId.test(name) || containerId.test(name)
}
