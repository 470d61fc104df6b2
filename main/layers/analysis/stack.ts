import type { LayerIndex } from '../layerIndex'
import { textOf } from '../pathText'

/** What a layer did to a path. */
export const eventKind = {
  added: 1,
  modified: 2,
  removed: 3,
  /** A directory that the layer has again, but for its time as it was: something in it may have changed. */
  touched: 4,
} as const

/** `eventEntry` of a removal that no entry of its layer stands for: it went with a directory above it. */
export const noEntry = 0xffffffff

export interface StackColumns {
  readonly parent: Uint32Array
  readonly firstChild: Uint32Array
  readonly childCount: Uint32Array
  readonly nameLayer: Uint16Array
  readonly nameEntry: Uint32Array
  readonly eventStart: Uint32Array
  readonly eventLayer: Uint16Array
  readonly eventEntry: Uint32Array
  readonly eventKind: Uint8Array
}

/**
 * All paths that any layer of an image ever had, as one tree, and what each layer did to each of them. Node 0
 * is the root; nodes come level by level, the children of a directory follow each other, sorted by the bytes
 * of their names. The events of a path are one a layer at most, lowest layer first, each against what the
 * layers below show. Immutable.
 */
export class Stack implements StackColumns {
  /** How many nodes there are, the root included, also those that are not there at the top. */
  readonly count: number
  readonly parent: Uint32Array
  /** 0 where there are no children. */
  readonly firstChild: Uint32Array
  readonly childCount: Uint32Array
  /** A layer, and its entry, which bears the node's name. */
  readonly nameLayer: Uint16Array
  readonly nameEntry: Uint32Array
  /**
   * One more than there are nodes: the events of a node are from this number up to, but without, the next
   * one's.
   */
  readonly eventStart: Uint32Array
  readonly eventLayer: Uint16Array
  /** The layer's entry; of a removal, its whiteout or `noEntry`. */
  readonly eventEntry: Uint32Array
  readonly eventKind: Uint8Array
  private readonly carrying: (Uint32Array | undefined)[] = []

  /** For `stackIndexes`, and for `readStack`. */
  constructor(
    /** Base first. */
    readonly layers: readonly LayerIndex[],
    columns: StackColumns,
  ) {
    this.count = columns.parent.length
    this.parent = columns.parent
    this.firstChild = columns.firstChild
    this.childCount = columns.childCount
    this.nameLayer = columns.nameLayer
    this.nameEntry = columns.nameEntry
    this.eventStart = columns.eventStart
    this.eventLayer = columns.eventLayer
    this.eventEntry = columns.eventEntry
    this.eventKind = columns.eventKind
  }

  /** Bytes of its own columns; the layers have theirs. */
  get bytes(): number {
    return this.count * 22 + this.eventLayer.length * 7
  }

  /** The raw name, a view; empty for the root. */
  name(node: number): Uint8Array {
    return this.layers[this.nameLayer[node]!]!.name(this.nameEntry[node]!)
  }

  /** The path for people, without a slash at either end; `bytesOf` of pathText gives the raw one again. */
  path(node: number): string {
    const names: string[] = []
    for (let at = node; at !== 0; at = this.parent[at]!) names.push(textOf(this.name(at)))
    return names.reverse().join('/')
  }

  /** The node of a raw path; -1 when no layer ever had it. */
  find(path: Uint8Array): number {
    let node = 0
    for (let from = 0; from < path.length && node >= 0; ) {
      const slash = path.indexOf(0x2f, from)
      const to = slash === -1 ? path.length : slash
      if (to > from) node = this.findChild(node, path.subarray(from, to))
      from = to + 1
    }
    return node
  }

  findChild(directory: number, name: Uint8Array): number {
    let low = this.firstChild[directory]!
    let high = low + this.childCount[directory]!
    while (low < high) {
      const middle = (low + high) >>> 1
      const order = Buffer.compare(this.name(middle), name)
      if (order === 0) return middle
      if (order < 0) low = middle + 1
      else high = middle
    }
    return -1
  }

  /** The last event of a node up to a layer; -1 when nothing had happened to it yet. */
  lastEvent(node: number, layer: number): number {
    const first = this.eventStart[node]!
    let event = this.eventStart[node + 1]! - 1
    while (event >= first && this.eventLayer[event]! > layer) event--
    return event >= first ? event : -1
  }

  /** Bytes that an entry takes in its layer: of the names of a hardlink, only one carries them. */
  storedBytes(layer: number, entry: number): number {
    const index = this.layers[layer]!
    const group = index.linkGroup[entry]!
    return group === 0 || this.carriers(layer)[group] === entry ? index.bytesOf(entry) : 0
  }

  /** The entry of a layer that bears the bytes of each hardlink group: the first of its names. */
  carriers(layer: number): Uint32Array {
    this.carrying[layer] ??= carriersOf(this.layers[layer]!)
    return this.carrying[layer]
  }
}

/** Groups are numbered as they first appear. */
function carriersOf({ count, linkGroup }: LayerIndex): Uint32Array {
  const carriers = [0]
  for (let entry = 0; entry < count; entry++) {
    if (linkGroup[entry] === carriers.length) carriers.push(entry)
  }
  return Uint32Array.from(carriers)
}
