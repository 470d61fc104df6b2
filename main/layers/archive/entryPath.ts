import { ArchiveError } from './archiveError'
import type { Limits } from './limits'

/**
 * A path of an archive's entry, safe to be looked at: nothing in it leads upwards any more.
 * The engines clean paths alike before they unpack (Go's path.Clean), so `a/../b` is `b`.
 * @throws ArchiveError for one that leads out of the root, or is longer or deeper than any file can be
 */
export function cleanPath(path: Uint8Array, { pathBytes, depth }: Limits): Uint8Array {
  if (path.length > pathBytes) throw new ArchiveError('limit/pathBytes')
  const bytes = Buffer.from(path.buffer, path.byteOffset, path.length)
  let slashes = 0
  for (let at = bytes.indexOf(0x2f); at !== -1; at = bytes.indexOf(0x2f, at + 1)) slashes++
  if (slashes > depth) throw new ArchiveError('limit/depth')
  if (bytes.includes(0)) throw new ArchiveError('bad-path/nul')
  if (!bytes.includes('..')) return path
  const names: string[] = []
  for (const name of bytes.toString('latin1').split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.pop() === undefined) throw new ArchiveError('bad-path/upwards')
  }
  return Buffer.from(names.join('/'), 'latin1')
}

/** The directory of a path and its last name; slashes at its end do not count. */
export function splitEntryPath(path: Uint8Array): {
  readonly directory: Uint8Array
  readonly name: Uint8Array
} {
  let end = path.length
  while (end > 0 && path[end - 1] === 0x2f) end--
  const slash = path.subarray(0, end).lastIndexOf(0x2f)
  return { directory: path.subarray(0, slash + 1), name: path.subarray(slash + 1, end) }
}
