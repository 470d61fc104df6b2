import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { paced } from '../../base/paced'
import type { SavedFiles } from '../../contract/layers'
import type { Written } from '../../layers/archive/budget'
import { nameTaken, savedName } from '../../layers/archive/savedName'
import type { LayerFiles, SavedEntry } from './readLayers'

/** Saves a file or a directory under its own name. Leaving the stream cancels it, and then nothing is left. */
export function saveEntry(
  files: LayerFiles,
  entry: SavedEntry,
  directory: string,
  signal: AbortSignal,
): AsyncIterable<SavedFiles> {
  return paced<SavedFiles>(async (report, stop) => {
    const onReport = (written: Written) => report({ ...written, leftOut: 0, path: null })
    onReport({ bytes: 0, files: 0 })
    await expectFree(savedName(entry.path), directory)
    const saved = await files.save(entry, directory, { signal: stop, onReport })
    return {
      bytes: saved.bytes,
      files: saved.files + saved.links,
      leftOut: saved.leftOut,
      path: join(directory, saved.name),
    }
  }, signal)
}

/** Looked at once more when it is written; but reading what is written may take long. */
async function expectFree(name: Uint8Array, directory: string): Promise<void> {
  const path = Buffer.concat([Buffer.from(`${directory}/`), name])
  if (await lstat(path).catch(() => null)) throw nameTaken(name, directory)
}
