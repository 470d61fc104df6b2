import { type EntryType, entryType } from './layerIndex'

/** What all names of a file share. */
export interface Inode {
  readonly type: EntryType
  mode: number
  uid: number
  gid: number
  readonly size: number
  mtime: number
  readonly target: Uint8Array | null
  readonly device: number
  opaque: boolean
  readonly implicit: boolean
  elsewhere: boolean
  /** Whether it may have more names than one. */
  isShared: boolean
}

/** One name in the tree of a layer that is being put together. */
export interface LayerNode {
  inode: Inode
  /** By name, each byte as one character; null for all but directories. */
  readonly children: Map<string, LayerNode> | null
  /** A whiteout of its own layer stands beside it. */
  whitedOut?: boolean
}

const bare = {
  mode: 0,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  target: null,
  device: 0,
  opaque: false,
  implicit: false,
  elsewhere: false,
  isShared: false,
}

export const whiteout: Inode = { ...bare, type: entryType.whiteout }

/** A directory that is only implied. */
export function newDirectory(): LayerNode {
  return {
    inode: { ...bare, type: entryType.directory, mode: 0o755, implicit: true },
    children: new Map(),
  }
}
