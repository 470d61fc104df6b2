/**
 * Sorts by size, the largest first; what is equal stays in its order.
 * @param items sorted in place
 */
export function sortBySize(items: Uint32Array, sizeOf: (item: number) => number): Uint32Array {
  return items.sort((a, b) => sizeOf(b) - sizeOf(a))
}
