import { shellWord } from '../../shared/shellWords'
import { type Sentence, sentence } from '../../texts/sentence'
import { compareVersions, plainVersion } from './dockerVersion'
import { identityPlaces, readIdentity } from './identity'
import { partsInUse, partsVersion, useCommand, useLink } from './keptParts'
import type { EngineParts } from './parts'
import type { EnginePaths } from './paths'

/** For who looks for it: nothing is wrong. */
export interface OtherVersion {
  /** Which one, and what to do. */
  readonly reason: Sentence
  /** The command that takes it. */
  readonly advice: string
}

/**
 * Another Docker that may use the data as well as the one that does: Slipway's own where one that was kept is in its place,
 * else one that was kept and was tried with data of Slipway's own. Null when there is none.
 * @param own the application's own programs
 */
export function otherVersion(paths: EnginePaths, own: EngineParts): OtherVersion | null {
  const { home } = paths
  const parts = partsInUse(home, own)
  const [used, bundled] = [parts, own].map(partsVersion)
  if (!used || !bundled) return null
  if (parts !== own) {
    const reason = sentence('docker/chosen', { version: plainVersion(used), own: plainVersion(bundled) })
    return { reason, advice: `rm ${shellWord(useLink(home))}` }
  }
  const known = readIdentity(identityPlaces(paths).outside)
  if (!known || known === 'broken') return null
  for (const version of known.tried) {
    const advice = compareVersions(version, used) < 0 ? useCommand(home, version) : null
    if (advice) return { reason: sentence('docker/kept', { version: plainVersion(version) }), advice }
  }
  return null
}
