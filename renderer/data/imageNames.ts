import type { Image } from '../../main/contract/images'
import { ContainerId, ImageId, ImageReference } from '../../main/contract/values'

type Named = Pick<Image, 'id' | 'tags'>

/** Twelve digits of an image's id, as docker prints it. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12)
}

/** What an image is called where there is room for one name: its first tag, else its short id. */
export function imageName({ id, tags }: Named): string {
  return tags[0] ?? shortId(id)
}

/** The name with the tag that docker adds in thought: `debian` is `debian:latest`. */
function withTag(reference: string): string {
  return /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`
}

/** The image of the list that a name, a reference or an id (12 digits or more) means; null when it is not there. */
export function findImage<T extends Named & Pick<Image, 'digests'>>(
  images: readonly T[],
  text: string,
): T | null {
  const name = text.trim()
  const tag = withTag(name)
  const named = images.find(({ tags, digests }) => tags.includes(tag) || digests.includes(name))
  if (named) return named
  if (ImageId.safeParse(name).success) return images.find(({ id }) => id === name) ?? null
  if (!ContainerId.safeParse(name).success) return null
  return images.find(({ id }) => id.startsWith(`sha256:${name}`)) ?? null
}

/** Whether a text can be the name or the id of an image at all. */
export function canNameImage(text: string): boolean {
  return [ImageReference, ImageId, ContainerId].some((schema) => schema.safeParse(text.trim()).success)
}
