import type { ContainerProcess, ContainerUsage } from '../../contract/usage'

/** What was counted of a container up to a moment. What cannot be known is null. */
export interface Counters {
  /** In ms, of a clock that only goes on. */
  readonly at: number
  /** Of what was started once: counters of another start are not compared with these. */
  readonly start: string
  /** Seconds of a processor. */
  readonly cpu: number | null
  /** In bytes, as all that follows. */
  readonly memory: number | null
  readonly received: number | null
  readonly sent: number | null
  readonly read: number | null
  readonly written: number | null
  readonly processes: number | null
}

/** A process as it was found. */
export interface CountedProcess extends Omit<ContainerProcess, 'cpu'> {
  /** Names it among all processes that ever were. */
  readonly key: string
  /** Seconds of a processor. */
  readonly cpuSeconds: number | null
}

/** What a source finds when it looks once. */
export interface UsageReading {
  /** By the container's id; those that do not run are missing. */
  readonly counters: ReadonlyMap<string, Counters>
  readonly processes: readonly CountedProcess[] | null
}

type Used = Omit<ContainerUsage, 'id' | 'memoryLimit' | 'networkOf'>

/** What was used between two looks; rates are null where there is only one. */
export function usedBetween(before: Counters | undefined, now: Counters): Used {
  const since = before?.start === now.start ? before : undefined
  const seconds = since ? (now.at - since.at) / 1000 : 0
  const rate = (key: 'cpu' | 'received' | 'sent' | 'read' | 'written') => {
    const [then, here] = [since?.[key] ?? null, now[key]]
    // A counter that went back has begun anew, as that of a network which was plugged in again.
    return then === null || here === null || seconds <= 0 ? null : Math.max(0, here - then) / seconds
  }
  return {
    cpu: rate('cpu'),
    memory: now.memory,
    received: rate('received'),
    sent: rate('sent'),
    read: rate('read'),
    written: rate('written'),
    processes: now.processes,
  }
}

/** Processes with what each used, those that use most first. @param seconds since `before`; 0: there is none */
export function usedByProcesses(
  before: ReadonlyMap<string, number | null>,
  now: readonly CountedProcess[],
  seconds: number,
): ContainerProcess[] {
  return now
    .map(({ key, cpuSeconds, ...process }) => {
      const then = before.get(key) ?? null
      const isKnown = then !== null && cpuSeconds !== null && seconds > 0
      return { ...process, cpu: isKnown ? Math.max(0, cpuSeconds - then) / seconds : null }
    })
    .sort((a, b) => (b.cpu ?? 0) - (a.cpu ?? 0) || (b.memory ?? 0) - (a.memory ?? 0) || a.pid - b.pid)
}
