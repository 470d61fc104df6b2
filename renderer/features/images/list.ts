import type { Container } from '../../../main/contract/containers'
import type { Image } from '../../../main/contract/images'
import { imageName } from '../../../main/shared/imageReference'

/** A row of Images: an image and how many containers were made from it. */
export interface ImageRow extends Image {
  readonly name: string
  readonly containers: readonly Container[]
}

/** Images beside their containers, each found by the image's id. */
export function imageRows(images: readonly Image[], containers: readonly Container[]): readonly ImageRow[] {
  const byImage = new Map<string, Container[]>()
  for (const container of containers) {
    const of = byImage.get(container.imageId)
    if (of) of.push(container)
    else byImage.set(container.imageId, [container])
  }
  return images.map((image) => ({
    ...image,
    name: imageName(image),
    containers: byImage.get(image.id) ?? [],
  }))
}
