import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogLines } from '../../../main/logs/lines'
import { createMerged } from '../../../main/logs/merged'

/** A log in memory: how many of its lines were there at the opening, and how many have come to be known. */
function logOf(times: readonly number[], stored: number, source: number) {
  let first = 0
  let end = 0
  const log: LogLines & {
    back(count: number): void
    come(count: number): void
    letGo(count: number): void
    readonly complete: boolean
  } = {
    turn: 0,
    get first() {
      return first
    },
    get end() {
      return end
    },
    get complete() {
      return first === -stored
    },
    timesAt: (number) => ({ from: number, times: times.slice(number + stored, number + stored + 7) }),
    read: (from, to) =>
      Array.from({ length: to - from }, (_, index) => ({
        number: from + index,
        own: from + index,
        source,
        at: times[from + index + stored]!,
        stderr: false,
        text: `${source}/${from + index}`,
        cut: 0,
      })),
    back(count) {
      first = Math.max(-stored, first - count)
    },
    letGo(count) {
      first += count
    },
    come(count) {
      end = Math.min(times.length - stored, end + count)
    },
  }
  return log
}

/** Park and Miller's generator: the same numbers each time. */
function seeded(seed: number) {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const rising = (steps: readonly number[]) =>
  steps.map(
    (
      (sum) => (step: number) =>
        (sum += step)
    )(0),
  )
const logs = fc.array(fc.record({ steps: fc.array(fc.nat(5), { maxLength: 60 }), stored: fc.nat() }), {
  minLength: 1,
  maxLength: 5,
})

const paces = fc.array(fc.nat(9), { minLength: 1, maxLength: 9 })

describe('several logs as one', () => {
  it('have all lines of each in their order, by time where they are, however they come to be known', () => {
    fc.assert(
      fc.property(logs, paces, fc.constantFrom(0, 20, 1000), (given, pace, kept) => {
        const sources = given.map(({ steps, stored }, index) =>
          logOf(rising(steps), steps.length === 0 ? 0 : stored % (steps.length + 1), index),
        )
        const merged = createMerged(sources, (source) => sources[source]!.complete, kept)
        for (let turn = 0; ; turn++) {
          const step = merged.back(1 + pace[turn % pace.length]!)
          if (step === 'end') break
          if (step !== 'more') sources[step.waitsFor]!.back(1 + pace[turn % pace.length]!)
        }
        const stored = sources.reduce((sum, source) => sum - source.first, 0)
        expect([merged.first + stored, merged.end]).toEqual([0, 0])
        const before = merged.read(merged.first, 0)
        expect(before.map(({ at }) => at)).toEqual(before.map(({ at }) => at).sort((a, b) => a - b))
        for (let turn = 0; turn < 200; turn++) {
          sources[turn % sources.length]!.come(pace[turn % pace.length]!)
          merged.forward()
        }
        for (const source of sources) source.come(100)
        merged.forward()
        const all = merged.read(merged.first, merged.end)
        expect(all.slice(0, before.length)).toEqual(before)
        expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => merged.first + index))
        for (const [index, source] of sources.entries()) {
          const own = all.filter((line) => line.source === index)
          expect(own.map(({ own }) => own)).toEqual(
            Array.from({ length: source.end - source.first }, (_, at) => source.first + at),
          )
        }
        for (const { number, source, own } of all) expect(merged.find(source, own)).toBe(number)
      }),
    )
  })

  it('are merged anew as they were the first time, at once or by and by', () => {
    const draw = seeded(7)
    const some = () => Array.from({ length: 20_000 }, () => (draw() < 0.01 ? Number.NaN : draw() * 1e6))
    const inOrder = (times: number[]) => times.sort((a, b) => (a || 0) - (b || 0))
    const sources = [inOrder(some()), inOrder(some()), inOrder(some())].map((times, index) =>
      logOf(times, 5000, index),
    )
    const read = (kept: number) => {
      const merged = createMerged(sources, () => true, kept)
      while (merged.back(3000) === 'more');
      merged.forward()
      return { merged, lines: () => merged.read(merged.first, merged.end).map(({ text }) => text) }
    }
    for (const source of sources) source.back(5000)
    const [plenty, nothing] = [read(1e6), read(0)]
    for (const count of [9000, 3, 2000, 1, 4000]) {
      for (const source of sources) source.come(count)
      plenty.merged.forward()
      nothing.merged.forward()
    }
    expect(nothing.lines()).toHaveLength(plenty.merged.end - plenty.merged.first)
    expect(nothing.lines()).toEqual(plenty.lines())
  })

  it('let go of what all of them have let go of, and leave the numbers of the others as they are', () => {
    const sources = [logOf([1, 3, 5, 7, 9], 5, 0), logOf([2, 4, 6, 8, 10], 5, 1)]
    for (const source of sources) source.back(5)
    const merged = createMerged(sources, () => true)
    while (merged.back(2) === 'more');
    const before = merged.read(-4, 0)
    for (const source of sources) source.letGo(3)
    expect(merged.first).toBe(-4)
    expect(merged.read(-10, 0)).toEqual(before)
  })

  it('begin anew when one of them does', () => {
    const one = { ...logOf([1, 2, 3], 0, 0), turn: 0, first: 0, end: 0 }
    const merged = createMerged([one, logOf([], 0, 1)], () => true)
    one.end = 2
    merged.forward()
    expect(merged.end).toBe(2)
    one.turn = 1
    expect([merged.turn, merged.end - merged.first]).toEqual([1, 0])
  })
})
