import { entryFlag, entryType, type LayerIndex } from '../layerIndex'
import { Cursors } from './cursors'
import { differences } from './entryChange'
import { eventKind, noEntry, Stack } from './stack'

/** Told now and then how many entries have been put in place, of how many. */
export type StackProgress = (done: number, total: number) => void

interface StackOptions {
  /** At this layer all that is below is gone, as if the root were opaque: for comparing two images. */
  readonly resetAt?: number
  readonly onProgress?: StackProgress
}

/** Entries between two words: each takes a fraction of a second, on a machine that is busy too. */
const toldEvery = 50_000
const mostLayers = 0xffff
const none: readonly number[] = []

/**
 * Stacks layers as overlayfs and every extraction do: an entry replaces what the layers below have at its
 * path, two directories become one, a whiteout removes, an opaque directory hides all that lower layers have
 * in it. What would remove or hide nothing does nothing.
 * @param layers base first; a container's writable layer, if any, comes last
 */
export function stackIndexes(
  layers: readonly LayerIndex[],
  { resetAt, onProgress }: StackOptions = {},
): Stack {
  if (layers.length > mostLayers) throw new RangeError(`${layers.length} layers are too many`)
  return new StackBuilder(layers).build(resetAt, onProgress)
}

class StackBuilder {
  private readonly parent: Uint32Array
  private readonly firstChild: Uint32Array
  private readonly childCount: Uint32Array
  /** The entries of a node, one a layer at most, are from this number up to the next one's. */
  private readonly entryStart: Uint32Array
  private readonly entryLayer: Uint16Array
  private readonly entryNumber: Uint32Array
  private readonly eventStart: Uint32Array
  private readonly eventLayer: Uint16Array
  private readonly eventEntry: Uint32Array
  private readonly eventKind: Uint8Array
  private nodes = 0
  private entries = 0
  private events = 0
  /** Of directories: layers at which all that lower layers have in them is gone. Most have none. */
  private readonly wipes = new Map<number, readonly number[]>()
  /** One for each layer that has the directory whose children are being merged. */
  private readonly cursors: Cursors

  constructor(private readonly layers: readonly LayerIndex[]) {
    // An image without layers has a root all the same.
    const total = Math.max(
      1,
      layers.reduce((sum, { count }) => sum + count, 0),
    )
    this.parent = new Uint32Array(total)
    this.firstChild = new Uint32Array(total)
    this.childCount = new Uint32Array(total)
    this.entryStart = new Uint32Array(total + 1)
    this.entryLayer = new Uint16Array(total)
    this.entryNumber = new Uint32Array(total)
    this.eventStart = new Uint32Array(total + 1)
    // What is removed was there before: no node has more removals than entries.
    this.eventLayer = new Uint16Array(2 * total)
    this.eventEntry = new Uint32Array(2 * total)
    this.eventKind = new Uint8Array(2 * total)
    this.cursors = new Cursors(layers)
  }

  build(resetAt: number | undefined, onProgress: StackProgress = () => {}): Stack {
    const total = this.entryLayer.length
    let told = 0
    for (let layer = 0; layer < this.layers.length; layer++) this.addEntry(layer, 0)
    this.endNode(0)
    for (let node = 0; node < this.nodes; node++) {
      const inherited = node === 0 ? none : (this.wipes.get(this.parent[node]!) ?? none)
      this.eventStart[node] = this.events
      this.decideEvents(node, inherited)
      this.passOnWipes(node, inherited, node === 0 ? resetAt : undefined)
      this.mergeChildren(node)
      const done = this.entryStart[node + 1]!
      if (done - told < toldEvery) continue
      told = done
      onProgress(done, total)
    }
    this.eventStart[this.nodes] = this.events
    return new Stack(this.layers, this.columns())
  }

  private columns() {
    const { nodes, events, entryStart } = this
    const first = entryStart.subarray(0, nodes)
    return {
      parent: this.parent.slice(0, nodes),
      firstChild: this.firstChild.slice(0, nodes),
      childCount: this.childCount.slice(0, nodes),
      nameLayer: Uint16Array.from(first, (at) => this.entryLayer[at]!),
      nameEntry: Uint32Array.from(first, (at) => this.entryNumber[at]!),
      eventStart: this.eventStart.slice(0, nodes + 1),
      eventLayer: this.eventLayer.slice(0, events),
      eventEntry: this.eventEntry.slice(0, events),
      eventKind: this.eventKind.slice(0, events),
    }
  }

  private addEntry(layer: number, entry: number) {
    this.entryLayer[this.entries] = layer
    this.entryNumber[this.entries] = entry
    this.entries++
  }

  /** All entries that were added since the last node are those of the next one. */
  private endNode(parent: number) {
    this.parent[this.nodes] = parent
    this.nodes++
    this.entryStart[this.nodes] = this.entries
  }

  private addEvent(layer: number, entry: number, kind: number) {
    this.eventLayer[this.events] = layer
    this.eventEntry[this.events] = entry
    this.eventKind[this.events] = kind
    this.events++
  }

  /** What each layer did to a path, by its entries and by what happened to the directories above it. */
  private decideEvents(node: number, wipes: readonly number[]) {
    const end = this.entryStart[node + 1]!
    let wipe = 0
    let shownLayer = -1
    let shownEntry = 0
    for (let at = this.entryStart[node]!; at < end; at++) {
      const layer = this.entryLayer[at]!
      const entry = this.entryNumber[at]!
      for (; wipe < wipes.length && wipes[wipe]! < layer; wipe++) {
        // One at the very layer that shows the path hides only what was below.
        if (shownLayer < 0 || wipes[wipe]! <= shownLayer) continue
        this.addEvent(wipes[wipe]!, noEntry, eventKind.removed)
        shownLayer = -1
      }
      const index = this.layers[layer]!
      if (index.type[entry] === entryType.whiteout) {
        if (shownLayer >= 0) this.addEvent(layer, entry, eventKind.removed)
        shownLayer = -1
        continue
      }
      if (shownLayer < 0) this.addEvent(layer, entry, eventKind.added)
      else {
        const kind = this.againKind(shownLayer, shownEntry, layer, entry)
        // An implied directory says nothing: what is known of it stays, unless it was made anew.
        const isImplied = (index.flags[entry]! & entryFlag.implicit) !== 0
        if (isImplied && kind === eventKind.touched && wipes[wipe] !== layer) continue
        this.addEvent(layer, entry, kind)
      }
      shownLayer = layer
      shownEntry = entry
    }
    for (; wipe < wipes.length && shownLayer >= 0; wipe++) {
      if (wipes[wipe]! <= shownLayer) continue
      this.addEvent(wipes[wipe]!, noEntry, eventKind.removed)
      shownLayer = -1
    }
  }

  /** The kind of event when a path is there already. */
  private againKind(shownLayer: number, shownEntry: number, layer: number, entry: number): number {
    const before = this.layers[shownLayer]!
    const index = this.layers[layer]!
    const areDirectories =
      before.type[shownEntry] === entryType.directory && index.type[entry] === entryType.directory
    if (!areDirectories) return eventKind.modified
    return differences(before, shownEntry, index, entry) === 0 ? eventKind.touched : eventKind.modified
  }

  /**
   * At a layer where a path is removed, replaced by a file, or opaque, what lower layers have in it is gone.
   */
  private passOnWipes(node: number, inherited: readonly number[], resetAt: number | undefined) {
    const from = this.entryStart[node]!
    const end = this.entryStart[node + 1]!
    if (from === end) return
    const first = this.entryLayer[from]!
    let all =
      inherited.length > 0 && inherited[0]! <= first ? inherited.filter((each) => each > first) : inherited
    const own: number[] = resetAt === undefined ? [] : [resetAt]
    for (let at = from + 1; at < end; at++) {
      const index = this.layers[this.entryLayer[at]!]!
      const entry = this.entryNumber[at]!
      const wipes =
        index.type[entry] !== entryType.directory || (index.flags[entry]! & entryFlag.opaque) !== 0
      if (wipes) own.push(this.entryLayer[at]!)
    }
    if (own.length > 0) all = [...new Set([...all, ...own])].sort((a, b) => a - b)
    if (all.length > 0) this.wipes.set(node, all)
  }

  private mergeChildren(node: number) {
    const { cursors } = this
    cursors.clear()
    const end = this.entryStart[node + 1]!
    for (let at = this.entryStart[node]!; at < end; at++) {
      cursors.add(this.entryLayer[at]!, this.entryNumber[at]!)
    }
    const first = this.nodes
    while (cursors.next()) {
      for (let each = 0; each < cursors.equal; each++) {
        this.addEntry(cursors.layerOf(each), cursors.entryOf(each))
      }
      this.endNode(node)
    }
    this.childCount[node] = this.nodes - first
    this.firstChild[node] = this.nodes > first ? first : 0
  }
}
