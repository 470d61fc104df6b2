import type { LogLines, NumberedLine } from './lines'
import { createOrders, type Run } from './mergedOrders'
import { type Bounds, mergeBack, mergeForward, toOrder } from './mergedRun'

/** Several logs as one, by time. What is there is merged from the newest back, what comes as it comes. */
export interface Merged extends LogLines {
  /**
   * Merges so many lines further back.
   * @returns whether there was anything; where it has to wait for a source to be read further back, that source
   */
  back(count: number): 'more' | 'end' | { readonly waitsFor: number }
  /** Merges what has come. */
  forward(): boolean
  /** The number of a line, given which source's it is, and its number there; null while it is not merged. */
  find(source: number, own: number): number | null
}

/** What comes bit by bit is put together to runs of so many lines; what comes at once is a run up to so many. */
const [runLength, longestRun] = [1000, 8000]

/**
 * Of merged lines only this is kept: where each run of them begins and ends in every source.
 * @param complete whether of this source all is read that there is
 * @param kept of so many lines it is kept besides whose they are; others are merged anew when they are asked for
 */
export function createMerged(
  sources: readonly LogLines[],
  complete: (source: number) => boolean,
  kept = 8_000_000,
): Merged {
  /** Newest first. */
  let older: Run[] = []
  let newer: Run[] = []
  let orders = createOrders(sources, kept)
  let turns: number[] = []
  let turn = 0
  /** Up to where each source is merged, back and forward. */
  let lows: Bounds = new Float64Array(0)
  let highs: Bounds = new Float64Array(0)
  let [first, end] = [0, 0]

  function begin() {
    ;[older, newer, first, end] = [[], [], 0, 0]
    orders = createOrders(sources, kept)
    turns = sources.map((source) => source.turn)
    lows = Float64Array.from(sources, (source) => source.end)
    highs = lows
  }
  function checked() {
    if (sources.some((source, index) => source.turn !== turns[index])) {
      turn++
      begin()
    }
    for (let oldest = runIn(0); oldest && isGone(oldest); oldest = runIn(0)) {
      first = oldest.number + oldest.count
      orders.forget(oldest)
      if (older.length > 0) older.pop()
      else newer.shift()
    }
  }
  begin()

  /** All sources have let go of it, and none can have older lines. */
  const isGone = (run: Run) =>
    sources.every(
      (source, index) =>
        source.first >= run.highs[index]! && (source.first > lows[index]! || complete(index)),
    )

  /** From the oldest. */
  function runIn(index: number): Run | undefined {
    return older[older.length - 1 - index] ?? newer[index - older.length]
  }

  /** The last run of which this is true; it is true of all before that one, too. */
  function lastRun(isBefore: (run: Run) => boolean): Run | undefined {
    let [low, high] = [0, older.length + newer.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (isBefore(runIn(middle)!)) low = middle
      else high = middle - 1
    }
    return runIn(low)
  }

  function* walk(from: number, to: number): Generator<{ number: number; source: number; own: number }> {
    for (let number = Math.max(from, first); number < Math.min(to, end); ) {
      const run = lastRun((each) => each.number <= number)
      if (!run) return
      const at = run.lows.slice()
      const order = orders.of(run)
      for (let index = 0; index < order.length; index++) {
        const source = order[index]!
        const own = at[source]!++
        if (run.number + index < number) continue
        if (number >= to) return
        yield { number: number++, source, own }
      }
    }
  }

  return {
    get turn() {
      checked()
      return turn
    },
    get first() {
      checked()
      return first
    },
    get end() {
      checked()
      return end
    },

    back(count) {
      checked()
      const begins = Float64Array.from(sources, ({ first: oldest }) => oldest)
      let waitsFor: number | null = null
      const order = mergeBack(sources, { lows: begins, highs: lows }, count, (isEmpty) => {
        const waiting = sources.findIndex((_, index) => isEmpty(index) && !complete(index))
        if (waiting >= 0) waitsFor = waiting
        return waiting < 0
      })
      if (order.length === 0) return waitsFor === null ? 'end' : { waitsFor }
      first -= order.length
      const run: Run = {
        number: first,
        lows: moved(lows, order, -1),
        highs: lows,
        count: order.length,
        way: 'back',
      }
      older.push(run)
      orders.keep(run, toOrder(order.reverse(), sources.length))
      lows = run.lows
      return 'more'
    },

    forward() {
      checked()
      const ends = Float64Array.from(sources, (source) => source.end)
      const before = end
      for (;;) {
        const order = mergeForward(sources, { lows: highs, highs: ends }, longestRun)
        if (order.length === 0) return end > before
        const last = newer.at(-1)
        const grows = last && last.count < runLength && order.length < runLength ? last : null
        const whole = grows ? [...orders.of(grows), ...order] : order
        const run: Run = {
          number: grows?.number ?? end,
          lows: grows?.lows ?? highs,
          highs: moved(highs, order, 1),
          count: whole.length,
          way: grows ? null : 'forward',
        }
        if (grows) {
          orders.forget(grows)
          newer.pop()
        }
        newer.push(run)
        orders.keep(run, toOrder(whole, sources.length))
        end += order.length
        highs = run.highs
      }
    },

    find(source, own) {
      checked()
      const run = lastRun(({ lows: begins }) => begins[source]! <= own)
      if (!run || own >= run.highs[source]!) return null
      const order = orders.of(run)
      let at = run.lows[source]!
      for (let index = 0; index < order.length; index++)
        if (order[index] === source && at++ === own) return run.number + index
      return null
    },

    timesAt(number) {
      const times: number[] = []
      for (const { source, own } of walk(number, number + runLength)) {
        const { from, times: own_ } = sources[source]!.timesAt(own)
        times.push(own_[own - from] ?? Number.NaN)
      }
      return { from: number, times }
    },

    read(from, to) {
      const lines: NumberedLine[] = []
      for (const { number, source, own } of walk(from, to)) {
        const [line] = sources[source]!.read(own, own + 1)
        if (line) lines.push({ ...line, number })
      }
      return lines
    },
  }
}

/** The bounds on the other side of these lines. */
function moved(bounds: Bounds, order: readonly number[], step: 1 | -1): Bounds {
  const result = bounds.slice()
  for (const source of order) result[source]! += step
  return result
}
