import type { CountedProcess, Counters, UsageReading } from './counters'
import type { ProcFiles } from './procFiles'
import type { ProcStat } from './procText'
import type { UsageTarget } from './targets'

/** Milliseconds of work at a time: main has windows to serve as well. */
const portion = 8

/** What was counted of a container's processes, as far as later counts need it. */
interface Count {
  readonly start: string
  /** Seconds of a processor so far. */
  readonly cpu: number
  /** By process: its own seconds. */
  readonly own: ReadonlyMap<string, number>
  /** Of all, with what their ended children used. */
  readonly whole: number
}

/**
 * Figures where the kernel counts nothing for each container: by the processes that see a container's mounts, which no two
 * containers share (process spaces and networks they may). One pass over all processes is enough for all containers.
 */
export function createProcSource(files: ProcFiles) {
  let counts: ReadonlyMap<string, Count> = new Map()

  async function membersOf(targets: readonly UsageTarget[], rest: () => Promise<void>) {
    const own = files.mounts('self')
    const members = new Map<string, number[]>()
    for (const { pid } of targets) {
      const mounts = pid > 0 ? files.mounts(pid) : null
      // A process that sees what we see is no container's: the pid has gone to another one.
      if (mounts !== null && mounts !== own) members.set(mounts, [])
    }
    if (members.size === 0) return members
    for (const pid of files.pids()) {
      const mounts = files.mounts(pid)
      if (mounts !== null) members.get(mounts)?.push(pid)
      await rest()
    }
    return members
  }

  /** What the processes of one container add up to. @param isListed they are wanted one by one */
  async function sumOf(pids: readonly number[], isListed: boolean, rest: () => Promise<void>) {
    const stats: [key: string, stat: ProcStat][] = []
    const listed: CountedProcess[] = []
    let memory = 0
    let io: ReturnType<ProcFiles['io']> = { read: 0, written: 0 }
    for (const pid of pids) {
      const stat = files.stat(pid)
      if (stat === null) continue
      stats.push([`${pid} ${stat.startedAt}`, stat])
      // What has ended, and is only not yet waited for, has nothing any more.
      const share = stat.isZombie ? 0 : files.memory(pid)
      memory += share
      if (io && !stat.isZombie) {
        const moved: ReturnType<ProcFiles['io']> = files.io(pid)
        // What cannot be known of one process cannot be known of the whole.
        io = moved && { read: io.read + moved.read, written: io.written + moved.written }
      }
      const process = isListed ? files.process(pid, share, stat) : null
      if (process) listed.push(process)
      await rest()
    }
    return { stats, listed, memory, io }
  }

  return {
    async read(targets: readonly UsageTarget[], processesOf: string | null): Promise<UsageReading> {
      const rest = restingEach(portion)
      const members = await membersOf(targets, rest)
      const counters = new Map<string, Counters>()
      const next = new Map<string, Count>()
      let processes: CountedProcess[] | null = null
      for (const { id, pid, startedAt } of targets) {
        const mounts = pid > 0 ? files.mounts(pid) : null
        const pids = mounts === null ? undefined : members.get(mounts)
        if (!pids || pids.length === 0) continue
        const { stats, listed, memory, io } = await sumOf(pids, id === processesOf, rest)
        if (id === processesOf) processes = listed
        const start = `${mounts} ${startedAt}`
        const before = counts.get(id)
        const count = countOf(before?.start === start ? before : undefined, start, stats)
        next.set(id, count)
        const networks = files.networks(pid)
        counters.set(id, {
          at: performance.now(),
          start,
          cpu: count.cpu,
          memory,
          received: networks?.received ?? null,
          sent: networks?.sent ?? null,
          read: io?.read ?? null,
          written: io?.written ?? null,
          processes: stats.length,
        })
      }
      counts = next
      return { counters, processes }
    },
  }
}

/**
 * Goes on counting. A process that ends hands its seconds to the one that waits for it; where that is outside the container,
 * or nobody, the sum falls, and then what those used that are still there is the least that was used.
 */
export function countOf(
  before: Count | undefined,
  start: string,
  stats: readonly (readonly [key: string, stat: ProcStat])[],
): Count {
  const own = new Map(stats.map(([key, stat]) => [key, stat.own]))
  const whole = stats.reduce((sum, [, stat]) => sum + stat.own + stat.ended, 0)
  if (!before) return { start, cpu: whole, own, whole }
  const least = stats.reduce((sum, [key, stat]) => sum + stat.own - (before.own.get(key) ?? 0), 0)
  return { start, cpu: before.cpu + Math.max(0, whole - before.whole, least), own, whole }
}

function restingEach(milliseconds: number): () => Promise<void> {
  let from = performance.now()
  return async () => {
    if (performance.now() - from < milliseconds) return
    await new Promise((resolve) => setImmediate(resolve))
    from = performance.now()
  }
}
