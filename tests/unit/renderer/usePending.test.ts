import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { usePending } from '../../../renderer/data/usePending'

describe('usePending', () => {
  const readAgain = vi.fn(async () => {})
  beforeEach(() => {
    readAgain.mockClear()
    vi.useFakeTimers({ now: 1000 })
  })
  afterEach(() => vi.useRealTimers())

  /** A snapshot that was asked for at this moment arrives. */
  const snapshot = (pending: ReturnType<typeof usePending>, at: number, staleSince: number | null = null) =>
    pending.refresh({ at, staleSince })

  it('shows an action until the engine has answered and a snapshot from after that is there', async () => {
    const pending = usePending(readAgain)
    const done = pending.track('a', 'stop', async () => 'answer')
    expect(pending.of('a')).toBe('stop')
    expect(await done).toBe('answer')
    expect(pending.of('a')).toBe('stop')
    snapshot(pending, 1001)
    expect(pending.of('a')).toBeNull()
  })

  it('does not take a snapshot for the outcome that was asked for while the action was under way', async () => {
    const pending = usePending(readAgain)
    let answer = () => {}
    const done = pending.track('a', 'stop', () => new Promise<void>((resolve) => (answer = resolve)))
    vi.setSystemTime(1010)
    snapshot(pending, 1010)
    expect(pending.of('a')).toBe('stop')
    vi.setSystemTime(1020)
    expect(readAgain, 'nothing is asked before the answer').not.toHaveBeenCalled()
    answer()
    await done
    expect(pending.of('a'), 'the snapshot was of before the answer').toBe('stop')
    snapshot(pending, 1015)
    expect(pending.of('a'), 'it was asked for before the answer and came after').toBe('stop')
    expect(readAgain).toHaveBeenCalledOnce()
    snapshot(pending, 1021)
    expect(pending.of('a')).toBeNull()
  })

  it('does not take the list of an engine that is away for the outcome', async () => {
    const pending = usePending(readAgain)
    await pending.track('a', 'stop', async () => {})
    snapshot(pending, 1001, 1000)
    expect(pending.of('a')).toBe('stop')
  })

  it('does not wait for ever for a snapshot that does not come', async () => {
    const pending = usePending(readAgain)
    await pending.track('a', 'restart', async () => {})
    vi.advanceTimersByTime(60_000)
    expect(pending.of('a')).toBeNull()
  })

  it('clears at once when the action fails, and hands the failure on', async () => {
    const pending = usePending(readAgain)
    await expect(pending.track('a', 'start', () => Promise.reject(new Error('busy')))).rejects.toThrow('busy')
    expect(pending.of('a')).toBeNull()
    expect(readAgain).not.toHaveBeenCalled()
  })
})
