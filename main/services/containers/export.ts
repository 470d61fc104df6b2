import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import { saveArchive } from '../savedArchive'

/** A container whose files go to an archive. */
export interface ToExport {
  readonly id: string
  readonly name: string
  readonly file: string
}

/** A name for the file that a person would think of. */
export const suggestedArchive = (name: string) => `${name.replace(/[^\w.-]+/g, '-')}.tar`

/**
 * Writes all files that a container sees of its own, image and all, to a file as `docker export` does: without what is mounted in it.
 * @throws AppError as `saveArchive`
 */
export async function* exportFiles(
  engine: EngineApi,
  { id, name: object, file }: ToExport,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  // The engine counts what was written for it, which nobody waits for.
  const counting = new AbortController()
  const size = engine.containers
    .inspect(id, { size: true, object, signal: counting.signal })
    .then(({ SizeRootFs = 0 }) => SizeRootFs)
    .catch(() => 0)
  const open = (signal: AbortSignal) => engine.containers.export(id, { object, signal })
  try {
    yield* saveArchive({ file, object, size, done: { id, tags: [] }, open }, signal)
  } finally {
    counting.abort()
  }
}
