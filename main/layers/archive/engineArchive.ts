import { enginePath } from '../../engine/api/enginePath'
import type { Connection } from '../../engine/client/connection'
import type { ArchiveStream } from './openArchive'

/** The engine may gather the whole image before it begins to answer; after that, it is not silent for long. */
const beginWithin = 1_800_000
const silentAtMost = 120_000

/**
 * An image as any engine gives it: what `docker save` reads. Each opening makes the engine write all of it again.
 * Source: GET /images/NAME/get of the Engine API.
 * @param image id or name
 * @param size bytes of its layers, as the engine lists it: the stream has about as many; null when unknown
 * @param object the image, by the name that the person knows
 */
export function engineArchive(
  connection: Connection,
  image: string,
  size: number | null,
  object = image,
): ArchiveStream {
  return {
    size,
    async *open(signal) {
      const answer = await connection.stream({
        method: 'GET',
        path: enginePath`/images/${image}/get`,
        object,
        timeout: beginWithin,
        idleTimeout: silentAtMost,
        signal,
      })
      try {
        yield* answer
      } finally {
        answer.destroy()
      }
    },
  }
}
