import { imagesApi } from '../../engine/api/images'
import { createConnection } from '../../engine/client/connection'
import { engineArchive } from '../archive/engineArchive'
import type { ArchiveStream } from '../archive/openArchive'

/** Where an archive comes from. */
export type ArchiveSource =
  /** A file, or a directory of the OCI layout. */
  | { readonly from: 'path'; readonly path: string }
  /** An engine writes it. `size`: bytes of the image, as the engine says. */
  | { readonly from: 'engine'; readonly socket: string; readonly image: string; readonly size: number }

/** Whatever is done with the engine's archive, its connection ends with it. */
export async function withEngine<T>(
  { socket, image, size }: Extract<ArchiveSource, { from: 'engine' }>,
  object: string,
  work: (stream: ArchiveStream) => Promise<T>,
): Promise<T> {
  const connection = createConnection({ socket })
  try {
    return await work(engineArchive(imagesApi(connection), image, size, object))
  } finally {
    connection.dispose()
  }
}
