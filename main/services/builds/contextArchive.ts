import { createReadStream } from 'node:fs'
import { readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Headers, type Pack, pack } from 'tar-stream'
import { type ContextEntry, walkContext } from './context'
import { unreadEntry } from './unread'

/**
 * A folder as the archive that the engine's own builder takes: what `.dockerignore` leaves out is not in it, nor are sockets,
 * which an archive cannot hold. Owners are root's, as with docker's own command line.
 * The stream fails with `denied/contextFile` or `invalid-input/contextFile` at what cannot be read.
 */
export function contextArchive(folder: string, file: string, signal: AbortSignal): Readable {
  const archive = pack()
  // tar-stream's own end, when it comes before anybody reads, is told to nobody who reads later.
  const body = new PassThrough()
  archive.pipe(body)
  body.once('close', () => archive.destroy())
  fill(archive, folder, file, signal).catch((thrown) => body.destroy(thrown as Error))
  return body
}

async function fill(archive: Pack, folder: string, file: string, signal: AbortSignal): Promise<void> {
  for await (const entry of walkContext(folder, file, signal)) {
    if (entry.problem) throw unreadEntry(entry.problem, entry.path)
    if (entry.stats.isFile()) await addFile(archive, folder, entry)
    else if (!entry.stats.isSocket()) await addOther(archive, folder, entry)
  }
  archive.finalize()
}

function headerOf({ path, stats }: ContextEntry): Headers {
  return { name: path, mode: stats.mode & 0o7777, mtime: stats.mtime, uid: 0, gid: 0 }
}

/** Exactly as many bytes as its header says, though it grows meanwhile. */
async function addFile(archive: Pack, folder: string, entry: ContextEntry): Promise<void> {
  const { size } = entry.stats
  const header = { ...headerOf(entry), type: 'file' as const, size }
  if (size === 0) {
    archive.entry(header, '')
    return
  }
  const place = archive.entry(header)
  await pipeline(createReadStream(join(folder, entry.path), { end: size - 1 }), place).catch((thrown) => {
    throw unreadEntry(thrown, entry.path)
  })
}

function addOther(archive: Pack, folder: string, entry: ContextEntry): Promise<void> {
  const header = headerOf(entry)
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve())
    if (entry.stats.isDirectory()) archive.entry({ ...header, type: 'directory' }, done)
    else if (entry.stats.isFIFO()) archive.entry({ ...header, type: 'fifo' }, done)
    else if (entry.stats.isSymbolicLink()) {
      readlink(join(folder, entry.path)).then(
        (linkname) => archive.entry({ ...header, type: 'symlink', linkname }, done),
        reject,
      )
    } else resolve()
  })
}
