/**
 * The hue of a layer, from its digest: the same wherever that layer appears, in every run.
 * FNV-1a spreads neighbouring digests over the whole circle.
 */
export function layerHue(digest: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < digest.length; index++) {
    hash ^= digest.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193) >>> 0
  }
  return hash % 360
}

/** The layer's colour as CSS, for light and dark alike: lightness and chroma are tokens. */
export function layerColour(digest: string): string {
  return `oklch(var(--layer-l) var(--layer-c) ${layerHue(digest)})`
}
