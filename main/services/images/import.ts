import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { paced } from '../../base/paced'
import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import type { ProgressLine } from '../../engine/api/imageAnswers'
import { jsonLines } from '../../engine/client/jsonLines'
import { isDigest } from '../../shared/digest'
import { parseReference, sortTags } from '../../shared/imageReference'
import { openToSend, sendArchive } from './archiveFile'
import { createLoadProgress } from './loadProgress'

/** What becomes of a tarball. */
export interface Import {
  /** The image's name; null for none. */
  readonly reference: string | null
  /** For its history. */
  readonly message: string
  /** Instructions of a Dockerfile, such as `CMD ["sh"]`. */
  readonly changes: readonly string[]
}

/**
 * Makes an image of the files in a tarball, as its one layer; the last item comes after the image was seen to be there.
 * @throws AppError `archive-invalid`, `denied` or `not-found` with the file's name as object, `invalid-input` for the
 *   changes, `disk-full`, `cancelled`, ...
 */
export async function* importImage(
  engine: EngineApi,
  path: string,
  wanted: Import,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const file = await openToSend(path)
  try {
    yield* paced((report, signal) => send(engine, file, basename(path), wanted, report, signal), signal)
  } finally {
    await file.close()
  }
}

async function send(
  engine: EngineApi,
  file: FileHandle,
  object: string,
  { reference, message, changes }: Import,
  report: (item: ImageProgress) => void,
  signal: AbortSignal,
): Promise<ImageProgress> {
  const { size } = await file.stat()
  const progress = createLoadProgress(object, size)
  const sending = sendArchive(file, object, null, (bytes) => report(progress.read(bytes)), signal)
  const named = reference === null ? null : parseReference(reference)
  const words = { name: named?.name, tag: named?.version, message: message || undefined, changes }
  report(progress.snapshot())
  let id = ''
  try {
    const answer = await engine.images.import(sending.body, words, { object, signal: sending.signal })
    for await (const line of jsonLines(answer, object) as AsyncIterable<ProgressLine>) {
      id = isDigest(line.status ?? '') ? line.status! : id
      report(progress.add(line))
    }
  } catch (thrown) {
    throw importError(sending.reasonOf(thrown), object)
  } finally {
    sending.body.destroy()
  }
  const { Id, RepoTags } = await engine.images.inspect(id, { object, signal })
  return progress.snapshot({ id: Id, tags: sortTags(RepoTags) })
}

function importError(thrown: unknown, object: string): AppError {
  const error = AppError.from(thrown)
  const engine = error.details?.engine ?? error.message
  if (error.code === 'archive-invalid') {
    return new AppError('archive-invalid/import', { object, engine }, { cause: error })
  }
  if (error.code === 'invalid-input') {
    return new AppError('invalid-input/changes', { object, engine }, { cause: error })
  }
  return error
}
