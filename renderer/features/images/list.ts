import type { Container } from '../../../main/contract/containers'
import type { Image } from '../../../main/contract/images'
import { imageName } from '../../../main/shared/imageReference'

/** A row of Images: an image and how many containers were made from it. */
export interface ImageRow extends Image {
  readonly name: string
  readonly containers: readonly Container[]
  /** Bytes of the layers that only it stands on; null until that was measured. */
  readonly unique: number | null
}

export const imageUses = ['all', 'unused', 'dangling'] as const
/** Which images are shown: those that no container was made from, or that have no tag any more. */
export type ImageUse = (typeof imageUses)[number]

export function isOfUse({ tags, containers }: Pick<ImageRow, 'tags' | 'containers'>, use: ImageUse): boolean {
  if (use === 'all') return true
  return use === 'unused' ? containers.length === 0 : tags.length === 0
}

/** Images beside their containers, each found by the image's id. */
export function imageRows(
  images: readonly Image[],
  containers: readonly Container[],
  unique: ReadonlyMap<string, number> | null = null,
): readonly ImageRow[] {
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
    unique: unique?.get(image.id) ?? null,
  }))
}
