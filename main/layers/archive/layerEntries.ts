import type { IndexBuilder, SourceEntry } from '../indexBuilder'
import { entryType } from '../layerIndex'
import { ArchiveError } from './archiveError'
import { cleanPath, splitEntryPath } from './entryPath'
import type { Limits } from './limits'
import type { TarEntry } from './tarEntry'

const types = {
  file: entryType.file,
  hardlink: entryType.file,
  symlink: entryType.symlink,
  character: entryType.characterDevice,
  block: entryType.blockDevice,
  directory: entryType.directory,
  fifo: entryType.fifo,
} as const

const whiteoutPrefix = Buffer.from('.wh.')
const metadataPrefix = Buffer.from('.wh..wh.')
const opaqueName = Buffer.from('.wh..wh..opq')

/**
 * Gives the entries of a layer's archive to an index.
 *
 * Whiteouts as in the OCI image specification, layer.md: `.wh.NAME` removes NAME, `.wh..wh..opq` makes its directory opaque.
 * As the engine does (moby, pkg/archive/diff.go), what else begins with `.wh..wh.` at the root is AUFS's own and no entry.
 * @param timeOf another number to keep as an entry's time
 * @throws ArchiveError, EntryError
 */
export function createLayerEntries(
  builder: IndexBuilder,
  limits: Limits,
  timeOf: (entry: TarEntry) => number = ({ mtime }) => mtime,
): (entry: TarEntry) => void {
  let nameBytes = 0

  function add(entry: TarEntry, path: Uint8Array) {
    const { kind, mode, uid, gid, size, link, major, minor } = entry
    const source: SourceEntry = {
      path,
      type: types[kind],
      // Whatever an archive says: on disk a link has no mode of its own (symlink(7)).
      mode: kind === 'symlink' ? 0o777 : mode,
      uid,
      gid,
      size,
      mtime: timeOf(entry),
      // A copy of its own: it is kept, and must not keep a whole block alive.
      target: kind === 'symlink' ? new Uint8Array(link) : undefined,
      major,
      minor,
    }
    if (kind === 'symlink') checkTarget(link, limits)
    if (kind === 'hardlink') builder.link(source, cleanPath(link, limits))
    else builder.add(source)
  }

  function whiteOut(directory: Uint8Array, hidden: Uint8Array) {
    // Neither can be a file's name; `.` would be the directory itself.
    if (hidden.length === 0 || (hidden.length < 3 && hidden.every((byte) => byte === 0x2e))) {
      throw new ArchiveError('bad-path/whiteout')
    }
    const path = Buffer.concat([directory, hidden])
    builder.add({ path, type: entryType.whiteout, mode: 0, uid: 0, gid: 0, size: 0, mtime: 0 })
  }

  return (entry) => {
    nameBytes += entry.path.length + entry.link.length
    if (nameBytes > limits.nameBytes) throw new ArchiveError('limit/nameBytes')
    const path = cleanPath(entry.path, limits)
    const { directory, name } = splitEntryPath(path)
    if (isAufs(path)) return
    if (!begins(name, whiteoutPrefix)) add(entry, path)
    else if (opaqueName.equals(name)) builder.markOpaque(directory)
    else whiteOut(directory, name.subarray(whiteoutPrefix.length))
    if (builder.count > limits.entries) throw new ArchiveError('limit/entries')
    if (builder.weight > limits.treeBytes) throw new ArchiveError('limit/treeBytes')
  }
}

function checkTarget(link: Uint8Array, { pathBytes }: Limits) {
  if (link.length > pathBytes) throw new ArchiveError('limit/pathBytes')
  if (link.includes(0)) throw new ArchiveError('bad-path/linkNul')
}

/** Whether its first name is one of AUFS's own. */
function isAufs(path: Uint8Array): boolean {
  let from = 0
  while (path[from] === 0x2f || (path[from] === 0x2e && path[from + 1] === 0x2f)) from++
  const first = path.subarray(from)
  if (!begins(first, metadataPrefix)) return false
  const slash = first.indexOf(0x2f)
  return !opaqueName.equals(slash === -1 ? first : first.subarray(0, slash))
}

function begins(bytes: Uint8Array, prefix: Uint8Array): boolean {
  for (let at = 0; at < prefix.length; at++) if (bytes[at] !== prefix[at]) return false
  return true
}
