import { entryFlag, entryType, type LayerIndex } from '../layerIndex'

/** What dive says of an image, under the names that it prints in its CI mode. */
export interface DiveFigures {
  /** From 0 to 1. */
  readonly efficiency: number
  readonly wastedBytes: number
  /** `wastedBytes` by the bytes of all layers above the base, so from 0 up, also beyond 1; null when those have none. */
  readonly userWastedPercent: number | null
}

/**
 * The figures of dive, as it comes to them, for rules that were written for it: each leaf of a layer's own tree gives its
 * path a size, a whiteout that of the directory which it removes, and 0 where that was a file. A path with two sizes or
 * more wastes their sum, the copy that can be seen included; the efficiency is the sum of every path's smallest size
 * divided by the sum of all. Opaque directories and what a file replaces hide nothing; a whiteout of nothing ends
 * the look at its layer, and takes 1 off the smallest sizes.
 *
 * Source: dive, dive/filetree/efficiency.go, file_tree.go (Stack, AddPath) and file_node.go (VisitDepthChildFirst).
 * @param layers base first
 */
export function measureLikeDive(layers: readonly LayerIndex[]): DiveFigures {
  const paths = new Map<string, PathSizes>()
  const below = newNode()
  let userBytes = 0
  for (const [place, index] of layers.entries()) {
    const tree = treeOf(index)
    const isBase = place === 0
    if (!isBase) userBytes += bytesOf(tree)
    // What the base removes dive looks for in the base itself.
    if (isBase) graft(below, tree)
    visitLeaves(tree, below, '', paths)
    if (!isBase) graft(below, tree)
  }
  let least = 0
  let all = 0
  let wastedBytes = 0
  for (const { smallest, sum, times } of paths.values()) {
    least += smallest
    all += sum
    if (times > 1) wastedBytes += sum
  }
  return {
    efficiency: all === 0 ? 1 : least / all,
    wastedBytes,
    userWastedPercent: userBytes > 0 ? wastedBytes / userBytes : null,
  }
}

interface DiveNode {
  size: number
  isDirectory: boolean
  /** By name, each byte as one character. A whiteout keeps the name that it has in archives. */
  readonly children: Map<string, DiveNode>
}

interface PathSizes {
  smallest: number
  sum: number
  times: number
}

const whiteoutPrefix = '.wh.'
/** Of such names dive takes no notice. */
const metadataPrefix = '.wh..wh..'

const newNode = (): DiveNode => ({ size: 0, isDirectory: false, children: new Map() })

/** A layer's own tree. Of a file with several names the first, directory by directory, has the bytes, as engines write it. */
function treeOf(index: LayerIndex): DiveNode {
  const seen = new Set<number>()
  return nodeOf(0)

  function nodeOf(entry: number): DiveNode {
    const node = newNode()
    const group = index.linkGroup[entry]!
    if (group === 0 || !seen.has(group)) node.size = index.size[entry]!
    if (group !== 0) seen.add(group)
    // What an archive only implies is no directory to dive.
    node.isDirectory =
      index.type[entry] === entryType.directory && (index.flags[entry]! & entryFlag.implicit) === 0
    const [from, to] = index.children(entry)
    for (let child = from; child < to; child++) {
      const name = Buffer.from(index.name(child)).toString('latin1')
      const isWhiteout = index.type[child] === entryType.whiteout
      const hasWhiteout = isWhiteout || (index.flags[child]! & entryFlag.whitedOut) !== 0
      const whiteout = whiteoutPrefix + name
      if (hasWhiteout && !whiteout.startsWith(metadataPrefix)) node.children.set(whiteout, newNode())
      if (!isWhiteout && !name.startsWith(metadataPrefix)) node.children.set(name, nodeOf(child))
    }
    return node
  }
}

const inOrder = ({ children }: DiveNode) =>
  [...children.keys()].sort().map((name) => [name, children.get(name)!] as const)

function bytesOf(node: DiveNode): number {
  let sum = node.size
  for (const child of node.children.values()) sum += bytesOf(child)
  return sum
}

/** @returns false when dive looks no further in this layer */
function visitLeaves(
  node: DiveNode,
  below: DiveNode | undefined,
  path: string,
  paths: Map<string, PathSizes>,
): boolean {
  for (const [name, child] of inOrder(node)) {
    const isWhiteout = name.startsWith(whiteoutPrefix)
    const shown = isWhiteout ? name.slice(whiteoutPrefix.length) : name
    const childPath = `${path}/${shown}`
    const before = below?.children.get(shown)
    if (child.children.size > 0) {
      if (!visitLeaves(child, before, childPath, paths)) return false
      continue
    }
    const known = paths.get(childPath) ?? { smallest: -1, sum: 0, times: 0 }
    paths.set(childPath, known)
    if (isWhiteout && !before) return false
    const removed = before?.isDirectory ? bytesOf(before) : 0
    const size = isWhiteout ? removed : child.size
    known.sum += size
    known.times++
    if (known.smallest < 0 || size < known.smallest) known.smallest = size
  }
  return true
}

/** Puts a layer on those below it; what a file replaces stays in it. */
function graft(below: DiveNode, upper: DiveNode) {
  for (const [name, child] of inOrder(upper)) {
    if (name.startsWith(whiteoutPrefix)) {
      below.children.delete(name.slice(whiteoutPrefix.length))
      continue
    }
    const own = below.children.get(name) ?? newNode()
    below.children.set(name, own)
    graft(own, child)
    own.size = child.size
    own.isDirectory = child.isDirectory
  }
}
