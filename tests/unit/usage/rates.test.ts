import { describe, expect, it } from 'vitest'
import { type Counters, usedBetween, usedByProcesses } from '../../../main/services/usage/counters'
import { countersIn, processesIn } from '../../../main/services/usage/engineSource'
import { countOf } from '../../../main/services/usage/procSource'
import { sourceFor } from '../../../main/services/usage/sources'

const counters = (changes: Partial<Counters> = {}): Counters => ({
  at: 10_000,
  start: 'a',
  cpu: 5,
  memory: 100,
  received: 1000,
  sent: 10,
  read: null,
  written: 0,
  processes: 2,
  ...changes,
})

describe('what was used between two looks', () => {
  it('is a rate of each counter, whatever the time between them', () => {
    const now = counters({ at: 14_000, cpu: 11, received: 5000, sent: 10, written: 8000, memory: 70 })
    expect(usedBetween(counters(), now)).toEqual({
      cpu: 1.5,
      memory: 70,
      received: 1000,
      sent: 0,
      read: null,
      written: 2000,
      processes: 2,
    })
  })

  it('is not known the first time, after another start, or within no time', () => {
    for (const before of [undefined, counters({ at: 9000, start: 'b' }), counters()]) {
      expect(usedBetween(before, counters())).toMatchObject({ cpu: null, received: null, memory: 100 })
    }
  })

  it('is nothing where a counter went back', () => {
    const now = counters({ at: 11_000, received: 3 })
    expect(usedBetween(counters(), now)).toMatchObject({ received: 0, cpu: 0 })
  })

  it('orders processes by what they used', () => {
    const process = { user: '0', command: '', pid: 1 }
    const found = usedByProcesses(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
      [
        { ...process, key: 'a', cpuSeconds: 1, memory: 9 },
        { ...process, key: 'c', pid: 3, cpuSeconds: 50, memory: 10 },
        { ...process, key: 'b', pid: 2, cpuSeconds: 2, memory: 1 },
      ],
      2,
    )
    expect(found.map(({ pid, cpu }) => [pid, cpu])).toEqual([
      [2, 0.5],
      [3, null],
      [1, 0],
    ])
    expect(found[0]).not.toHaveProperty('key')
  })
})

describe('the processor time of processes that come and go', () => {
  const stat = (own: number, ended = 0) => ({ own, ended, startedAt: '1', isZombie: false })

  it('goes on when one ends that another has waited for', () => {
    const first = countOf(undefined, 's', [
      ['1', stat(1)],
      ['2', stat(5)],
    ])
    const second = countOf(first, 's', [['1', stat(1.5, 6)]])
    expect(second.cpu - first.cpu).toBeCloseTo(1.5)
  })

  it('never falls when one ends for which nobody in the container has waited', () => {
    const first = countOf(undefined, 's', [
      ['1', stat(1)],
      ['2', stat(500)],
    ])
    const second = countOf(first, 's', [
      ['1', stat(2)],
      ['3', stat(0.25)],
    ])
    expect(second.cpu - first.cpu).toBeCloseTo(1.25)
    expect(countOf(second, 's', []).cpu).toBe(second.cpu)
  })
})

describe("an engine's own statistics", () => {
  it('are counters: memory without what is kept of files, all networks, disks by what was done', () => {
    const stats = {
      read: '2026-11-30T14:00:00.5Z',
      cpu_stats: { cpu_usage: { total_usage: 2_500_000_000 } },
      memory_stats: { usage: 1000, stats: { inactive_file: 300 } },
      pids_stats: { current: 4 },
      networks: { eth0: { rx_bytes: 5, tx_bytes: 6 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
      blkio_stats: {
        io_service_bytes_recursive: [
          { op: 'read', value: 7 },
          { op: 'Write', value: 8 },
          { op: 'Total', value: 15 },
        ],
      },
    }
    expect(countersIn(stats, 's', 1)).toEqual({
      at: Date.parse('2026-11-30T14:00:00.5Z'),
      start: 's',
      cpu: 2.5,
      memory: 700,
      received: 15,
      sent: 26,
      read: 7,
      written: 8,
      processes: 4,
    })
  })

  it('say nothing of what they leave out', () => {
    const nothing = { cpu: null, memory: null, received: null, read: null, processes: null }
    expect(
      countersIn({ memory_stats: {}, blkio_stats: { io_service_bytes_recursive: null } }, 's', 7),
    ).toMatchObject({
      at: 7,
      ...nothing,
    })
  })

  it('have processes in whatever order their columns come, without secrets', () => {
    const Titles = ['USER', 'PID', 'COMMAND']
    const found = processesIn({ Titles, Processes: [['root', '77', 'run --token=abc123 x'], []] })
    expect(found[0]).toMatchObject({ pid: 77, user: 'root' })
    expect(found[0]!.command).not.toContain('abc123')
    expect(found[1]).toMatchObject({ pid: 0, user: '', command: '' })
    expect(processesIn({ Titles: null, Processes: null })).toEqual([])
  })
})

it('knows where the figures of an engine come from, and where there are none', () => {
  expect(sourceFor({ CgroupDriver: 'none' }, true)).toBe('proc')
  expect(sourceFor({ CgroupDriver: 'cgroupfs' }, true)).toBe('cgroup')
  expect(sourceFor({ CgroupDriver: 'systemd' }, false)).toBe('engine')
  expect(sourceFor({ CgroupDriver: 'none' }, false)).toBe('none')
  expect(sourceFor({ CgroupDriver: 'cgroupfs', CgroupVersion: '1', Rootless: true }, false)).toBe('none')
})
