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

/** Degrees that two layers are apart which lie one on the other. */
export const apart = 60

/** Degrees from one hue to another, from -180 up to 180. */
export const hueDistance = (from: number, to: number): number => ((to - from + 540) % 360) - 180

/**
 * The hues of a whole stack: each layer has its own, unless that is too near to the one below it. So the same layers have
 * the same hues in every image that begins with them.
 * @param digests base first; null for what is no layer
 */
export function stackHues(digests: readonly (string | null)[]): readonly (number | null)[] {
  let below: number | null = null
  return digests.map((digest) => {
    if (digest === null) return null
    let hue = layerHue(digest)
    const distance: number = below === null ? apart : hueDistance(below, hue)
    // Pushed away by as much as two must be apart, not to one place where the one below the next may be already.
    if (below !== null && Math.abs(distance) < apart) hue = (hue + (distance < 0 ? 360 - apart : apart)) % 360
    below = hue
    return hue
  })
}

/** How much lighter, in percent, a layer is drawn that has to be told from another one of its hue. */
const shades = [0, -8, 6]
export const shadeCount = shades.length

/** A colour as CSS, for light and dark alike: lightness and chroma are tokens. */
export function hueColour(hue: number, shade = 0): string {
  const lightness = shade === 0 ? 'var(--layer-l)' : `calc(var(--layer-l) + ${shades[shade]}%)`
  return `oklch(${lightness} var(--layer-c) ${hue})`
}

/** The colours of a whole stack, as `stackHues` has them. */
export function stackColours(digests: readonly (string | null)[]): readonly (string | null)[] {
  return stackHues(digests).map((hue) => (hue === null ? null : hueColour(hue)))
}

/** The colour of a layer of which it is not known what it lies on. */
export const layerColour = (digest: string): string => hueColour(layerHue(digest))
