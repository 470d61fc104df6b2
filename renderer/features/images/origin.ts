import type { Image } from '../../../main/contract/images'
import { parseReference } from '../../../main/shared/imageReference'

/** From where an image can be had again once it is removed. */
export type Origin =
  | { readonly kind: 'registry' | 'unsure'; readonly host: string; readonly name: string }
  | { readonly kind: 'none' }

/**
 * A digest of a repository is there when the image was pulled from it or pushed to it. Podman gives its own builds one of
 * `localhost`; an engine that keeps images as containerd does gives one to every image, which then says nothing: there
 * the image's id is that digest.
 */
export function originOf({ id, digests }: Pick<Image, 'id' | 'digests'>): Origin {
  for (const digest of digests) {
    const { name, version, host } = parseReference(digest)
    if (host === 'localhost') continue
    return { kind: version === id ? 'unsure' : 'registry', host, name }
  }
  return { kind: 'none' }
}
