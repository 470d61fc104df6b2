import { type CgroupCounters, parseCgroups, readCgroup } from './cgroupFiles'
import type { CountedProcess, Counters, UsageReading } from './counters'
import type { ProcFiles } from './procFiles'
import type { UsageTarget } from './targets'

/** Figures that the kernel counts for each container; those of networks and processes it tells of the processes in it. */
export function createCgroupSource(files: ProcFiles, root?: string) {
  function countersOf({ pid, startedAt }: UsageTarget): [Counters, CgroupCounters] | null {
    const cgroup = pid > 0 ? readCgroup(parseCgroups(files.cgroups(pid) ?? ''), root) : null
    if (cgroup === null) return null
    const { pids, ...counted } = cgroup
    const networks = files.networks(pid)
    const { received, sent } = networks ?? { received: null, sent: null }
    const at = performance.now()
    return [{ ...counted, at, start: startedAt, received, sent, processes: pids.length }, cgroup]
  }

  return {
    async read(targets: readonly UsageTarget[], processesOf: string | null): Promise<UsageReading> {
      const counters = new Map<string, Counters>()
      let processes: CountedProcess[] | null = null
      for (const target of targets) {
        const found = countersOf(target)
        if (!found) continue
        counters.set(target.id, found[0])
        if (target.id === processesOf) processes = found[1].pids.flatMap((pid) => files.process(pid) ?? [])
      }
      return { counters, processes }
    },
  }
}
