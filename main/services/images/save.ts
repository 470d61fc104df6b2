import { basename } from 'node:path'
import { paced } from '../../base/paced'
import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import { imageName, sortTags } from '../../shared/imageReference'
import { writeNewFile } from '../newFile'

/** What is to be written to a file. */
export interface ToSave {
  /** What the person knows it by. */
  readonly object: string
  /** Names and ids for the engine: with a name the archive has that too. */
  readonly names: readonly string[]
  /** Bytes of all images unpacked: about what the archive comes to, or more where they share layers. */
  readonly size: number
  readonly id: string
  readonly tags: readonly string[]
}

/** @throws AppError `not-found` when one is no longer there */
export async function lookUp(
  engine: EngineApi,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ToSave> {
  const images = await Promise.all(ids.map((id) => engine.images.inspect(id, { signal })))
  const all = images.map(({ Id, RepoTags, Size }) => ({ id: Id, tags: sortTags(RepoTags), size: Size }))
  return {
    object: all.map(imageName).join(', '),
    names: all.flatMap(({ id, tags }) => (tags.length > 0 ? tags : [id])),
    size: all.reduce((sum, { size }) => sum + size, 0),
    id: all[0]!.id,
    tags: all.flatMap(({ tags }) => tags),
  }
}

/** A name for the file that a person would think of. */
export function suggestedFile({ object }: ToSave): string {
  const first = object.split(', ')[0]!.split('/').at(-1)!
  return `${first.replace(/[^\w.-]+/g, '-')}.tar`
}

/**
 * Writes images to a file as `docker save` does. The file is there once all of it is; leaving the stream leaves nothing.
 * @throws AppError `disk-full`, `denied`, `not-found`, `engine-failed`, `cancelled`, ...
 */
export function saveImages(
  engine: EngineApi,
  wanted: ToSave,
  file: string,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  const { object, names, size, id, tags } = wanted
  const progress = (current: number, done: ImageProgress['done'] = null): ImageProgress => ({
    status: '',
    layers: [
      { id: basename(file), status: done ? 'done' : 'downloading', current, total: done ? current : size },
    ],
    done,
  })
  return paced(async (report, signal) => {
    report(progress(0))
    const stream = await engine.images.saveAll(names, { object, signal })
    let bytes = 0
    async function* counted() {
      let end: Buffer = Buffer.alloc(0)
      for await (const chunk of stream) {
        yield chunk
        bytes += chunk.length
        end = tailOf(end, chunk)
        report(progress(bytes))
      }
      requireEnd(end, object)
    }
    try {
      await writeNewFile(file, counted())
    } finally {
      stream.destroy()
    }
    return progress(bytes, { id, tags })
  }, signal)
}

/** Bytes that an archive ends with, all of them zero (ustar of POSIX.1-1988). */
const endLength = 1024

function tailOf(before: Buffer, chunk: Uint8Array): Buffer {
  if (chunk.length >= endLength) return Buffer.from(chunk.subarray(chunk.length - endLength))
  return Buffer.concat([before, chunk]).subarray(-endLength)
}

/** An engine that fails on the way writes why into the archive, and ends as if all were well. */
function requireEnd(end: Buffer, object: string): void {
  if (end.length === endLength && end.every((byte) => byte === 0)) return
  const engine = /\{"error[^\0]*$/.exec(end.toString())?.[0] ?? 'its archive has no end'
  throw new AppError('engine-failed/save', { object, engine })
}
