import { type EntryType, entryType } from '../layerIndex'
import { textOf } from '../pathText'
import { type Reason, reasonNames } from './entryChange'
import { shownEvent } from './filter'
import type { Stack } from './stack'
import { type Change, change, type View } from './view'

export const entryKinds = [
  'directory',
  'file',
  'symlink',
  'character-device',
  'block-device',
  'fifo',
  'socket',
] as const
export type EntryKind = (typeof entryKinds)[number]

/** An entry as one layer has it. */
export interface EntryState {
  /** The layer, counted from the base, which is 0. */
  readonly layer: number
  readonly kind: EntryKind
  /** Permission bits, setuid, setgid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of a regular file; 0 of all else. */
  readonly size: number
  /** Seconds since 1970. */
  readonly mtime: number
  /** Of a symbolic link. */
  readonly target: string | null
}

/** Sums over a file, or over all files in a directory, for a range of layers. */
export interface Sums {
  /** Bytes before the range, and at its end. */
  readonly bytesBefore: number
  readonly bytes: number
  /** Bytes of what the range added or modified, and of what it removed. */
  readonly bytesStored: number
  readonly bytesRemoved: number
  /** Files of any kind at the end of the range; how many are new, changed, gone. */
  readonly files: number
  readonly added: number
  readonly modified: number
  readonly removed: number
}

/** One line of a tree. What is gone at the end of the range is shown as it was before. */
export interface TreeRow extends EntryState, Sums {
  readonly name: string
  /** From the image's root, without a slash before it: it names the row in further questions. */
  readonly path: string
  readonly change: Change
  readonly reasons: readonly Reason[]
  /** Whether the same filter shows something in it. */
  readonly hasChildren: boolean
}

const changeNames = Object.keys(change) as (keyof typeof change)[]

/** What became of a node; it is there before the range or at its end. */
export function changeOf(view: View, node: number): Change {
  return changeNames[view.change[node]!] as Change
}

export function treeRow(view: View, node: number, hasChildren: boolean): TreeRow {
  const { stack } = view
  return {
    name: textOf(stack.name(node)),
    path: stack.path(node),
    change: changeOf(view, node),
    reasons: reasonNames(view.reasons[node]!),
    hasChildren,
    ...entryState(stack, shownEvent(view, node)),
    ...sumsOf(view, node),
  }
}

/** @param event one that is no removal */
export function entryState(stack: Stack, event: number): EntryState {
  const layer = stack.eventLayer[event]!
  const entry = stack.eventEntry[event]!
  const index = stack.layers[layer]!
  const target = index.linkTarget(entry)
  return {
    layer,
    kind: kindOf(index.type[entry] as EntryType),
    mode: index.mode[entry]!,
    uid: index.uid[entry]!,
    gid: index.gid[entry]!,
    size: index.size[entry]!,
    mtime: index.mtime[entry]!,
    target: target && textOf(target),
  }
}

export function sumsOf(view: View, node: number): Sums {
  return {
    bytesBefore: view.bytesBefore[node]!,
    bytes: view.bytes[node]!,
    bytesStored: view.bytesStored[node]!,
    bytesRemoved: view.bytesRemoved[node]!,
    files: view.files[node]!,
    added: view.added[node]!,
    modified: view.modified[node]!,
    removed: view.removed[node]!,
  }
}

function kindOf(type: EntryType): EntryKind {
  return entryKinds[type - entryType.directory]!
}
