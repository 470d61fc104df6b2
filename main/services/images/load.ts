import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { paced } from '../../base/paced'
import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import type { InspectedImage } from '../../engine/api/imageAnswers'
import { jsonLines } from '../../engine/client/jsonLines'
import { isDigest } from '../../shared/digest'
import { sortTags } from '../../shared/imageReference'
import { createLoadProgress } from './loadProgress'
import { dockerManifestFor } from './ociArchive'

const chunkSize = 1024 * 1024

/**
 * Loads a docker or OCI archive from a file into the engine; the last item comes after every image of it was seen to be there.
 * @throws AppError `archive-invalid`, `denied` or `not-found` with the file's name as object, `disk-full`, `cancelled`, ...
 */
export async function* loadImage(
  engine: EngineApi,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const file = await openArchive(path)
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
    throw fileError(error, name)
  })
  const readFailure = new AbortController()
  const body = Readable.from(
    chunks(
      file,
      manifest,
      (bytes) => report(progress.read(bytes)),
      (error) => readFailure.abort(error),
    ),
    { objectMode: false, highWaterMark: chunkSize },
  )
  report(progress.snapshot())
  try {
    const asking = { object: name, signal: either(signal, readFailure.signal) }
    const answer = await engine.images.load(body, asking)
    for await (const line of jsonLines(answer, name)) report(progress.add(line))
  } catch (thrown) {
    throw loadError(readFailure.signal.aborted ? fileError(readFailure.signal.reason, name) : thrown, name)
  } finally {
    body.destroy()
  }
  return progress.snapshot(await verify(engine, progress.loaded(), name, signal))
}

/** What goes before them, then the file's bytes from its start. Reading fails by `onError`: the end of a request's body must not look like the file's end. */
async function* chunks(
  file: FileHandle,
  before: Buffer | null,
  onRead: (bytes: number) => void,
  onError: (error: unknown) => void,
): AsyncGenerator<Buffer> {
  if (before) yield before
  let position = 0
  for (;;) {
    const buffer = Buffer.allocUnsafe(chunkSize)
    const { bytesRead } = await file.read(buffer, 0, chunkSize, position).catch((error) => {
      onError(error)
      throw error
    })
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
    onRead(position)
  }
}

async function openArchive(path: string): Promise<FileHandle> {
  const name = basename(path)
  try {
    // Without O_NONBLOCK a named pipe that nobody writes to would never open.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    if ((await file.stat()).isFile()) return file
    await file.close()
  } catch (thrown) {
    throw fileError(thrown, name)
  }
  throw new AppError('archive-invalid', { object: name })
}

function fileError(thrown: unknown, name: string): AppError {
  const { code, message } = thrown as NodeJS.ErrnoException
  const details = { object: name, engine: message }
  if (code === 'ENOENT') return new AppError('not-found', details, { cause: thrown })
  return new AppError('denied', details, { cause: thrown })
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

/** AbortSignal.any is missing in the oldest Electron that we run on. */
function either(...signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController()
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason)
    signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true })
  }
  return controller.signal
}
