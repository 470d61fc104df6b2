import type { LogLines } from './lines'

/** Which source each line is of, in their order. */
export type SourceOrder = Uint8Array | Uint16Array
/** A line of each source, by its number. */
export type Bounds = Float64Array

/**
 * Merges by time from the lines before `highs` back, but not beyond `lows`.
 * @param goesOn asked at first and once a source has none left, with what tells whether one has
 * @returns whose they are, the newest first
 */
export function mergeBack(
  sources: readonly LogLines[],
  { lows, highs }: { readonly lows: Bounds; readonly highs: Bounds },
  count: number,
  goesOn: (isEmpty: (source: number) => boolean) => boolean = () => true,
): number[] {
  const at = highs.slice()
  const times = sources.map(createTimes)
  const head = (index: number) => (at[index]! > lows[index]! ? times[index]!(at[index]! - 1) : null)
  const heads = sources.map((_, index) => head(index))
  const order: number[] = []
  const isEmpty = (source: number) => heads[source] === null
  let asks = true
  while (order.length < count && (!asks || goesOn(isEmpty))) {
    let newest = -1
    for (let index = 0; index < heads.length; index++)
      if (heads[index] !== null && (newest < 0 || heads[index]! >= heads[newest]!)) newest = index
    if (newest < 0) break
    order.push(newest)
    at[newest]!--
    heads[newest] = head(newest)
    asks = isEmpty(newest)
  }
  return order
}

/**
 * Merges by time from the lines at `lows` on, but not up to those at `highs`.
 * @returns whose they are, the oldest first
 */
export function mergeForward(
  sources: readonly LogLines[],
  { lows, highs }: { readonly lows: Bounds; readonly highs: Bounds },
  count: number,
): number[] {
  const at = lows.slice()
  const times = sources.map(createTimes)
  const head = (index: number) => (at[index]! < highs[index]! ? times[index]!(at[index]!) : null)
  const heads = sources.map((_, index) => head(index))
  const order: number[] = []
  while (order.length < count) {
    let oldest = -1
    for (let index = 0; index < heads.length; index++)
      if (heads[index] !== null && (oldest < 0 || heads[index]! < heads[oldest]!)) oldest = index
    if (oldest < 0) break
    order.push(oldest)
    at[oldest]!++
    heads[oldest] = head(oldest)
  }
  return order
}

/** The times of the lines of one source, one after the other. */
function createTimes(source: LogLines) {
  let held = { from: 0, times: [] as ArrayLike<number> }
  let last = 0
  return (number: number): number => {
    // What was let go of was before all that is there.
    if (number < source.first) return Number.NEGATIVE_INFINITY
    if (!(number >= held.from && number < held.from + held.times.length)) held = source.timesAt(number)
    const time = held.times[number - held.from]!
    // One without a time stays where it is among its own.
    if (!Number.isNaN(time)) last = time
    return last
  }
}

/** In as few bytes as so many sources take. */
export function toOrder(order: Iterable<number>, sources: number): SourceOrder {
  return sources <= 256 ? Uint8Array.from(order) : Uint16Array.from(order)
}
