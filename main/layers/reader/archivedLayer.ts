import { createHash } from 'node:crypto'
import { sha256Digest } from '../../shared/digest'
import { ArchiveError, archiveError } from '../archive/archiveError'
import { type ArchiveReadOptions, createBudget } from '../archive/budget'
import type { Extracted } from '../archive/extract'
import { extractFrom } from '../archive/extract'
import { type FileContent, readFileFrom } from '../archive/fileContent'
import { findPlaces } from '../archive/layerScan'
import type { Limits } from '../archive/limits'
import { openArchive, streamed } from '../archive/openArchive'
import { memberOf } from '../archive/streamStore'
import { type ArchiveSource, withEngine } from './archiveSource'
import { spooled } from './spool'

/** A layer within an archive that was read before. */
export interface ArchivedLayer {
  readonly source: ArchiveSource
  readonly diffId: string
  readonly member: string
  /** By the name that the person knows: for errors. */
  readonly object: string
  readonly limits?: Partial<Limits>
}

/** What can be done with one layer of an archive, once it is open. Paths are raw, from the layer's root. */
export interface LayerContent {
  /** The beginning of a regular file, up to so many bytes. */
  readFile(path: Uint8Array, most: number): Promise<FileContent>
  /** Saves a file or a directory with all that is in it into a directory. See `extractFrom`. */
  extract(path: Uint8Array, directory: string, temporary: string): Promise<Extracted>
}

/**
 * Opens a layer of an archive once more. What an engine writes goes by only once: there the layer is kept in a file for
 * as long as it is used.
 * @param scratch a directory with room for the layer
 * @throws AppError as `openArchive`
 */
export async function withLayer<T>(
  { source, diffId, member, object, limits }: ArchivedLayer,
  scratch: string,
  { onProgress, ...rest }: ArchiveReadOptions,
  use: (content: LayerContent) => Promise<T>,
): Promise<T> {
  const options = { ...rest, limits }
  if (source.from === 'path') {
    const archive = await openArchive(source.path, { ...options, onProgress }, object)
    try {
      const layer = { diffId, member, packedSize: null, isElsewhere: false }
      return await use({
        readFile: (path, most) => archive.readFile(layer, path, most, options),
        extract: (path, directory, temporary) => archive.extract(layer, path, directory, options, temporary),
      })
    } finally {
      await archive.close()
    }
  }
  return withEngine(source, object, async (stream) => {
    const budget = createBudget({ ...options, onProgress }, object, stream.size)
    try {
      const layer = checked(memberOf(streamed(stream), member, budget), diffId, member)
      return await spooled(layer, scratch, async (file) => {
        const places = await findPlaces(file, budget)
        return use({
          readFile: (path, most) => readFileFrom(file, places, path, most, budget),
          extract: (path, directory, temporary) =>
            extractFrom(file, places, path, directory, budget, temporary),
        })
      })
    } catch (thrown) {
      throw archiveError(thrown, object)
    }
  })
}

/** The same bytes; fails at their end when they are not those of the digest. */
async function* checked(
  bytes: AsyncIterable<Uint8Array>,
  diffId: string,
  name: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of bytes) {
    hash.update(chunk)
    yield chunk
  }
  if (sha256Digest(hash.digest('hex')) !== diffId) {
    throw new ArchiveError('bad-digest/layer', { name })
  }
}
