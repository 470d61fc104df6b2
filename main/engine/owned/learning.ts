import { isDeepStrictEqual } from 'node:util'
import type { Sentence } from '../../texts/sentence'
import type { Aftercare } from './aftercare'
import { createAttention, nothing } from './attention'
import { damageBehind } from './damage'
import type { Learned } from './engineStates'
import type { KeeperState } from './keeper'
import type { EngineParts } from './parts'
import type { EnginePaths } from './paths'
import { type EngineVersion, engineVersion } from './probe'
import type { Problem } from './problem'

/** What is known of an engine beside the words of its keeper, found out once for each dockerd. */
export interface Learning {
  /** What goes with this state; asks the engine when it is another one than before. Never rejects. */
  learn(keeper: KeeperState): Promise<Learned>
  /**
   * Looks at what a ready engine does not say of itself. Never rejects.
   * @returns what is known now where that changed anything, else null
   */
  look(keeper: KeeperState): Promise<Learned | null>
}

interface Parts {
  readonly paths: EnginePaths
  readonly aftercare: Aftercare
  /** The docker command line, for what is advised. */
  readonly docker: string
  readonly parts: () => EngineParts
}

export function createLearning({ paths, aftercare, docker, parts }: Parts): Learning {
  const attention = createAttention(paths, docker)
  let dockerd = 0
  let version: EngineVersion | null = null
  let loss: Problem | null = null
  let notice = nothing

  const known = (damage: Problem | null = null): Learned => ({
    version,
    loss,
    notice,
    damage,
    wayBack: (reason: Sentence) => aftercare.wayBack(parts(), reason),
  })

  return {
    async learn(keeper) {
      const pid = dockerdOf(keeper)?.pid ?? 0
      if (keeper.state === 'failed') return known(await damageBehind(paths, keeper.reason))
      if (keeper.state !== 'ready' || (version && dockerd === pid)) return known()
      const found = await engineVersion(keeper.socket).catch(() => null)
      const lost =
        found && (await aftercare.afterReady(keeper.socket, found.version, parts()).catch(() => null))
      if (pid !== dockerd) notice = nothing
      dockerd = pid
      version = found
      loss = found ? lost : loss
      return known()
    },
    async look(keeper) {
      const process = dockerdOf(keeper)
      if (keeper.state !== 'ready' || !process) return null
      const found = await attention.look(keeper.socket, process).catch(() => notice)
      if (process.pid !== dockerd || isDeepStrictEqual(found, notice)) return null
      notice = found
      return known()
    },
  }
}

const dockerdOf = ({ processes }: KeeperState) => processes.find(({ name }) => name === 'dockerd')
