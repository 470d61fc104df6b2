import type { LayerIndex } from '../layerIndex'

/** Goes through the children of one directory in several layers at once, name by name. */
export class Cursors {
  /** How many layers have the present name. */
  equal = 0
  private readonly layer: Uint16Array
  private readonly at: Uint32Array
  private readonly end: Uint32Array
  /** Those that have the present name, as many as `equal`; lowest layer first. */
  private readonly current: Uint16Array
  private count = 0

  constructor(private readonly layers: readonly LayerIndex[]) {
    this.layer = new Uint16Array(layers.length)
    this.at = new Uint32Array(layers.length)
    this.end = new Uint32Array(layers.length)
    this.current = new Uint16Array(layers.length)
  }

  clear() {
    this.count = 0
    this.equal = 0
  }

  /** Lowest layer first. */
  add(layer: number, directory: number) {
    const { childCount, firstChild } = this.layers[layer]!
    if (childCount[directory] === 0) return
    this.layer[this.count] = layer
    this.at[this.count] = firstChild[directory]!
    this.end[this.count] = firstChild[directory]! + childCount[directory]!
    this.count++
  }

  /** Goes on to the next name, and to the layers that have it, lowest first; false at the end. */
  next(): boolean {
    this.advance()
    if (this.count === 0) return false
    this.current[0] = 0
    this.equal = 1
    for (let each = 1; each < this.count; each++) {
      const order = this.compare(each, this.current[0]!)
      if (order > 0) continue
      if (order < 0) this.equal = 0
      this.current[this.equal++] = each
    }
    return true
  }

  layerOf(each: number): number {
    return this.layer[this.current[each]!]!
  }

  entryOf(each: number): number {
    return this.at[this.current[each]!]!
  }

  /** Leaves the present name, and those layers that have no more. */
  private advance() {
    let ended = false
    for (let each = 0; each < this.equal; each++) {
      const cursor = this.current[each]!
      if (++this.at[cursor]! === this.end[cursor]) ended = true
    }
    this.equal = 0
    if (!ended) return
    let kept = 0
    for (let cursor = 0; cursor < this.count; cursor++) {
      if (this.at[cursor] === this.end[cursor]) continue
      this.layer[kept] = this.layer[cursor]!
      this.at[kept] = this.at[cursor]!
      this.end[kept] = this.end[cursor]!
      kept++
    }
    this.count = kept
  }

  private compare(one: number, other: number): number {
    const a = this.layers[this.layer[one]!]!
    const b = this.layers[this.layer[other]!]!
    let i = a.nameStart[this.at[one]!]!
    let j = b.nameStart[this.at[other]!]!
    const aEnd = a.nameStart[this.at[one]! + 1]!
    const bEnd = b.nameStart[this.at[other]! + 1]!
    for (; i < aEnd && j < bEnd; i++, j++) {
      const difference = a.names[i]! - b.names[j]!
      if (difference !== 0) return difference
    }
    return aEnd - i - (bEnd - j)
  }
}
