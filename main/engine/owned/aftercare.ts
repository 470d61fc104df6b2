import { isDeepStrictEqual } from 'node:util'
import { type Sentence, sentence } from '../../texts/sentence'
import { diskSpace } from './diskSpace'
import { compareVersions, plainVersion } from './dockerVersion'
import { giveIdentity, identityPlaces, readIdentity, writeIdentity } from './identity'
import { missingFrom } from './inventory'
import { forgetOthers, keepParts, partsVersion, useCommand } from './keptParts'
import type { EngineParts } from './parts'
import type { EnginePaths } from './paths'
import { storageDriver } from './probe'
import type { Problem } from './problem'
import { dataProblem } from './sentinel'
import { idsInUse } from './subordinateIds'
import { triedOn } from './triedVersions'
import { beginUpgrade, endUpgrade, lossProblem, readUpgrade } from './upgrade'

/** What has to be seen to around the starts of an engine, so that no upgrade loses anything unnoticed. */
export interface Aftercare {
  /** Before a newer engine starts over older data: writes down what is there. Rejects with an error of the file system. */
  beforeStart(parts: EngineParts): Promise<void>
  /**
   * Once it is ready: gives the data its identity, or compares with what was there before an upgrade.
   * @returns what an upgrade lost sight of, or that the data is not what it was; null when all is well. Rejects when the engine or the disk does not answer.
   */
  afterReady(socket: string, version: string, parts: EngineParts): Promise<Problem | null>
  /** The way back from an upgrade whose engine does not start, for the reason that it gives; null when there is none. */
  wayBack(parts: EngineParts, reason: Sentence): Problem | null
}

export function createAftercare(paths: EnginePaths): Aftercare {
  const { home, data } = paths
  const places = identityPlaces(paths)
  const identity = () => {
    const known = readIdentity(places.outside)
    return known === 'broken' ? null : known
  }

  const idsNow = () => {
    const ids = idsInUse(paths)
    return ids ? { ids } : {}
  }

  async function afterReady(socket: string, version: string, parts: EngineParts): Promise<Problem | null> {
    // The keeper starts a dead dockerd again without asking, and its data may be gone by then.
    const problem = dataProblem(paths)
    const known = readIdentity(places.outside)
    if (problem || known === 'broken') return problem
    if (!known) {
      inBackground(async () => {
        giveIdentity(places, { driver: await storageDriver(socket), version, ...idsNow() })
        await keep(version, parts)
      })
      return null
    }
    const change = compareVersions(version, known.version)
    const upgrade = readUpgrade(home, known) ?? (change > 0 ? await beginUpgrade(home, data, known) : null)
    const ahead = upgrade !== null && compareVersions(version, upgrade.from) > 0
    const lost = ahead ? await missingFrom(socket, upgrade.inventory) : []
    const said = known.ids && isDeepStrictEqual(known.tried, triedOn(version))
    if (change !== 0 || !said) writeIdentity(places, { ...idsNow(), ...known, version })
    if (ahead && lost.length > 0) return lossProblem(home, upgrade, version, lost)
    if (upgrade) endUpgrade(home)
    inBackground(async () => {
      await keep(version, parts)
      if (ahead) await forgetOthers(home, [version, upgrade.from])
    })
    return null
  }

  /** Of what runs, and not of what an update has put in its place meanwhile; and not at the price of the last room. */
  async function keep(version: string, parts: EngineParts): Promise<void> {
    const present = partsVersion(parts)
    if (present === null || compareVersions(present, version) !== 0) return
    if (!(await diskSpace(home)).low) await keepParts(home, parts)
  }

  /** Nobody waits for it, and what fails (on a full disk, say) is done at the next start. */
  function inBackground(work: () => Promise<void>): void {
    void work().catch(() => {})
  }

  return {
    async beforeStart(parts) {
      const known = identity()
      const version = partsVersion(parts)
      if (!known || !version || compareVersions(version, known.version) <= 0) return
      if (!readUpgrade(home, known)) await beginUpgrade(home, data, known)
    },
    afterReady,
    wayBack(parts, reason) {
      const known = identity()
      const upgrade = known && readUpgrade(home, known)
      const version = partsVersion(parts)
      if (!upgrade || !version || compareVersions(version, upgrade.from) <= 0) return null
      const advice = useCommand(home, upgrade.from)
      if (!advice) return null
      return { reason: sentence('docker/wayBack', { reason, version: plainVersion(upgrade.from) }), advice }
    },
  }
}
