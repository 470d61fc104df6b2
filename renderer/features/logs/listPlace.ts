/** Which line is at the top of a list, and how many of its pixels are above it. */
export interface ListPlace {
  readonly number: number
  readonly shift: number
}
export interface ListRange {
  readonly first: number
  readonly end: number
}

export const lineHeight = 18
/** Chrome draws no element that is higher than about 33 million pixels; beyond this, the scroll bar is no measure any more. */
export const mostPixels = 8_000_000

/** Whether a pixel of the scroll bar is a pixel of the list. */
export const isExact = ({ first, end }: ListRange, tall: boolean) =>
  !tall && (end - first) * lineHeight <= mostPixels

export const heightOf = ({ first, end }: ListRange) => Math.min((end - first) * lineHeight, mostPixels)

/** Where the list is when it is scrolled to. @param room pixels that can be scrolled */
export function listPlaceAt(
  range: ListRange,
  top: number,
  room: number,
  tall: boolean,
  onScreen: number,
): ListPlace {
  const { first, end } = range
  if (top <= 0) return { number: first, shift: 0 }
  if (isExact(range, tall))
    return clamped(range, { number: first + Math.floor(top / lineHeight), shift: top % lineHeight })
  const share = room > 0 ? Math.min(1, top / room) : 0
  return clamped(range, { number: first + Math.round(share * Math.max(0, end - first - onScreen)), shift: 0 })
}

/** Where the scroll bar belongs: the other way round. */
export function topOf(
  range: ListRange,
  { number, shift }: ListPlace,
  room: number,
  tall: boolean,
  onScreen: number,
): number {
  if (isExact(range, tall)) return (number - range.first) * lineHeight + shift
  const lines = Math.max(1, range.end - range.first - onScreen)
  return Math.min(room, ((number - range.first) / lines) * room)
}

/** So many pixels further down. @param height of a line, in pixels */
export function moved(
  range: ListRange,
  place: ListPlace,
  pixels: number,
  height: (number: number) => number,
): ListPlace {
  let { number, shift } = place
  shift += pixels
  while (shift < 0 && number > range.first) shift += height(--number)
  while (number < range.end - 1 && shift >= height(number)) shift -= height(number++)
  return clamped(range, { number, shift: Math.max(0, shift) })
}

function clamped({ first, end }: ListRange, { number, shift }: ListPlace): ListPlace {
  if (number < first) return { number: first, shift: 0 }
  return number >= end ? { number: Math.max(first, end - 1), shift: 0 } : { number, shift }
}
