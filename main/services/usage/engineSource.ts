import { AppError, type ErrorCode } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { ContainerStats, ContainerTop } from '../../engine/api/containerAnswers'
import { withoutSecrets } from '../secrets'
import type { CountedProcess, Counters, UsageReading } from './counters'
import type { UsageTarget } from './targets'

/** Requests at a time: an engine has others to serve. */
const atOnce = 4
/** What ends all of them. */
const fatal: readonly ErrorCode[] = ['engine-unreachable', 'timeout', 'cancelled']

/** Figures as an engine tells them that is not ours to look into: asked for one by one, so that nothing stays open. */
export function createEngineSource(engine: () => EngineApi) {
  return {
    async read(targets: readonly UsageTarget[], processesOf: string | null): Promise<UsageReading> {
      const api = engine()
      const counters = new Map<string, Counters>()
      const failures: unknown[] = []
      /** Null where the container ended meanwhile, or the engine has something against this one alone. */
      async function ask<T>(what: () => Promise<T>): Promise<T | null> {
        try {
          return await what()
        } catch (thrown) {
          const { code } = AppError.from(thrown)
          if (fatal.includes(code)) throw thrown
          if (code !== 'not-found' && code !== 'conflict') failures.push(thrown)
          return null
        }
      }
      const left = targets.filter(({ pid, startedAt }) => pid > 0 || startedAt === '')
      const isListed = left.some(({ id }) => id === processesOf)
      async function work() {
        for (let target = left.pop(); target !== undefined; target = left.pop()) {
          const { id, startedAt } = target
          const stats = await ask(() => api.containers.stats(id))
          if (stats) counters.set(id, countersIn(stats, startedAt, performance.now()))
        }
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      if (counters.size === 0 && failures.length > 0) throw failures[0]
      const top = isListed ? await ask(() => api.containers.top(processesOf!)) : null
      return { counters, processes: top && processesIn(top) }
    },
  }
}

/** @param now in ms, where the engine does not say when it counted */
export function countersIn(stats: ContainerStats, start: string, now: number): Counters {
  const { cpu_stats, memory_stats, pids_stats, networks, blkio_stats } = stats
  const read = Date.parse(stats.read ?? '')
  const nanoseconds = figure(cpu_stats?.cpu_usage?.total_usage)
  const used = figure(memory_stats?.usage)
  const kept = memory_stats?.stats?.total_inactive_file ?? memory_stats?.stats?.inactive_file ?? 0
  const all = networks ? Object.values(networks) : null
  const disk = blkio_stats?.io_service_bytes_recursive
  const moved = (operation: string) =>
    disk
      ? disk.reduce((sum, { op, value }) => sum + (op?.toLowerCase() === operation ? (value ?? 0) : 0), 0)
      : null
  return {
    at: read > 0 ? read : now,
    start,
    cpu: nanoseconds === null ? null : nanoseconds / 1e9,
    memory: used === null ? null : kept < used ? used - kept : used,
    received: all?.reduce((sum, { rx_bytes = 0 }) => sum + rx_bytes, 0) ?? null,
    sent: all?.reduce((sum, { tx_bytes = 0 }) => sum + tx_bytes, 0) ?? null,
    read: moved('read'),
    written: moved('write'),
    processes: figure(pids_stats?.current),
  }
}

const figure = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null

/** Engines name the columns as the `ps` of their machine does. */
export function processesIn({ Titles, Processes }: ContainerTop): CountedProcess[] {
  const column = (...names: string[]) =>
    (Titles ?? []).findIndex((title) => names.includes(title.toUpperCase()))
  const [pid, user, command] = [column('PID', 'HPID'), column('USER', 'UID'), column('COMMAND', 'CMD')]
  return (Processes ?? []).map((cells) => ({
    key: cells[pid] ?? '',
    pid: Number(cells[pid] ?? 0) || 0,
    user: cells[user] ?? '',
    cpuSeconds: null,
    memory: null,
    command: withoutSecrets(String(cells[command] ?? '').slice(0, 1000)),
  }))
}
