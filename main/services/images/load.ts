import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { paced } from '../../base/paced'
import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import type { InspectedImage } from '../../engine/api/imageAnswers'
import { jsonLines } from '../../engine/client/jsonLines'
import { linuxOn } from '../../layers/archive/platform'
import type { ReaderClient } from '../../layers/reader/readerClient'
import type { ReadForLoad } from '../../layers/reader/readForLoad'
import { isDigest, shortId } from '../../shared/digest'
import { sortTags } from '../../shared/imageReference'
import { openToSend, sendArchive, unreadable } from './archiveFile'
import { createLoadProgress } from './loadProgress'

export interface Loader {
  readonly engine: EngineApi
  readonly reader: ReaderClient
}

/**
 * Loads a docker or OCI archive from a file into the engine; the last item comes after every image of it was seen to be there.
 * @throws AppError `archive-invalid`, `denied` or `not-found` with the file's name as object, `disk-full`, `cancelled`, ...
 */
export async function* loadImage(
  loader: Loader,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const file = await openToSend(path)
  try {
    yield* paced((report, signal) => load(loader, { path, file }, report, signal), signal)
  } finally {
    await file.close()
  }
}

async function load(
  { engine, reader }: Loader,
  { path, file }: { readonly path: string; readonly file: FileHandle },
  report: (item: ImageProgress) => void,
  signal: AbortSignal,
): Promise<ImageProgress> {
  const name = basename(path)
  const { size } = await file.stat().catch((error) => {
    throw unreadable(error, name)
  })
  const progress = createLoadProgress(name, size)
  report(progress.snapshot())
  const { Architecture = process.arch } = await engine.system.info({ signal })
  const question = { path, object: name, platform: linuxOn(Architecture) }
  const onReport = ({ bytes }: { readonly bytes: number }) => report(progress.looked(bytes))
  // What cannot be understood here is the engine's to judge: it may know more, and reads less.
  const read = await reader.run('readForLoad', question, { signal, onReport }).catch(unlessCancelled)
  const before = 'layout' in read && read.before ? Buffer.from(read.before) : null
  const onRead = (bytes: number) => report(progress.read(bytes))
  const sending = sendArchive(file, name, before, onRead, signal)
  try {
    const answer = await engine.images.load(sending.body, { object: name, signal: sending.signal })
    for await (const line of jsonLines(answer, name)) report(progress.add(line))
  } catch (thrown) {
    throw loadError(sending.reasonOf(thrown), name, read, progress.loaded())
  } finally {
    sending.body.destroy()
  }
  const references = progress.loaded().length > 0 ? progress.loaded() : namesOf(read)
  if (references.length === 0)
    throw read instanceof AppError ? read : new AppError('archive-invalid', { object: name })
  return progress.snapshot(await verify(engine, references, signal))
}

function unlessCancelled(thrown: unknown): AppError {
  const error = AppError.from(thrown)
  if (error.code === 'cancelled') throw error
  return error
}

/** Of an archive of before Docker 1.10 the engine does not say what it loaded, and gives it ids of its own. */
function namesOf(read: ReadForLoad | AppError): readonly string[] {
  return 'layout' in read && read.layout === 'legacy' ? read.images.flatMap(({ tags }) => tags) : []
}

/**
 * What the engine has against an archive it says in many words, but for those that are about something else; what is known
 * here of why it is none says more.
 */
function loadError(
  thrown: unknown,
  name: string,
  read: ReadForLoad | AppError,
  loaded: readonly string[],
): AppError {
  const error = AppError.from(thrown)
  const aboutArchive: readonly AppError['code'][] = [
    'archive-invalid',
    'engine-failed',
    'invalid-input',
    'conflict',
    'image-unknown',
  ]
  // What the file itself has against being read is not the engine's word.
  if (!aboutArchive.includes(error.code) || error.key === 'archive-invalid/unread') return error
  const details = { ...error.details, object: name }
  if (loaded.length > 0) {
    // The engine takes one image after the other, and gives none of them back.
    const images = loaded
      .map((reference) => (isDigest(reference) ? shortId(reference) : reference))
      .join(', ')
    const engine = details.engine ?? error.message
    return new AppError('archive-invalid/partly', { ...details, engine, images }, { cause: error })
  }
  const reason = read instanceof AppError ? read.details?.reason : read.doubt
  if (!reason) return new AppError('archive-invalid', details, { cause: error })
  return new AppError('archive-invalid/problem', { ...details, reason }, { cause: error })
}

async function verify(
  engine: EngineApi,
  references: readonly string[],
  signal: AbortSignal,
): Promise<NonNullable<ImageProgress['done']>> {
  const images: InspectedImage[] = []
  for (const reference of references) {
    images.push(await engine.images.inspect(reference, { object: reference, signal }))
  }
  return { id: images[0]!.Id, tags: sortTags(references.filter((reference) => !isDigest(reference))) }
}
