import { watch } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { createLatch } from '../../base/latch'
import { createLineSplitter } from '../../base/lines'

/** Bytes of the log that are shown at first, and that are read at a time afterwards. */
const atOnce = 256 * 1024

/**
 * The newest lines of a log, then what is added, in batches; the first batch may be empty. A log that is emptied
 * because it grew too long is read on from its beginning; one that does not exist yet is waited for.
 */
export async function* followLog(path: string, signal: AbortSignal): AsyncGenerator<readonly string[]> {
  const latch = createLatch()
  const watcher = watchFolder(path, latch.raise)
  let position: number | null = null
  let splitter = createLineSplitter()
  latch.raise()
  try {
    while (await latch.next(signal)) {
      const read: Read = await readFrom(path, position)
      if (read.restarted) splitter = createLineSplitter()
      const lines = splitter.push(read.bytes).map(({ text }) => text)
      // The first bytes may lie in the middle of a line.
      if (position === null && read.start > 0) lines.shift()
      if (position === null || lines.length > 0) yield lines
      position = read.end
      if (read.more) latch.raise()
    }
  } finally {
    watcher?.close()
  }
}

interface Read {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  readonly restarted: boolean
  readonly more: boolean
}

async function readFrom(path: string, position: number | null): Promise<Read> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch {
    return { bytes: Buffer.alloc(0), start: 0, end: 0, restarted: true, more: false }
  }
  try {
    const { size } = await file.stat()
    const restarted = position !== null && size < position
    const start = restarted ? 0 : (position ?? Math.max(0, size - atOnce))
    const buffer = Buffer.alloc(Math.min(atOnce, size - start))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start)
    const end = start + bytesRead
    return { bytes: buffer.subarray(0, bytesRead), start, end, restarted, more: bytesRead > 0 && end < size }
  } finally {
    await file.close()
  }
}

/** The folder is watched, for the file may not exist yet; null while the folder does not, before the first start. */
function watchFolder(path: string, changed: () => void) {
  const name = basename(path)
  try {
    const watcher = watch(dirname(path), (_event, changedName) => {
      if (changedName === name || changedName === null) changed()
    })
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}
