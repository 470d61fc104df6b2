import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LogLine } from '../../../main/contract/containers'
import { createLogReading, type LogReading } from '../../../renderer/features/logs/logReading'

const line = (at: number | null): LogLine => ({ at, source: 'stdout', text: `line ${at}`, cut: 0 })
const many = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => line(from + index))

describe('a log that is read anew', () => {
  let log: LogReading
  beforeEach(() => {
    vi.useFakeTimers()
    log = createLogReading(() => {})
    log.begin()
    log.append(many(100, 200))
  })
  afterEach(() => {
    log.dispose()
    vi.useRealTimers()
  })
  const range = () => [log.lines[0]?.at, log.lines.at(-1)?.at, log.lines.length]

  it('shows its first lines at once', () => {
    expect(range()).toEqual([100, 199, 100])
    expect(log.turn).toBe(1)
  })

  it('shows what was there until it has come as far, then all of it', () => {
    log.begin()
    for (let from = 0; from < 200; from += 20) {
      log.append(many(from, from + 20))
      expect(range(), `after ${from}`).toEqual([100, 199, 100])
    }
    vi.advanceTimersByTime(100)
    expect(range()).toEqual([0, 199, 200])
    expect(log.turn).toBe(2)
    log.append(many(200, 210))
    expect(range()).toEqual([0, 209, 210])
  })

  it('has no number twice', () => {
    const before = log.lines.at(-1)!.number
    log.begin()
    log.append(many(0, 50))
    log.begin()
    log.append(many(0, 210))
    vi.advanceTimersByTime(100)
    expect(log.lines[0]!.number).toBeGreaterThan(before)
    expect(log.lines.map(({ number }) => number - log.lines[0]!.number)).toEqual(log.lines.map((_, at) => at))
    expect(log.dropped).toBe(0)
  })

  it('does not wait for a silence that a flood never has, nor for lines that are gone', () => {
    log.begin()
    log.append(many(0, 200))
    for (let at = 200; at < 260; at++) {
      log.append(many(at, at + 1))
      vi.advanceTimersByTime(20)
    }
    expect(range()).toEqual([0, 259, 260])

    log.begin()
    log.append(many(0, 5))
    vi.advanceTimersByTime(2000)
    expect(range(), 'the log was emptied meanwhile').toEqual([0, 4, 5])
  })

  it('is what there is when it ends', () => {
    log.begin()
    log.append([line(null)])
    log.end()
    expect(log.lines.map(({ at }) => at)).toEqual([null])
    log.begin()
    log.end()
    expect(log.lines).toEqual([])
  })
})
