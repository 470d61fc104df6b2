import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { paced } from '../../base/paced'
import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import type { InspectedImage } from '../../engine/api/imageAnswers'
import { jsonLines } from '../../engine/client/jsonLines'
import { isDigest } from '../../shared/digest'
import { sortTags } from '../../shared/imageReference'
import { openToSend, sendArchive, unreadable } from './archiveFile'
import { createLoadProgress } from './loadProgress'
import { dockerManifestFor } from './ociArchive'

/**
 * Loads a docker or OCI archive from a file into the engine; the last item comes after every image of it was seen to be there.
 * @throws AppError `archive-invalid`, `denied` or `not-found` with the file's name as object, `disk-full`, `cancelled`, ...
 */
export async function* loadImage(
  engine: EngineApi,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const file = await openToSend(path)
  try {
    yield* paced((report, signal) => load(engine, file, basename(path), report, signal), signal)
  } finally {
    await file.close()
  }
}

async function load(
  engine: EngineApi,
  file: FileHandle,
  name: string,
  report: (item: ImageProgress) => void,
  signal: AbortSignal,
): Promise<ImageProgress> {
  const { size } = await file.stat()
  const progress = createLoadProgress(name, size)
  const manifest = await dockerManifestFor(file, size).catch((error) => {
    throw unreadable(error, name)
  })
  const onRead = (bytes: number) => report(progress.read(bytes))
  const sending = sendArchive(file, name, manifest, onRead, signal)
  report(progress.snapshot())
  try {
    const answer = await engine.images.load(sending.body, { object: name, signal: sending.signal })
    for await (const line of jsonLines(answer, name)) report(progress.add(line))
  } catch (thrown) {
    throw loadError(sending.reasonOf(thrown), name)
  } finally {
    sending.body.destroy()
  }
  return progress.snapshot(await verify(engine, progress.loaded(), name, signal))
}

/** What the engine has against an archive it says in many words, but for those that are about something else. */
function loadError(thrown: unknown, name: string): AppError {
  const error = AppError.from(thrown)
  const aboutArchive: readonly AppError['code'][] = [
    'engine-failed',
    'invalid-input',
    'conflict',
    'image-unknown',
  ]
  if (!aboutArchive.includes(error.code)) return error
  return new AppError('archive-invalid', { ...error.details, object: name }, { cause: error })
}

async function verify(
  engine: EngineApi,
  loaded: readonly string[],
  name: string,
  signal: AbortSignal,
): Promise<NonNullable<ImageProgress['done']>> {
  if (loaded.length === 0) {
    throw new AppError('archive-invalid', { object: name })
  }
  const images: InspectedImage[] = []
  for (const reference of loaded) {
    images.push(await engine.images.inspect(reference, { object: reference, signal }))
  }
  return { id: images[0]!.Id, tags: sortTags(loaded.filter((reference) => !isDigest(reference))) }
}
