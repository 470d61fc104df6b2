import type { Fingerprint, Plane } from './fingerprint'

/** A part of the screen that changed, in pixels. */
export interface Region {
  readonly quality: Plane['name']
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** By how much the mean of a cell changed at most, of 255. */
  readonly most: number
}

/**
 * By how much the mean of a cell may differ. Measured on our own pictures: letters smoothed for another screen (subpixels)
 * change cells by up to 1.6, which is what rounding alone leaves; a blur of half a pixel with noise by 4.7 in brightness
 * and 1.8 in colour; a weight of 500 for 400 by 16, a line that is 1 px lower by 24, another colour of a small mark by 13.
 */
const tolerance: Readonly<Record<Plane['name'], number>> = { brightness: 6, blue: 3.5, red: 3.5 }
/** The part of all cells that may differ by more, but not by more than twice that. */
const share = 1 / 2000

/** Where a picture is no longer what it was, the largest change first; empty when it is the same to the eye. */
export function differences(before: Fingerprint, now: Fingerprint): readonly Region[] {
  const { width, height } = now
  if (before.width !== width || before.height !== height) {
    return [{ quality: 'brightness', x: 0, y: 0, width, height, most: 255 }]
  }
  const regions = now.planes.flatMap((plane, at) => differencesIn(before.planes[at]!, plane))
  return regions.sort((a, b) => b.width * b.height - a.width * a.height)
}

function differencesIn(before: Plane, now: Plane): Region[] {
  const limit = tolerance[now.name]
  const changed = new Map<number, number>()
  for (const [place, value] of now.values.entries()) {
    const by = Math.abs(value - before.values[place]!)
    if (by > limit) changed.set(place, by)
  }
  const isSlight = changed.size <= now.values.length * share && Math.max(0, ...changed.values()) <= 2 * limit
  return isSlight ? [] : regionsOf(changed, now)
}

/** Cells that changed and touch each other, or have only one between them, are one region. */
function regionsOf(changed: Map<number, number>, { name, columns, cell }: Plane): Region[] {
  const regions: Region[] = []
  for (const start of changed.keys()) {
    const group = gather(start, changed, columns)
    const [xs, ys] = [
      group.map(({ place }) => place % columns),
      group.map(({ place }) => Math.floor(place / columns)),
    ]
    const [x, y] = [Math.min(...xs), Math.min(...ys)]
    regions.push({
      quality: name,
      x: x * cell,
      y: y * cell,
      width: (Math.max(...xs) - x + 1) * cell,
      height: (Math.max(...ys) - y + 1) * cell,
      most: Math.max(...group.map(({ by }) => by)),
    })
  }
  return regions
}

const near = [-2, -1, 0, 1, 2]

/** Takes a cell, and all that hang together with it, out of those that are left. */
function gather(start: number, left: Map<number, number>, columns: number) {
  const group: { place: number; by: number }[] = []
  const open = [start]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const by = left.get(place)
    if (by === undefined) continue
    left.delete(place)
    group.push({ place, by })
    for (const down of near) for (const right of near) open.push(place + down * columns + right)
  }
  return group
}

/** At most this many regions are named. */
const named = 5

/** `3 regions changed: 120 x 30 px at 400, 60 (brightness by 41), ...` */
export function describeDifferences(regions: readonly Region[]): string {
  const words = regions
    .slice(0, named)
    .map(
      ({ quality, x, y, width, height, most }) =>
        `${width} x ${height} px at ${x}, ${y} (${quality} by up to ${Math.round(most)})`,
    )
  const more = regions.length > named ? `, and ${regions.length - named} more` : ''
  return `${regions.length === 1 ? '1 region' : `${regions.length} regions`} changed: ${words.join('; ')}${more}`
}
