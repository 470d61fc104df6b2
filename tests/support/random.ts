/** Numbers that are the same for the same seed, so that a schedule can be run again. */
export interface Random {
  /** From 0 up to, and without, a limit. */
  below(limit: number): number
  chance(share: number): boolean
  pick<T>(from: readonly T[]): T
  /** So many different ones, in any order. */
  some<T>(from: readonly T[], count: number): T[]
}

/** Mulberry32 (Tommy Ettinger, public domain). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    chance: (share) => next() < share,
    pick: (from) => from[below(from.length)]!,
    some(from, count) {
      const left = [...from]
      return Array.from(
        { length: Math.min(count, left.length) },
        () => left.splice(below(left.length), 1)[0]!,
      )
    },
  }
}
