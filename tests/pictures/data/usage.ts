import type { SnapshotList } from '../../../main/contract/snapshots'
import type { ContainerUsage, UsageSample } from '../../../main/contract/usage'
import { daysAgo, digits, hoursAgo, now } from './moments'

const megabyte = 1_000_000

const used = (id: string, cpu: number): ContainerUsage => ({
  id,
  cpu,
  memory: (80 + 300 * cpu) * megabyte,
  memoryLimit: 512 * megabyte,
  received: 48_200 * cpu,
  sent: 1_310_000 * cpu,
  read: 0,
  written: 20_480,
  processes: 4,
  networkOf: null,
})

/** A minute of what containers use, in which they rise and fall. */
export function usageOf({ ids, processesOf }: { ids: readonly string[]; processesOf: string | null }) {
  return Array.from({ length: 30 }, (_, step): UsageSample => {
    const load = (at: number) => 0.3 + 0.25 * Math.sin(at + step / 4)
    return {
      at: now - (30 - step) * 2000,
      source: 'cgroup',
      containers: ids.map((id, at) => used(id, load(at))),
      processes:
        processesOf === null
          ? null
          : [
              {
                pid: 1,
                user: 'app',
                cpu: 0,
                memory: 1.2 * megabyte,
                command: '/usr/bin/tini -- node server.js',
              },
              { pid: 7, user: 'app', cpu: load(0), memory: 140 * megabyte, command: 'node server.js' },
              {
                pid: 31,
                user: '65534',
                cpu: 0.01,
                memory: null,
                command: 'sh -c while sleep 5; do date; done',
              },
            ],
      moreProcesses: 0,
    }
  })
}

export const snapshots: SnapshotList = {
  snapshots: [
    {
      id: digits('before').slice(0, 32),
      name: 'before the migration of all orders',
      why: 'asked',
      takenAt: hoursAgo(1),
      bytes: 48_300_000,
    },
    { id: digits('edit').slice(0, 32), name: null, why: 'edit', takenAt: hoursAgo(20), bytes: 31_000_000 },
    { id: digits('daily').slice(0, 32), name: null, why: 'daily', takenAt: daysAgo(2), bytes: null },
  ],
  possible: 'yes',
  isFree: true,
  pauses: true,
}
