import type { ImagesApi } from '../../engine/api/images'
import type { ArchiveStream } from './openArchive'

/**
 * An image as any engine gives it: what `docker save` reads. Each opening makes the engine write all of it again.
 * @param image id or name
 * @param size bytes of its layers, as the engine lists it: the stream has about as many; null when unknown
 * @param object the image, by the name that the person knows
 */
export function engineArchive(
  images: Pick<ImagesApi, 'save'>,
  image: string,
  size: number | null,
  object = image,
): ArchiveStream {
  return {
    name: object,
    size,
    async *open(signal) {
      const answer = await images.save(image, { object, signal })
      try {
        yield* answer
      } finally {
        answer.destroy()
      }
    },
  }
}
