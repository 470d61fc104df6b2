import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../main/contract/errors'
import { settled } from '../../support/settled'

const active = { session: 1 }
const notifyError = vi.fn()
const notifyProblem = vi.fn()
vi.mock('../../../renderer/data/connections', () => ({ useConnections: () => ({ active }) }))
vi.mock('../../../renderer/data/notify', () => ({
  notify: vi.fn(),
  notifyError: (...said: unknown[]) => notifyError(...said),
  notifyProblem: (...said: unknown[]) => notifyProblem(...said),
}))
// Files share what they import: nothing that was imported with these mocks is of use to another, nor the other way round.
vi.hoisted(() => vi.resetModules())
afterAll(() => {
  vi.resetModules()
})
const { reportFailures, runAll, useBulk } = await import('../../../renderer/data/bulk')

const letters = [...'abcdefghijklmnopqrst']
const name = (row: string) => row.toUpperCase()
const fails = (engine: string) => new AppError('engine-failed', { object: 'it', engine })

describe('the same for many', () => {
  beforeEach(() => {
    active.session = 1
    notifyError.mockClear()
  })

  it('is done several at a time, and as few as is asked', async () => {
    for (const [atOnce, most] of [
      [undefined, 8],
      [1, 1],
    ] as const) {
      let running = 0
      let seen = 0
      const told: number[] = []
      const failures = await runAll(letters, {
        name,
        atOnce,
        async run() {
          seen = Math.max(seen, ++running)
          await settled()
          running--
        },
        progress: (done) => told.push(done),
      })
      expect(failures).toEqual([])
      expect(seen).toBe(most)
      expect(told).toEqual(letters.map((_, index) => index + 1))
    }
  })

  it('goes on after a failure, and goes to no other engine than the one it was meant for', async () => {
    const done: string[] = []
    const failures = await runAll(letters.slice(0, 6), {
      name,
      atOnce: 1,
      async run(row) {
        if (row === 'b') throw fails('b is stuck')
        done.push(row)
        if (row === 'd') active.session = 2
      },
    })
    expect(done).toEqual(['a', 'c', 'd'])
    expect(failures.map((failure) => [failure.name, failure.error.code])).toEqual([
      ['B', 'engine-failed'],
      ['E', 'engine-unreachable'],
      ['F', 'engine-unreachable'],
    ])
  })

  it('tells all failures at once, a few by name', async () => {
    const failures = letters.slice(0, 5).map((row) => ({ name: name(row), error: fails(`${row} is stuck`) }))
    await reportFailures([], 5, 'never said')
    expect(notifyProblem).not.toHaveBeenCalled()
    await reportFailures(failures, 9, 'Stop failed for 5 of 9')
    const [error, heading, shown] = notifyProblem.mock.calls[0] as [AppError, string, string]
    expect(heading).toBe('Stop failed for 5 of 9')
    expect(shown.split('\n')).toHaveLength(4)
    expect(shown).toContain('and 2 more')
    expect(error.details?.all).toHaveLength(5)
    await reportFailures(failures.slice(0, 1), 1, 'of one there is its own sentence')
    expect(notifyError).toHaveBeenCalledExactlyOnceWith(failures[0]!.error)
  })

  it('shows how far it is, and takes nothing else on meanwhile', async () => {
    const bulk = useBulk()
    const go: (() => void)[] = []
    const run = () => new Promise<void>((resolve) => go.push(resolve))
    const heading = (failed: number, of: number) => `${failed} of ${of}`
    const first = bulk.run('Stop', ['a', 'b'], { name, run }, heading)
    expect(bulk.progress.value).toEqual({ label: 'Stop', done: 0, of: 2 })
    await bulk.run('Kill', ['c'], { name, run }, heading)
    expect(go).toHaveLength(2)
    go[0]!()
    await settled()
    expect(bulk.progress.value).toEqual({ label: 'Stop', done: 1, of: 2 })
    go[1]!()
    await first
    expect(bulk.progress.value).toBeNull()
    await bulk.run('Stop', [], { name, run }, heading)
    expect(bulk.progress.value).toBeNull()
  })
})
