import { z } from 'zod'
import { stream } from './define'
import { ContainerId } from './values'

/**
 * Where figures come from: the kernel's account of each container (`cgroup`), its list of processes (`proc`), or the engine's
 * own statistics (`engine`); `none`: this engine counts nothing for each container, and what it says would be the whole machine's.
 */
export type UsageSource = 'cgroup' | 'proc' | 'engine' | 'none'

/** What one container uses. What cannot be known is null. */
export interface ContainerUsage {
  readonly id: string
  /** Cores in use since it was looked at last: 1.5 is one and a half. Null the first time, as all that is `a second`. */
  readonly cpu: number | null
  /** In bytes, without what the kernel merely keeps of files. */
  readonly memory: number | null
  /** In bytes; null where there is no limit. */
  readonly memoryLimit: number | null
  /** Bytes a second, by all its networks but the loopback. */
  readonly received: number | null
  readonly sent: number | null
  /** Bytes a second, of disks. */
  readonly read: number | null
  readonly written: number | null
  readonly processes: number | null
  /** Whose network it uses where it has none of its own: the figures are that one's. */
  readonly networkOf: { readonly kind: 'host' } | { readonly kind: 'container'; readonly id: string } | null
}

/** A process of a container. What cannot be known is null. */
export interface ContainerProcess {
  /** As the container itself knows it, where that can be told. */
  readonly pid: number
  /** As the container knows it: a number, or the name that the engine gives it. */
  readonly user: string
  /** Cores in use since it was looked at last. */
  readonly cpu: number | null
  /** In bytes. */
  readonly memory: number | null
  /** Without what looks like a secret. At most 1,000 characters. */
  readonly command: string
}

export interface UsageSample {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly source: UsageSource
  /** Of those that run; the others are left out. */
  readonly containers: readonly ContainerUsage[]
  /** Of the container that they were asked of, those that use most first; null where none were asked for. */
  readonly processes: readonly ContainerProcess[] | null
  /** How many more it has. */
  readonly moreProcesses: number
}

export const containerUsage = {
  /**
   * What containers use, about every two seconds, for as long as somebody reads it. All who look share one measurement.
   * @input processesOf the one of them whose processes are wanted
   */
  watch: stream(
    z.object({ ids: z.array(ContainerId).max(1000), processesOf: ContainerId.nullable() }),
  ).emits<UsageSample>(),
}
