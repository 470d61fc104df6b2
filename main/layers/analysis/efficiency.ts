import type { Efficiency, Page, WastedPath } from '../../contract/layerFiles'
import { layerBytes } from './layerCounts'
import { sortBySize } from './sizeOrder'
import { eventKind, noEntry, type Stack } from './stack'
import { visibleBytes } from './view'

export interface Waste extends Efficiency {
  /** The nodes of the wasteful paths, the most bytes first, and by node what each wastes. */
  readonly nodes: Uint32Array
  readonly nodeBytes: Float64Array
}

/**
 * How well an image uses its bytes, by the definitions that dive made known: each entry of a layer gives its
 * path one size. Of a regular file that is its size (with several names in one layer, for the first of them),
 * of a removal the size of what it removes, and 0 of all else, directories included. A path with two sizes or
 * more is wasteful, and wastes their sum; the efficiency is the sum of every path's smallest size divided by
 * the sum of all sizes. What disappears with its directory does not count on its own, and what an opaque
 * directory hides is not counted, for nothing in the layer names it; a removal of nothing is none.
 */
export function measureWaste(stack: Stack): Waste {
  const { layers, count, eventStart, eventEntry } = stack
  const removedBytes = sizesOfRemovals(stack)
  const nodeBytes = new Float64Array(count)
  const wasteful: number[] = []
  let smallestSum = 0
  let sum = 0
  let wastedBytes = 0
  for (let node = 0; node < count; node++) {
    let times = 0
    let smallest = Number.POSITIVE_INFINITY
    let bytes = 0
    for (let event = eventStart[node]!; event < eventStart[node + 1]!; event++) {
      if (eventEntry[event] === noEntry) continue
      const size = sizeOf(stack, event, removedBytes)
      times++
      bytes += size
      smallest = Math.min(smallest, size)
    }
    if (times === 0) continue
    smallestSum += smallest
    sum += bytes
    if (times > 1 && bytes > 0) {
      wastedBytes += bytes
      nodeBytes[node] = bytes
      wasteful.push(node)
    }
  }
  const sizes = layers.map((_, layer) => layerBytes(stack, layer))
  const total = sizes.reduce((all, each) => all + each, 0)
  const userBytes = total - (sizes[0] ?? 0)
  return {
    efficiency: sum === 0 ? 1 : smallestSum / sum,
    wastedBytes,
    wastedPaths: wasteful.length,
    bytes: total,
    userBytes,
    visibleBytes: visibleBytes(stack),
    userWasted: userBytes > 0 ? wastedBytes / userBytes : null,
    nodes: sortBySize(Uint32Array.from(wasteful), (node) => nodeBytes[node]!),
    nodeBytes,
  }
}

/** Some of the wasteful paths, the most bytes first. */
export function wastedPaths(stack: Stack, waste: Waste, offset = 0, limit = Infinity): Page<WastedPath> {
  const rows = Array.from(waste.nodes.subarray(offset, offset + limit), (node) => {
    const layers: number[] = []
    for (let event = stack.eventStart[node]!; event < stack.eventStart[node + 1]!; event++) {
      if (stack.eventEntry[event] !== noEntry) layers.push(stack.eventLayer[event]!)
    }
    return { path: stack.path(node), count: layers.length, layers, bytes: waste.nodeBytes[node]! }
  })
  return { rows, total: waste.nodes.length }
}

function sizeOf(stack: Stack, event: number, removedBytes: Float64Array): number {
  if (stack.eventKind[event] === eventKind.removed) return removedBytes[event]!
  return stack.storedBytes(stack.eventLayer[event]!, stack.eventEntry[event]!)
}

/** For each removal, the bytes of what it took away, with all that was in it. */
function sizesOfRemovals(stack: Stack): Float64Array {
  const { count, parent, eventStart, eventLayer, eventEntry, eventKind: kind } = stack
  const bytes = new Float64Array(eventLayer.length)
  // Children come after their directory, so each is whole when its turn comes.
  for (let node = count - 1; node >= 0; node--) {
    for (let event = eventStart[node]!; event < eventStart[node + 1]!; event++) {
      if (kind[event] !== eventKind.removed) continue
      bytes[event]! += stack.storedBytes(eventLayer[event - 1]!, eventEntry[event - 1]!)
      if (eventEntry[event] !== noEntry) continue
      const above = stack.lastEvent(parent[node]!, eventLayer[event]!)
      if (eventLayer[above] === eventLayer[event] && kind[above] === eventKind.removed) {
        bytes[above]! += bytes[event]!
      }
    }
  }
  return bytes
}
