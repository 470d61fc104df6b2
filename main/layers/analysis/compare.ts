import type { AlignedLayer } from '../../contract/layers'
import { buildIndex } from '../indexBuilder'
import { readIndex } from '../indexReader'
import type { LayerIndex } from '../layerIndex'
import { type StackProgress, stackIndexes } from './stackBuilder'
import { type View, viewRange } from './view'

/** Puts equal layers beside each other, as many as can be without changing their order. */
export function alignLayers(a: readonly string[], b: readonly string[]): AlignedLayer[] {
  /** How many pairs the layers from here on can make. */
  const pairs = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const apart = Math.max(pairs[i + 1]![j]!, pairs[i]![j + 1]!)
      pairs[i]![j] = a[i] === b[j] ? pairs[i + 1]![j + 1]! + 1 : apart
    }
  }
  const rows: AlignedLayer[] = []
  let isPrefix = true
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      rows.push({ a: i++, b: j++, keptOnce: isPrefix })
      continue
    }
    isPrefix = false
    const takesA = j >= b.length || (i < a.length && pairs[i + 1]![j]! >= pairs[i]![j + 1]!)
    rows.push(takesA ? { a: i++, b: null, keptOnce: false } : { a: null, b: j++, keptOnce: false })
  }
  return rows
}

/**
 * What leads from one image to another: of each path whether it was added, removed or modified, and in what.
 * Files are the same when they come from the same layer, or when type, size, owner, mode, time and target
 * are; contents are not read, so a file that was rewritten with the same size in the same second passes as
 * unchanged.
 * @param a what is compared, base first; equal layers should be the very same objects in both
 * @returns a view whose `before` is `a` and whose end is `b`; the layers of `b` are numbered after those of
 *   `a`
 */
export function compareImages(
  a: readonly LayerIndex[],
  b: readonly LayerIndex[],
  onProgress?: StackProgress,
): View {
  const upper = b.length > 0 ? b : [readIndex(buildIndex([]))]
  // The second image lies on the first and hides it wholly.
  const stack = stackIndexes([...a, ...upper], { resetAt: a.length, onProgress })
  return viewRange(stack, { from: a.length, to: stack.layers.length - 1 }, false)
}
