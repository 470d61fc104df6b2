import { sentence } from '../texts/sentence'
import { EntryError } from './entryError'
import { writeIndex } from './indexWriter'
import { type EntryType, entryType, largest } from './layerIndex'
import { type Inode, type LayerNode, newDirectory, whiteout } from './layerNode'
import { components, resolve } from './layerPath'

/** An entry as an archive has it. */
export interface SourceEntry {
  /** Raw bytes from the layer's root; slashes at the ends, doubled ones and `.` do not count. */
  readonly path: Uint8Array
  readonly type: EntryType
  /** Only the permission bits count. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of a regular file. */
  readonly size: number
  /** Seconds since 1970; fractions are cut off downwards. */
  readonly mtime: number
  /** Of a symbolic link, raw. */
  readonly target?: Uint8Array
  /** Of a device. */
  readonly major?: number
  readonly minor?: number
}

/** Puts a layer together as an extraction of its archive would, entry by entry, in the archive's order. */
export interface IndexBuilder {
  /**
   * A later entry replaces an earlier one of the same path with all that is in it; only two directories become one, with
   * the later one's owner, mode and time. Directories that are missing above it are made, and marked implicit. Where a
   * directory above it is a symbolic link, the entry goes where the link leads within this layer.
   * A whiteout beside an entry of its own layer hides only what lower layers have there, so a directory becomes opaque.
   * @throws EntryError for a path with `..` or NUL, and for a root that is no directory
   */
  add(entry: SourceEntry): void
  /**
   * One more name of the file at `target`, which gets the owner, mode and time of this entry, as the engine does; all of
   * the entry counts where there is no such file in this layer.
   */
  link(entry: SourceEntry, target: Uint8Array): void
  /** Makes a directory opaque, whether it comes before or later. */
  markOpaque(directory: Uint8Array): void
  /** How many entries there are, the root included, but not what was replaced. */
  readonly count: number
  /** About how many bytes of memory all that was added takes, with what was replaced. */
  readonly weight: number
  /** The bytes of the index; the builder cannot be used any more. */
  finish(): Uint8Array
}

/** The index of these entries; for a stream, or hardlinks, see `createIndexBuilder`. */
export function buildIndex(entries: Iterable<SourceEntry>): Uint8Array {
  const builder = createIndexBuilder()
  for (const entry of entries) builder.add(entry)
  return builder.finish()
}

/** @param linksDescribe false when a link is to leave its file as it is */
export function createIndexBuilder(linksDescribe = true): IndexBuilder {
  const root = newDirectory()
  /** Links whose file was not there yet. */
  const open: { readonly node: LayerNode; readonly target: readonly string[] }[] = []
  let count = 1
  let weight = 0

  /** The directory that these components name, made as far as it is missing. */
  function directoryAt(path: readonly string[]): LayerNode {
    let directory = root
    for (const [depth, name] of path.entries()) {
      const child = directory.children!.get(name)
      if (child?.children) directory = child
      else {
        const led = child?.inode.type === entryType.symlink ? resolve(root, path.slice(0, depth + 1)) : null
        directory = led?.children ? led : put(directory, name, newDirectory())
      }
    }
    return directory
  }

  /** Sets a name to a node, as extraction would. */
  function put(directory: LayerNode, name: string, node: LayerNode): LayerNode {
    const before = directory.children!.get(name)
    const isWhiteout = node.inode.type === entryType.whiteout
    if (before && isWhiteout) {
      if (before.children) before.inode.opaque = true
      before.whitedOut = before.inode.type !== entryType.whiteout
      return before
    }
    if (before?.children && node.children) {
      before.inode = { ...node.inode, opaque: before.inode.opaque }
      return before
    }
    const wasWhiteout = before?.inode.type === entryType.whiteout
    if (wasWhiteout && node.children) node.inode.opaque = true
    node.whitedOut = wasWhiteout || before?.whitedOut
    count += 1 - (before ? sizeOf(before) : 0)
    weight += weightOf(node, name)
    directory.children!.set(name, node)
    return node
  }

  function place(path: readonly string[], inode: Inode): LayerNode | null {
    if (path.length === 0) {
      if (inode.type !== entryType.directory) throw new EntryError(sentence('archive/bad-path/root'))
      root.inode = { ...inode, opaque: root.inode.opaque }
      return null
    }
    const children = inode.type === entryType.directory ? new Map() : null
    return put(directoryAt(path.slice(0, -1)), path.at(-1)!, { inode, children })
  }

  function shareWith(node: LayerNode, target: readonly string[]): boolean {
    const parent = resolve(root, target.slice(0, -1))
    const file = target.length > 0 ? parent?.children?.get(target.at(-1)!) : undefined
    if (!file || file.children || file.inode.type === entryType.whiteout) return false
    file.inode.isShared = true
    node.inode = file.inode
    return true
  }

  return {
    add(entry) {
      place(components(entry.path), inodeOf(entry))
    },

    link(entry, target) {
      const wanted = components(target)
      const own = inodeOf(entry)
      const node = { inode: own, children: null }
      // Found before it is placed, for it may take the place of its own target.
      const isShared = shareWith(node, wanted)
      if (isShared && linksDescribe) describeAnew(node.inode, own)
      const placed = place(components(entry.path), node.inode)
      if (!isShared && placed && !placed.children) {
        placed.inode.elsewhere = placed.inode.type === entryType.file
        open.push({ node: placed, target: wanted })
      }
    },

    markOpaque(directory) {
      directoryAt(components(directory)).inode.opaque = true
    },

    get count() {
      return count
    },

    get weight() {
      return weight
    },

    finish() {
      for (const { node, target } of open) shareWith(node, target)
      return writeIndex(root)
    },
  }
}

/** Measured on Node 20: objects, the place in the directory's map and the name; of a link its target, which is no object of V8's. */
const nodeWeight = { plain: 250, directory: 450, target: 200 } as const

function weightOf({ inode: { target }, children }: LayerNode, name: string): number {
  const own = children ? nodeWeight.directory : nodeWeight.plain
  return own + name.length + (target ? nodeWeight.target + target.length : 0)
}

function sizeOf(node: LayerNode): number {
  let size = 0
  const rest = [node]
  for (let next = rest.pop(); next; next = rest.pop()) {
    size++
    if (next.children) rest.push(...next.children.values())
  }
  return size
}

/** Of a symbolic link only the owner changes. Source: createTarFile of moby, pkg/archive/archive.go. */
function describeAnew(inode: Inode, { mode, uid, gid, mtime }: Inode) {
  Object.assign(inode, inode.type === entryType.symlink ? { uid, gid } : { mode, uid, gid, mtime })
}

const nothing = new Uint8Array()

function inodeOf(entry: SourceEntry): Inode {
  const { type, mode, uid, gid, size, mtime, target, major = 0, minor = 0 } = entry
  const isDevice = type === entryType.characterDevice || type === entryType.blockDevice
  // A device of this number is how overlayfs keeps a whiteout on disk.
  if (type === entryType.whiteout || (type === entryType.characterDevice && major === 0 && minor === 0)) {
    return whiteout
  }
  return {
    type,
    mode: mode & 0o7777,
    uid: uid >>> 0,
    gid: gid >>> 0,
    size: type === entryType.file ? Math.min(Math.max(0, whole(size)), largest) : 0,
    mtime: Math.min(Math.max(-largest, whole(mtime)), largest),
    target: type === entryType.symlink ? (target ?? nothing) : null,
    device: isDevice ? ((major << 20) | (minor & 0xfffff)) >>> 0 : 0,
    opaque: false,
    implicit: false,
    elsewhere: false,
    isShared: false,
  }
}

function whole(value: number): number {
  return Math.floor(value) || 0
}
