import type { WritableLayer } from '../../contract/layers'
import type { EngineApi } from '../../engine/api/api'
import { nameOfListed } from '../../engine/api/containerAnswers'
import { digestDigits } from '../../shared/digest'

/**
 * The containers that stand on exactly this image. The engine's own filter also answers those of images built from it.
 * @param withSizes the engine walks every writable layer for it: costly
 */
export async function containersOf(
  engine: EngineApi,
  imageId: string,
  object: string,
  { withSizes = false, signal }: { readonly withSizes?: boolean; readonly signal?: AbortSignal } = {},
): Promise<WritableLayer[]> {
  // Podman knows ids without their algorithm; what fits either is answered.
  const ancestor = [imageId, digestDigits(imageId)]
  const asked = { all: true, size: withSizes || undefined, filters: { ancestor }, object, signal }
  const containers = await engine.containers.list(asked)
  return containers
    .filter(({ ImageID }) => ImageID === imageId)
    .map((listed) => ({
      containerId: listed.Id,
      name: nameOfListed(listed),
      state: listed.State ?? '',
      // The engine leaves a size of 0 out.
      size: withSizes ? (listed.SizeRw ?? 0) : null,
    }))
}
