import type { UsageSource } from '../../contract/usage'
import type { EngineApi } from '../../engine/api/api'
import type { SystemInfo } from '../../engine/api/systemAnswers'
import { createCgroupSource } from './cgroupSource'
import type { UsageReading } from './counters'
import { createEngineSource } from './engineSource'
import { procFiles } from './procFiles'
import { createProcSource } from './procSource'
import type { UsageTarget } from './targets'

export interface FigureSource {
  read(targets: readonly UsageTarget[], processesOf: string | null): Promise<UsageReading>
}

const nothing: FigureSource = { read: async () => ({ counters: new Map(), processes: null }) }

/** Where the figures of an engine's containers come from. @param isOwn it is the one that Slipway brings, on this machine */
export function sourceFor(
  { CgroupDriver, CgroupVersion, Rootless }: SystemInfo,
  isOwn: boolean,
): UsageSource {
  const isCounted = CgroupDriver !== 'none' && CgroupDriver !== ''
  if (isOwn) return isCounted ? 'cgroup' : 'proc'
  // Podman names what the machine could do; with cgroup v1 an ordinary user may do nothing of it.
  const isBarred = Rootless === true && CgroupVersion === '1'
  return isCounted && !isBarred ? 'engine' : 'none'
}

/** A fresh one for each engine: sources remember what they counted. */
export function createSource(kind: UsageSource, engine: () => EngineApi): FigureSource {
  if (kind === 'proc') return createProcSource(procFiles())
  if (kind === 'cgroup') return createCgroupSource(procFiles())
  return kind === 'engine' ? createEngineSource(engine) : nothing
}
