import { type FSWatcher, watch } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { createLatch } from '../../base/latch'
import { createLineSplitter } from '../../base/lines'
import { watchPlace } from '../../base/placeWatch'

/** Bytes of the log that are shown at first, and that are read at a time afterwards. */
const atOnce = 256 * 1024

/**
 * The newest lines of a log, then what is added, in batches; the first batch may be empty. A log that is emptied
 * because it grew too long, or replaced, is read on from its beginning; one that does not exist yet is waited for, and so is
 * its folder.
 */
export async function* followLog(path: string, signal: AbortSignal): AsyncGenerator<readonly string[]> {
  const latch = createLatch()
  let last: Read | null = null
  let replaced = false
  const stopWatching = watchFile(path, (isOther) => {
    replaced ||= isOther
    latch.raise()
  })
  let splitter = createLineSplitter()
  latch.raise()
  try {
    while (await latch.next(signal)) {
      const isOther: boolean = replaced && last !== null
      replaced = false
      const read: Read = await readFrom(path, isOther ? 0 : (last?.end ?? null))
      if (isOther || read.restarted) splitter = createLineSplitter()
      const lines = splitter.push(read.bytes).map(({ text }) => text)
      // The first bytes may lie in the middle of a line.
      if (last === null && read.start > 0) lines.shift()
      if (last === null || lines.length > 0) yield lines
      last = read
      if (read.more) latch.raise()
    }
  } finally {
    stopWatching()
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
    const bytes = buffer.subarray(0, bytesRead)
    return { bytes, start, end, restarted, more: bytesRead > 0 && end < size }
  } finally {
    await file.close()
  }
}

/**
 * The folder is watched, for the file may not exist yet; neither may the folder, before the first start, and it may be another
 * one later.
 * @param changed is told whether there may be another file by now
 */
function watchFile(path: string, changed: (isOther: boolean) => void): () => void {
  const name = basename(path)
  let watcher: FSWatcher | null = null

  function watchFolder() {
    watcher?.close()
    watcher = null
    try {
      watcher = watch(dirname(path), (event, changedName) => {
        // What is made, removed or moved is told of as `rename`.
        if (changedName === name || changedName === null) changed(event === 'rename')
      }).on('error', () => {})
    } catch {
      // It is not there yet.
    }
    // What came before this was watching.
    changed(false)
  }

  const stopWaiting = watchPlace(dirname(path), watchFolder)
  watchFolder()
  return () => {
    stopWaiting()
    watcher?.close()
  }
}
