import type { Change, Tile } from '../../contract/layerFiles'
import { textOf } from '../pathText'
import { type FilterResult, isDirectory } from './filter'
import { sortBySize } from './sizeOrder'
import { change as changeKinds, type View } from './view'

const changeNames = Object.keys(changeKinds) as (keyof typeof changeKinds)[]

export interface TreemapOptions {
  /** How many levels below the directory. */
  readonly depth: number
  /** How many tiles at most, and how many of one directory; what is smaller becomes its rest. */
  readonly tiles: number
  readonly perDirectory?: number
  /** What a tile's size tells: what is there at the end of the range, or what the range stored. */
  readonly measure: 'shown' | 'stored'
}

/**
 * Where the bytes of a directory are. Its largest parts come first, and the largest of all are divided first,
 * for as long as there may be more tiles.
 * @param kept what a filter lets through: only that is counted
 */
export function treemap(view: View, kept: FilterResult, directory: number, options: TreemapOptions): Tile {
  const sizes = measure(view, kept, options.measure)
  const plan = divide(view, sizes, directory, options)
  const { eventLayer, layers: all } = view.stack
  const layers = dominant(view, sizes, directory, plan, all.length, (node) => eventLayer[view.after[node]!]!)
  const changes = dominant(view, sizes, directory, plan, changeNames.length, (node) => view.change[node]!)
  return tile(directory, '')

  function tile(node: number, above: string): Tile {
    const name = textOf(view.stack.name(node))
    const path = node === directory ? view.stack.path(node) : above === '' ? name : `${above}/${name}`
    const parts = plan.parts.get(node)
    const tiles = parts && Array.from(parts, (part) => tile(part, path))
    const shown = parts?.reduce((sum, part) => sum + sizes.whole[part]!, 0) ?? 0
    const rest = plan.rest.get(node) ?? 0
    const bytes = sizes.whole[node]!
    const layer = layers.get(node)!
    const change = changeNames[changes.get(node)!] as Change
    if (tiles && rest > 0) {
      const restOf = { name: '', path, isDirectory: false, children: null }
      tiles.push({ ...restOf, bytes: bytes - shown, layer, change, entries: rest })
    }
    return {
      name,
      path,
      isDirectory: node === 0 || isDirectory(view, node),
      bytes,
      layer,
      change,
      entries: 0,
      children: tiles ?? null,
    }
  }
}

interface Sizes {
  /** Of each file. */
  readonly own: Float64Array
  /** With all below. */
  readonly whole: Float64Array
}

function measure(view: View, kept: FilterResult, what: TreemapOptions['measure']): Sizes {
  const { count, parent } = view.stack
  const own = new Float64Array(count)
  const sizes = what === 'stored' ? view.bytesStored : view.bytes
  for (let node = 1; node < count; node++) {
    if (kept.state[node] !== 0 && view.after[node]! >= 0 && !isDirectory(view, node)) own[node] = sizes[node]!
  }
  const whole = own.slice()
  for (let node = count - 1; node > 0; node--) whole[parent[node]!]! += whole[node]!
  return { own, whole }
}

interface Plan {
  /** Of each divided directory, its largest parts, the largest first. */
  readonly parts: Map<number, Uint32Array>
  /** Of each divided directory, how many entries are not among them. */
  readonly rest: Map<number, number>
}

/** Decides which directories are divided: the largest one that is left, time and again. */
function divide(view: View, { whole }: Sizes, directory: number, options: TreemapOptions): Plan {
  const { depth, tiles, perDirectory = 40 } = options
  const { firstChild, childCount } = view.stack
  const plan: Plan = { parts: new Map(), rest: new Map() }
  const open = [{ node: directory, depth: 0 }]
  let left = tiles
  while (open.length > 0 && left > 0) {
    const { node, depth: level } = open.pop()!
    const filled = new Uint32Array(childCount[node]!)
    let count = 0
    for (let child = firstChild[node]!; child < firstChild[node]! + filled.length; child++) {
      if (whole[child]! > 0) filled[count++] = child
    }
    if (count === 0) continue
    const sorted = sortBySize(filled.subarray(0, count), (child) => whole[child]!)
    const parts = sorted.slice(0, Math.min(perDirectory, left))
    plan.parts.set(node, parts)
    plan.rest.set(node, count - parts.length)
    left -= parts.length
    if (level + 1 >= depth) continue
    for (const part of parts) if (childCount[part]! > 0) open.push({ node: part, depth: level + 1 })
    open.sort((a, b) => whole[a.node]! - whole[b.node]!)
  }
  return plan
}

/** For each tile, the class that has most of its bytes: one pass over all files. */
function dominant(
  view: View,
  { own }: Sizes,
  directory: number,
  plan: Plan,
  classes: number,
  classOf: (node: number) => number,
): Map<number, number> {
  const { count, parent } = view.stack
  const tiles = [directory, ...[...plan.parts.values()].flatMap((parts) => [...parts])]
  const place = new Map(tiles.map((node, index) => [node, index]))
  const held = new Float64Array(tiles.length * classes)
  /** For each node one more than the place of the smallest tile that it lies in; 0 outside. */
  const tileOf = new Uint32Array(count)
  for (const [at, node] of tiles.entries()) tileOf[node] = at + 1
  for (let node = 1; node < count; node++) tileOf[node] ||= tileOf[parent[node]!]!
  for (let node = 1; node < count; node++) {
    if (own[node] === 0 || tileOf[node] === 0) continue
    held[(tileOf[node]! - 1) * classes + classOf(node)]! += own[node]!
  }
  // A tile is always planned after the one it lies in.
  for (let at = tiles.length - 1; at > 0; at--) {
    const above = place.get(parent[tiles[at]!]!)!
    for (let each = 0; each < classes; each++) held[above * classes + each]! += held[at * classes + each]!
  }
  return new Map(tiles.map((node, at) => [node, largest(held, at * classes, classes)]))
}

function largest(values: Float64Array, from: number, count: number): number {
  let best = 0
  for (let at = 1; at < count; at++) if (values[from + at]! > values[from + best]!) best = at
  return best
}
