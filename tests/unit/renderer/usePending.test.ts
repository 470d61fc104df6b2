import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { usePending } from '../../../renderer/data/usePending'

describe('usePending', () => {
  let version = 0
  beforeEach(() => {
    version = 0
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())

  const track = () => usePending(() => version)
  /** A snapshot arrives. */
  const snapshot = (pending: ReturnType<typeof track>) => {
    version++
    pending.refresh()
  }

  it('shows an action until the engine has answered and a snapshot is there', async () => {
    const pending = track()
    const done = pending.track('a', 'stop', async () => 'answer')
    expect(pending.of('a')).toBe('stop')
    await done
    expect(pending.of('a')).toBe('stop')
    snapshot(pending)
    expect(pending.of('a')).toBeNull()
  })

  it('keeps showing it while the engine has not answered, whatever snapshots come', async () => {
    const pending = track()
    let answer = () => {}
    const done = pending.track('a', 'stop', () => new Promise<void>((resolve) => (answer = resolve)))
    snapshot(pending)
    expect(pending.of('a')).toBe('stop')
    answer()
    await done
    expect(pending.of('a')).toBeNull()
  })

  it('does not wait for ever for a snapshot that does not come', async () => {
    const pending = track()
    await pending.track('a', 'restart', async () => {})
    vi.advanceTimersByTime(5000)
    expect(pending.of('a')).toBeNull()
  })

  it('clears at once when the action fails, and hands the failure on', async () => {
    const pending = track()
    await expect(pending.track('a', 'start', () => Promise.reject(new Error('busy')))).rejects.toThrow('busy')
    expect(pending.of('a')).toBeNull()
  })
})
