import { sentence } from '../texts/sentence'
import { checksum } from './checksum'
import { EntryError } from './entryError'
import { checkedFrom, columnsOf, type IndexShape, indexBytes, magic, version } from './indexLayout'
import { entryFlag } from './layerIndex'
import type { Inode, LayerNode } from './layerNode'

/** The index of a tree. */
export function writeIndex(root: LayerNode): Uint8Array {
  const levels = inOrder(root)
  const shape = shapeOf(levels)
  const bytes = new Uint8Array(indexBytes(shape))
  const columns = columnsOf(bytes, shape)
  const groups = hardlinkGroups(levels.nodes)
  let name = 0
  let target = 0
  for (const [entry, node] of levels.nodes.entries()) {
    const { inode, children } = node
    columns.parent[entry] = levels.parents[entry]!
    columns.childCount[entry] = children?.size ?? 0
    columns.firstChild[entry] = levels.firstChildren[entry]!
    columns.nameStart[entry] = name
    name += put(columns.names, name, levels.names[entry]!)
    columns.type[entry] = inode.type
    columns.flags[entry] = flagsOf(node)
    columns.mode[entry] = inode.mode
    columns.uid[entry] = inode.uid
    columns.gid[entry] = inode.gid
    columns.size[entry] = inode.size
    columns.mtime[entry] = inode.mtime
    columns.device[entry] = inode.device
    columns.linkGroup[entry] = groups.get(inode) ?? 0
    if (inode.target) {
      columns.target[entry] = target + 1
      new DataView(columns.targets.buffer, columns.targets.byteOffset).setUint32(
        target,
        inode.target.length,
        true,
      )
      columns.targets.set(inode.target, target + 4)
      target += 4 + inode.target.length
    }
  }
  columns.nameStart[shape.count] = name
  writeHeader(bytes, shape, groups.size)
  return bytes
}

interface Levels {
  readonly nodes: LayerNode[]
  readonly names: string[]
  readonly parents: number[]
  readonly firstChildren: number[]
}

/** Breadth first, the children of each directory by the bytes of their names. */
function inOrder(root: LayerNode): Levels {
  const levels: Levels = { nodes: [root], names: [''], parents: [0], firstChildren: [] }
  for (let entry = 0; entry < levels.nodes.length; entry++) {
    const { children } = levels.nodes[entry]!
    levels.firstChildren.push(children?.size ? levels.nodes.length : 0)
    if (!children) continue
    for (const name of [...children.keys()].sort()) {
      levels.nodes.push(children.get(name)!)
      levels.names.push(name)
      levels.parents.push(entry)
    }
  }
  return levels
}

function shapeOf({ nodes, names }: Levels): IndexShape {
  const nameBytes = names.reduce((sum, { length }) => sum + length, 0)
  const targetBytes = nodes.reduce((sum, { inode }) => sum + (inode.target ? 4 + inode.target.length : 0), 0)
  if (nameBytes >= 2 ** 32 || targetBytes >= 2 ** 32)
    throw new EntryError(sentence('archive/limit/nameBytes'))
  return { count: nodes.length, nameBytes, targetBytes }
}

/** Inodes of several names, numbered as they first appear. */
function hardlinkGroups(nodes: readonly LayerNode[]): Map<Inode, number> {
  const seen = new Set<Inode>()
  const shared = new Set<Inode>()
  for (const { inode } of nodes) {
    if (!inode.isShared) continue
    if (seen.has(inode)) shared.add(inode)
    seen.add(inode)
  }
  const ordered = [...seen].filter((inode) => shared.has(inode))
  return new Map(ordered.map((inode, index) => [inode, index + 1]))
}

function flagsOf({ inode: { opaque, implicit, elsewhere }, whitedOut }: LayerNode): number {
  return (
    (opaque ? entryFlag.opaque : 0) +
    (implicit ? entryFlag.implicit : 0) +
    (elsewhere ? entryFlag.linkElsewhere : 0) +
    (whitedOut ? entryFlag.whitedOut : 0)
  )
}

function put(names: Uint8Array, at: number, name: string): number {
  for (let index = 0; index < name.length; index++) names[at + index] = name.charCodeAt(index)
  return name.length
}

function writeHeader(bytes: Uint8Array, shape: IndexShape, groups: number) {
  const header = new DataView(bytes.buffer)
  Buffer.from(bytes.buffer).write(magic, 'latin1')
  header.setUint32(8, version, true)
  header.setBigUint64(16, BigInt(bytes.length), true)
  header.setUint32(24, shape.count, true)
  header.setUint32(28, shape.nameBytes, true)
  header.setUint32(32, shape.targetBytes, true)
  header.setUint32(36, groups, true)
  header.setUint32(12, checksum(new Uint32Array(bytes.buffer, checkedFrom)), true)
}
