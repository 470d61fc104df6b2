import type { LogLines } from './lines'
import { type Bounds, mergeBack, mergeForward, type SourceOrder, toOrder } from './mergedRun'

/** Merged lines that follow each other: those of each source from one number up to another. */
export interface Run {
  /** Of its first line. */
  readonly number: number
  readonly lows: Bounds
  readonly highs: Bounds
  readonly count: number
  /** Which way all of it was merged at once; it can be merged so again. Null: it was merged bit by bit, as it came. */
  readonly way: 'back' | 'forward' | null
}

/** Knows which source each line of a run is of. */
export interface Orders {
  of(run: Run): SourceOrder
  keep(run: Run, order: SourceOrder): void
  /** Another run, with more lines, takes its place. */
  forget(run: Run): void
}

/**
 * Keeps the orders of those runs that were used last, and merges others anew: memory does not grow with the logs.
 * @param most lines, of which each takes a byte
 */
export function createOrders(sources: readonly LogLines[], most: number): Orders {
  const kept = new Map<Run, SourceOrder>()
  /** Of runs that cannot be merged again. */
  const whole = new WeakMap<Run, SourceOrder>()
  let lines = 0

  function keep(run: Run, order: SourceOrder) {
    if (run.way === null) return void whole.set(run, order)
    kept.set(run, order)
    lines += run.count
    for (const oldest of kept.keys()) {
      if (lines <= most || oldest === run) break
      forget(oldest)
    }
  }
  function forget(run: Run) {
    if (kept.delete(run)) lines -= run.count
    whole.delete(run)
  }

  return {
    of(run) {
      const order = whole.get(run) ?? kept.get(run) ?? toOrder(mergedAnew(sources, run), sources.length)
      if (kept.has(run)) forget(run)
      keep(run, order)
      return order
    },
    keep,
    forget,
  }
}

function mergedAnew(sources: readonly LogLines[], run: Run): readonly number[] {
  if (run.way === 'back') return mergeBack(sources, run, run.count).reverse()
  return mergeForward(sources, run, run.count)
}
