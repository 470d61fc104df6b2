import { basename } from 'node:path'
import { paced } from '../base/paced'
import { AppError } from '../contract/errors'
import type { ImageProgress } from '../contract/images'
import type { EngineStream } from '../engine/api/request'
import { writeNewFile } from './newFile'

/** A tar archive that an engine writes, and the file that it goes to. */
export interface ToArchive {
  readonly file: string
  /** What the person knows it by. */
  readonly object: string
  /** About how many bytes it comes to; it may be known late, or never (0). */
  readonly size: number | Promise<number>
  readonly done: NonNullable<ImageProgress['done']>
  open(signal: AbortSignal): Promise<EngineStream>
}

/**
 * Writes it; the file is there once all of it is, and leaving the stream leaves nothing. Its progress has one layer, the file.
 * @throws AppError `disk-full`, `denied`, `not-found`, `engine-failed`, `cancelled`, ...
 */
export function saveArchive(
  { file, object, size, done, open }: ToArchive,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  return paced(async (report, signal) => {
    let [current, total] = [0, 0]
    const told = () => report(progressOf(file, 'downloading', current, total))
    void Promise.resolve(size).then((known) => {
      total = known
    })
    told()
    const stream = await open(signal)
    async function* counted() {
      let end: Buffer = Buffer.alloc(0)
      for await (const chunk of stream) {
        yield chunk
        current += chunk.length
        end = tailOf(end, chunk)
        told()
      }
      requireEnd(end, object)
    }
    try {
      await writeNewFile(file, counted())
    } finally {
      stream.destroy()
    }
    return { ...progressOf(file, 'done', current, current), done }
  }, signal)
}

const progressOf = (
  file: string,
  status: 'downloading' | 'done',
  current: number,
  total: number,
): ImageProgress => ({
  status: '',
  layers: [{ id: basename(file), status, current, total }],
  done: null,
})

/** Bytes that an archive ends with, all of them zero (ustar of POSIX.1-1988). */
const endLength = 1024

function tailOf(before: Buffer, chunk: Uint8Array): Buffer {
  if (chunk.length >= endLength) return Buffer.from(chunk.subarray(chunk.length - endLength))
  return Buffer.concat([before, chunk]).subarray(-endLength)
}

/** An engine that fails on the way writes why into the archive, and ends as if all were well. */
function requireEnd(end: Buffer, object: string): void {
  if (end.length === endLength && end.every((byte) => byte === 0)) return
  const engine = /\{"(?:error|message)[^\0]*$/.exec(end.toString())?.[0] ?? 'its archive has no end'
  throw new AppError('engine-failed/save', { object, engine })
}
