import type { Fleet } from '../../../../main/contract/fleet'
import { hueColour, hueDistance, shadeCount, stackHues } from '../../../ui/parts/layerColour'
import type { Placed } from './layout'
import type { Slice } from './slices'

/** Degrees within which two hues are the same to the eye. */
const alike = 40

/**
 * The colours of all slices, layer by layer. Each layer has the hue that it has in its image's stack; what lies beside another
 * layer of nearly that hue is a shade darker or lighter than that one.
 */
export function sliceColours(
  { columns, bands }: Pick<Fleet, 'columns' | 'bands'>,
  slices: readonly (Slice & Placed)[],
): readonly (readonly string[])[] {
  const hues = new Map<number, number>()
  for (const { bands: own } of columns) {
    const stack = stackHues(own.map((band) => bands[band]!.diffId))
    for (const [level, band] of own.entries()) hues.set(band, stack[level]!)
  }
  const shades: number[] = []
  /** Slices by the last column that stands on them: those that a slice of the next column has on its left. */
  const ending = new Map<number, number[]>()
  const starting = new Map<number, number[]>()
  for (const [place, slice] of slices.entries()) {
    const beside = [...(ending.get(slice.from - 1) ?? []), ...(starting.get(slice.to + 1) ?? [])]
    const taken = beside
      .filter((other) => overlap(slice, slices[other]!) && isAlike(slice, slices[other]!))
      .map((other) => shades[other]!)
    const free = Array.from({ length: shadeCount }, (_, shade) => shade).find(
      (shade) => !taken.includes(shade),
    )
    shades.push(free ?? 0)
    ending.set(slice.to, [...(ending.get(slice.to) ?? []), place])
    starting.set(slice.from, [...(starting.get(slice.from) ?? []), place])
  }
  return slices.map((slice, place) =>
    slice.bands.map((band) => hueColour(hues.get(band) ?? 0, shades[place])),
  )

  function isAlike(one: Slice, other: Slice): boolean {
    return one.bands.some((a) =>
      other.bands.some((b) => Math.abs(hueDistance(hues.get(a) ?? 0, hues.get(b) ?? 0)) < alike),
    )
  }
}

const overlap = (one: Placed, other: Placed) =>
  one.bottom < other.bottom + other.height && other.bottom < one.bottom + one.height
