import { posix } from 'node:path'
import { Readable } from 'node:stream'
import type { Extract, Headers } from 'tar-stream'
import { AppError } from '../../contract/errors'
import type { ContainersApi } from '../../engine/api/containers'
import type { Asking, EngineStream } from '../../engine/api/request'

/** Files of one container, read through the engine: nothing is run in it. */
export interface ContainerFiles {
  /** Whether a path, with all links followed, is a file that may be run. */
  isProgram(path: string): Promise<boolean>
  /** The beginning of a file as text; empty where there is none. */
  text(path: string): Promise<string>
}

/** As the kernel has it. */
const mostLinks = 40
const mostText = 256 * 1024

export function containerFiles(
  containers: Pick<ContainersApi, 'archive'>,
  id: string,
  asking: Asking,
): ContainerFiles {
  async function at(path: string, bytes: number): Promise<Entry | null> {
    try {
      // Before it is asked for anything: nobody would hear of an answer that fails meanwhile.
      const { extract } = await import('tar-stream')
      return await firstEntry(extract(), await containers.archive(id, path, asking), bytes)
    } catch (thrown) {
      const { code } = AppError.from(thrown)
      // Also what lies below something that is no directory, which engines say in several ways.
      if (code === 'not-found' || code === 'invalid-input' || code === 'engine-failed') return null
      throw thrown
    }
  }

  /** What a path leads to; null where that is nothing. */
  async function follow(path: string, bytes = 0): Promise<Entry | null> {
    let place = path
    for (let links = 0; links < mostLinks; links++) {
      const entry = await at(place, bytes)
      if (entry?.headers.type !== 'symlink') return entry
      place = posix.resolve(posix.dirname(place), entry.headers.linkname ?? '')
    }
    return null
  }

  return {
    async isProgram(path) {
      const { type, mode = 0 } = (await follow(path))?.headers ?? {}
      return (type === 'file' || type === 'link') && (mode & 0o111) !== 0
    },
    async text(path) {
      const entry = await follow(path, mostText)
      return entry?.headers.type === 'file' ? entry.content.toString('utf8') : ''
    },
  }
}

interface Entry {
  readonly headers: Headers
  readonly content: Buffer
}

/** The first entry of an archive, with so many bytes of its content; the rest is left unread. */
function firstEntry(reader: Extract, stream: EngineStream, bytes: number): Promise<Entry | null> {
  const source = Readable.from(stream, { objectMode: false })
  return new Promise<Entry | null>((resolve, reject) => {
    reader.on('entry', (headers, body) => {
      const parts: Buffer[] = []
      let read = 0
      const done = () => resolve({ headers, content: Buffer.concat(parts).subarray(0, bytes) })
      body.on('data', (part: Buffer) => {
        parts.push(part)
        read += part.length
        if (read >= bytes) done()
      })
      body.on('end', done)
      if (bytes === 0) done()
    })
    reader.on('finish', () => resolve(null))
    reader.on('error', (cause) => reject(AppError.from(cause)))
    source.on('error', reject)
    source.pipe(reader)
  }).finally(() => {
    source.destroy()
    reader.destroy()
    stream.destroy()
  })
}
