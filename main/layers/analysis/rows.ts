import type { Change, EntryKind, EntryState, Sums, TreeRow } from '../../contract/layerFiles'
import { type EntryType, entryType } from '../layerIndex'
import { textOf } from '../pathText'
import { reasonNames } from './entryChange'
import { shownEvent } from './filter'
import type { Stack } from './stack'
import { change, type View } from './view'

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
    kind: kindOf(index.type[entry]!),
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

/** Whiteouts are never shown. */
const kinds: Readonly<Record<Exclude<EntryType, typeof entryType.whiteout>, EntryKind>> = {
  [entryType.directory]: 'directory',
  [entryType.file]: 'file',
  [entryType.symlink]: 'symlink',
  [entryType.characterDevice]: 'character-device',
  [entryType.blockDevice]: 'block-device',
  [entryType.fifo]: 'fifo',
  [entryType.socket]: 'socket',
}

function kindOf(type: number): EntryKind {
  return kinds[type as keyof typeof kinds]
}
