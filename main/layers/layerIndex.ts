import type { Columns } from './indexLayout'
import { textOf } from './pathText'

export const entryType = {
  directory: 1,
  file: 2,
  symlink: 3,
  characterDevice: 4,
  blockDevice: 5,
  fifo: 6,
  socket: 7,
  /** Removes what lower layers have at this path. It has no owner, mode or time of its own. */
  whiteout: 8,
} as const
export type EntryType = (typeof entryType)[keyof typeof entryType]

export const entryFlag = {
  /** Of a directory: hides what lower layers have in it. */
  opaque: 1,
  /** Of a directory: the archive had only entries below it, so its owner, mode and time are not known. */
  implicit: 2,
  /** Of a file: the archive has it as another name of a file which is not in this layer, so its content is elsewhere. */
  linkElsewhere: 4,
  /**
   * Of anything but a whiteout: its archive has a whiteout beside it. Nothing follows from it for what can be seen, but
   * dive counts both.
   */
  whitedOut: 8,
} as const

/** Sizes and times beyond this are kept as this: the largest number that is exact in a double. */
export const largest = Number.MAX_SAFE_INTEGER

/**
 * All entries of one layer. Entry 0 is the layer's root; the children of a directory follow each other, sorted by the
 * bytes of their names; directories come level by level, so a parent always precedes its children. Immutable.
 */
export class LayerIndex implements Columns {
  /** How many entries there are, the root included. */
  readonly count: number
  /** Bytes of a regular file; each name of a hardlink carries it; 0 for all else. */
  readonly size: Float64Array
  /** Whole seconds since 1970. */
  readonly mtime: Float64Array
  /** The directory that an entry lies in; 0 for the root itself. */
  readonly parent: Uint32Array
  /** 0 where there are no children. */
  readonly firstChild: Uint32Array
  readonly childCount: Uint32Array
  readonly nameStart: Uint32Array
  readonly uid: Uint32Array
  readonly gid: Uint32Array
  /** One more than the place in `targets`; 0 for all but symbolic links. */
  readonly target: Uint32Array
  /** Names of one inode share a number from 1 on, numbered as they first appear; 0 where there is one name only. */
  readonly linkGroup: Uint32Array
  /** `major << 20 | minor` of devices; 0 for all else. */
  readonly device: Uint32Array
  /** Permission bits, setuid, setgid and sticky: at most 0o7777. */
  readonly mode: Uint16Array
  /** EntryType. */
  readonly type: Uint8Array
  /** Sum of `entryFlag`. */
  readonly flags: Uint8Array
  readonly names: Uint8Array
  readonly targets: Uint8Array

  /**
   * For `readIndex`, which checks everything before.
   * @param bytes the whole index, as it is kept on disk
   */
  constructor(
    readonly bytes: Uint8Array,
    columns: Columns,
  ) {
    this.count = columns.type.length
    this.size = columns.size
    this.mtime = columns.mtime
    this.parent = columns.parent
    this.firstChild = columns.firstChild
    this.childCount = columns.childCount
    this.nameStart = columns.nameStart
    this.uid = columns.uid
    this.gid = columns.gid
    this.target = columns.target
    this.linkGroup = columns.linkGroup
    this.device = columns.device
    this.mode = columns.mode
    this.type = columns.type
    this.flags = columns.flags
    this.names = columns.names
    this.targets = columns.targets
  }

  /** The raw name, a view; empty for the root. Names may hold any byte but `/` and NUL. */
  name(entry: number): Uint8Array {
    return this.names.subarray(this.nameStart[entry]!, this.nameStart[entry + 1]!)
  }

  /** The name for people; `bytesOf` of pathText gives the raw one again. */
  text(entry: number): string {
    return textOf(this.name(entry))
  }

  /** The raw path from the layer's root, without a slash at either end; empty for the root. */
  path(entry: number): Uint8Array {
    let length = 0
    for (let at = entry; at > 0; at = this.parent[at]!) length += this.name(at).length + 1
    const path = new Uint8Array(Math.max(0, length - 1)).fill(0x2f)
    let end = path.length
    for (let at = entry; at > 0; at = this.parent[at]!) {
      const name = this.name(at)
      path.set(name, end - name.length)
      end -= name.length + 1
    }
    return path
  }

  /**
   * Bytes that an entry takes as engines count a layer (directory.Size of moby, daemon/internal/directory): those of a regular file,
   * and of a symbolic link those of its target.
   */
  bytesOf(entry: number): number {
    const at = this.target[entry]!
    return at === 0 ? this.size[entry]! : wordAt(this.targets, at - 1)
  }

  /** The children of a directory are the entries from the first number up to, but without, the second. */
  children(entry: number): readonly [from: number, to: number] {
    const from = this.firstChild[entry]!
    return [from, from + this.childCount[entry]!]
  }

  /** The raw target of a symbolic link; null for all else. */
  linkTarget(entry: number): Uint8Array | null {
    const at = this.target[entry]!
    if (at === 0) return null
    return this.targets.subarray(at + 3, at + 3 + wordAt(this.targets, at - 1))
  }

  /** The entry at a raw path, which may begin or end with slashes; -1 when there is none. No link is followed. */
  find(path: Uint8Array): number {
    let entry = 0
    for (let from = 0; from < path.length && entry >= 0; ) {
      const slash = path.indexOf(0x2f, from)
      const to = slash === -1 ? path.length : slash
      if (to > from) entry = this.findChild(entry, path.subarray(from, to))
      from = to + 1
    }
    return entry
  }

  /** The child of that raw name; -1 when there is none. */
  findChild(directory: number, name: Uint8Array): number {
    let [low, high] = this.children(directory)
    while (low < high) {
      const middle = (low + high) >>> 1
      const order = Buffer.compare(this.name(middle), name)
      if (order === 0) return middle
      if (order < 0) low = middle + 1
      else high = middle
    }
    return -1
  }
}

/** The little-endian number of 32 bits at any place. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}
