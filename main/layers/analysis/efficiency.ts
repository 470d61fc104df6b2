import type { Efficiency, Page, WastedPath } from '../../contract/layerFiles'
import { layerBytes } from './layerCounts'
import { sortBySize } from './sizeOrder'
import { eventKind, noEntry, type Stack } from './stack'

export interface Waste extends Efficiency {
  /** The nodes of the wasteful paths, the most bytes first, and by node what each wastes. */
  readonly nodes: Uint32Array
  readonly nodeBytes: Float64Array
  /**
   * The events that stored what is hidden, node by node of those that hid it: of a node from `hiddenStart` up to, but
   * without, the next one's.
   */
  readonly hidden: Uint32Array
  readonly hiddenStart: Uint32Array
  /** Of an event that is not the last of its path: whether another name of what it stored is shown at the top. */
  isShown(event: number): boolean
}

/**
 * What could be got back: bytes that a layer stores and that no path of the image leads to. A file with several names in
 * one layer is stored once, and waste only when none of them leads to it any more. What a layer hides counts for the path
 * that it did it at: the file that it replaced or removed, or the directory that it removed, emptied or replaced.
 * The efficiency is the rest, as a part of all.
 */
export function measureWaste(stack: Stack): Waste {
  const { layers, count, eventStart } = stack
  const bytes = layers.reduce((sum, _, layer) => sum + layerBytes(stack, layer), 0)
  const isShown = shownFiles(stack)
  const hiders = hidersOf(stack)
  const nodeBytes = new Float64Array(count)
  const hiddenStart = new Uint32Array(count + 1)
  const found: number[] = []
  let wastedBytes = 0
  for (let node = 0; node < count; node++) {
    // What is last of a path is hidden by nothing: it may only be the shown one's other name.
    for (let event = eventStart[node]!; event < eventStart[node + 1]! - 1; event++) {
      const size = storedBy(stack, event)
      if (size === 0 || isShown(event)) continue
      const hider = hiders[event + 1]!
      wastedBytes += size
      nodeBytes[hider]! += size
      hiddenStart[hider + 1]!++
      found.push(event)
    }
  }
  for (let node = 0; node < count; node++) hiddenStart[node + 1]! += hiddenStart[node]!
  const hidden = new Uint32Array(found.length)
  const next = hiddenStart.slice()
  for (const event of found) hidden[next[hiders[event + 1]!]!++] = event
  const nodes = Uint32Array.from(wasteful(nodeBytes))
  return {
    efficiency: bytes === 0 ? 1 : 1 - wastedBytes / bytes,
    reclaimableBytes: wastedBytes,
    wastedPaths: nodes.length,
    bytes,
    visibleBytes: bytes - wastedBytes,
    nodes: sortBySize(nodes, (node) => nodeBytes[node]!),
    nodeBytes,
    hidden,
    hiddenStart,
    isShown,
  }
}

/** Some of the wasteful paths, the most bytes first. */
export function wastedPaths(stack: Stack, waste: Waste, offset = 0, limit = Infinity): Page<WastedPath> {
  const { eventStart, eventLayer } = stack
  const rows = Array.from(waste.nodes.subarray(offset, offset + limit), (node): WastedPath => {
    const hidden = waste.hidden.subarray(waste.hiddenStart[node]!, waste.hiddenStart[node + 1]!)
    const [first, end] = [eventStart[node]!, eventStart[node + 1]!]
    const isDirectory = hidden.some((event) => event < first || event >= end)
    const isShown = end > first && storedBy(stack, end - 1) > 0
    const stored = isShown ? [...hidden, end - 1] : [...hidden]
    return {
      path: stack.path(node),
      isDirectory,
      copies: stored.length,
      layers: [...new Set(stored.map((event) => eventLayer[event]!))].sort((a, b) => a - b),
      bytes: waste.nodeBytes[node]!,
    }
  })
  return { rows, total: waste.nodes.length }
}

/** Bytes that an event hid for good: what the path was before, and what went with it if that was a directory. */
export function hiddenBy(stack: Stack, waste: Waste, node: number, event: number): number {
  const { eventStart, eventLayer } = stack
  const [first, end] = [eventStart[node]!, eventStart[node + 1]!]
  let bytes = event > first && !waste.isShown(event - 1) ? storedBy(stack, event - 1) : 0
  for (const hidden of waste.hidden.subarray(waste.hiddenStart[node]!, waste.hiddenStart[node + 1]!)) {
    const isOwn = hidden >= first && hidden < end
    if (!isOwn && eventLayer[hidden + 1] === eventLayer[event]) bytes += storedBy(stack, hidden)
  }
  return bytes
}

/** Bytes that an event stored in its layer; 0 of removals, and where another name of the file carries them. */
function storedBy(stack: Stack, event: number): number {
  if (stack.eventKind[event] === eventKind.removed) return 0
  return stack.storedBytes(stack.eventLayer[event]!, stack.eventEntry[event]!)
}

function shownFiles({ layers, count, eventStart, eventLayer, eventEntry, eventKind: kind }: Stack) {
  /** By layer and group of hardlinks; most layers have none. */
  const shown = new Map<number, Set<number>>()
  for (let node = 0; node < count; node++) {
    const event = eventStart[node + 1]! - 1
    if (event < eventStart[node]! || kind[event] === eventKind.removed) continue
    const layer = eventLayer[event]!
    const group = layers[layer]!.linkGroup[eventEntry[event]!]!
    if (group === 0) continue
    const groups = shown.get(layer) ?? new Set()
    shown.set(layer, groups.add(group))
  }
  return (event: number): boolean => {
    const layer = eventLayer[event]!
    const group = layers[layer]!.linkGroup[eventEntry[event]!]!
    return group !== 0 && shown.get(layer)?.has(group) === true
  }
}

/** For each event, the node at which its layer did it: of what went with a directory, that directory. */
function hidersOf(stack: Stack): Uint32Array {
  const { count, parent, eventStart, eventLayer, eventEntry, eventKind: kind } = stack
  const hiders = new Uint32Array(eventLayer.length)
  // A directory comes before what is in it.
  for (let node = 0; node < count; node++) {
    for (let event = eventStart[node]!; event < eventStart[node + 1]!; event++) {
      const wentAlong = kind[event] === eventKind.removed && eventEntry[event] === noEntry
      hiders[event] = wentAlong ? hiderAbove(parent[node]!, eventLayer[event]!) : node
    }
  }
  return hiders

  function hiderAbove(directory: number, layer: number): number {
    const event = stack.lastEvent(directory, layer)
    const isRemoved = eventLayer[event] === layer && kind[event] === eventKind.removed
    return isRemoved ? hiders[event]! : directory
  }
}

function* wasteful(nodeBytes: Float64Array): Generator<number> {
  for (let node = 0; node < nodeBytes.length; node++) if (nodeBytes[node]! > 0) yield node
}
