import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ContainerUsage } from '../../../main/contract/usage'
import { createLooks } from '../../../main/services/usage/looks'
import type { MeasuredUsage } from '../../../main/services/usage/measuring'

const usage = (id: string): ContainerUsage => ({
  id,
  cpu: 1,
  memory: 1,
  memoryLimit: null,
  received: 0,
  sent: 0,
  read: null,
  written: null,
  processes: 1,
  networkOf: null,
})

describe('looking at what containers use', () => {
  let asked: { ids: readonly string[]; wanted: readonly string[] }[]
  let answer: (ids: readonly string[]) => Promise<void>
  /** Milliseconds of a processor so far. */
  let spent: number
  let looks: ReturnType<typeof createLooks>

  beforeEach(() => {
    vi.useFakeTimers()
    asked = []
    spent = 0
    answer = async () => {}
    const options = { period: 2000, soon: 500, spent: () => spent }
    looks = createLooks(async (ids, wanted): Promise<MeasuredUsage> => {
      asked.push({ ids, wanted })
      await answer(ids)
      return {
        at: 1,
        source: 'proc',
        containers: new Map(ids.filter((id) => id !== 'stopped').map((id) => [id, usage(id)])),
        processes: new Map(wanted.map((id) => [id, Array.from({ length: 203 }, (_, pid) => process(pid))])),
      }
    }, options)
  })
  afterEach(() => vi.useRealTimers())
  const process = (pid: number) => ({ pid, user: '0', cpu: null, memory: null, command: '' })

  function look(ids: readonly string[], processesOf: string | null = null) {
    const stop = new AbortController()
    return { items: looks.watch({ ids, processesOf }, stop.signal), stop: () => stop.abort() }
  }

  it('measures for all who look at once, and tells each what they asked for', async () => {
    const [one, other] = [look(['a', 'stopped']), look(['b', 'a'], 'b')]
    const answers = [one.items.next(), other.items.next()]
    await vi.advanceTimersByTimeAsync(0)
    const [first, second] = (await Promise.all(answers)).map(({ value }) => value!)
    expect(asked).toEqual([{ ids: ['a', 'stopped', 'b'], wanted: ['b'] }])
    expect(first!.containers.map(({ id }) => id)).toEqual(['a'])
    expect(first!.processes).toBeNull()
    expect(second!.containers.map(({ id }) => id)).toEqual(['b', 'a'])
    expect([second!.processes!.length, second!.moreProcesses]).toEqual([200, 3])
    for (const each of [one, other]) each.stop()
  })

  it('measures nothing before somebody looks, and nothing once nobody does', async () => {
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toEqual([])
    const { items, stop } = look(['a'])
    const next = items.next()
    await vi.advanceTimersByTimeAsync(7000)
    await next
    expect(asked.length).toBeGreaterThan(2)
    const last = items.next()
    await vi.advanceTimersByTimeAsync(2000)
    await last
    const end = items.next()
    stop()
    expect((await end).done).toBe(true)
    expect(looks.count).toBe(0)
    const before = asked.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked.length).toBe(before)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves nothing behind after five hundred looks, also of those that end while it measures', async () => {
    let finish = () => {}
    answer = () => new Promise((resolve) => (finish = resolve))
    for (let turn = 0; turn < 500; turn++) {
      const { items, stop } = look([`c${turn}`])
      const next = items.next()
      await vi.advanceTimersByTimeAsync(turn % 3)
      stop()
      await next
      finish()
    }
    await vi.advanceTimersByTimeAsync(10)
    expect(looks.count).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('measures again soon where somebody new looks, and less often where that is much work', async () => {
    const { items, stop } = look(['a'])
    const next = items.next()
    await vi.advanceTimersByTimeAsync(0)
    await next
    await vi.advanceTimersByTimeAsync(600)
    expect(asked, 'the first rates come soon').toHaveLength(2)
    answer = () => new Promise((resolve) => setTimeout(resolve, 1000))
    await vi.advanceTimersByTimeAsync(6500)
    expect(asked, 'that an engine takes its time costs nothing').toHaveLength(5)
    answer = async () => {
      spent += 400
    }
    await vi.advanceTimersByTimeAsync(2000)
    expect(asked).toHaveLength(6)
    await vi.advanceTimersByTimeAsync(9000)
    expect(asked, 'much work is followed by a long rest').toHaveLength(6)
    await vi.advanceTimersByTimeAsync(2000)
    expect(asked).toHaveLength(7)
    stop()
  })

  it('fails for those who look, and serves whoever looks again', async () => {
    answer = () => Promise.reject(new Error('no engine'))
    const failing = look(['a'])
    const failed = expect(failing.items.next()).rejects.toThrow('no engine')
    await vi.advanceTimersByTimeAsync(0)
    await failed
    expect(looks.count).toBe(0)
    answer = async () => {}
    const again = look(['a'])
    const next = again.items.next()
    await vi.advanceTimersByTimeAsync(0)
    expect((await next).value?.containers).toHaveLength(1)
    again.stop()
  })
})
