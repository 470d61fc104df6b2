import type { Page, Sort, TreeRow } from '../../contract/layerFiles'
import { type FilterResult, nodeState, shownSize } from './filter'
import { treeRow } from './rows'
import { sortBySize } from './sizeOrder'
import type { View } from './view'

/** The nodes that one directory shows, in order. */
export function levelNodes(view: View, kept: FilterResult, directory: number, sort: Sort): Uint32Array {
  const { firstChild, childCount } = view.stack
  const first = firstChild[directory]!
  const nodes = new Uint32Array(childCount[directory]!)
  let count = 0
  for (let node = first; node < first + nodes.length; node++) {
    if (kept.state[node] !== 0) nodes[count++] = node
  }
  return sorted(view, nodes.subarray(0, count), sort)
}

/** All nodes that match, in the order of their paths or of their sizes. */
export function matchingNodes(view: View, kept: FilterResult, sort: Sort): Uint32Array {
  const { count, firstChild, childCount } = view.stack
  const nodes = new Uint32Array(kept.matchCount)
  let filled = 0
  const open = new Uint32Array(count)
  let depth = 1
  while (depth > 0) {
    const node = open[--depth]!
    if (node !== 0 && kept.state[node] === nodeState.match) nodes[filled++] = node
    const first = firstChild[node]!
    for (let child = first + childCount[node]! - 1; child >= first; child--) {
      if (kept.state[child] !== 0) open[depth++] = child
    }
  }
  return sorted(view, nodes, sort)
}

/** One page of rows. */
export function readRows(
  view: View,
  kept: FilterResult,
  nodes: Uint32Array,
  offset: number,
  limit: number,
): Page<TreeRow> {
  const page = nodes.subarray(offset, offset + limit)
  const rows = Array.from(page, (node) => treeRow(view, node, hasChildren(view, kept, node)))
  return { rows, total: nodes.length }
}

function hasChildren(view: View, kept: FilterResult, node: number): boolean {
  const { firstChild, childCount } = view.stack
  const first = firstChild[node]!
  for (let child = first; child < first + childCount[node]!; child++) if (kept.state[child] !== 0) return true
  return false
}

function sorted(view: View, nodes: Uint32Array, sort: Sort): Uint32Array {
  if (sort === 'name') return nodes
  const { bytesStored, bytesRemoved } = view
  const size = sort === 'size' ? (node: number) => shownSize(view, node) : stored
  function stored(node: number): number {
    return bytesStored[node]! + bytesRemoved[node]!
  }
  return sortBySize(nodes, size)
}
