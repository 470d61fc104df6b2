import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ownerName, readableAndWritable } from '../../base/users'
import { shellWord } from '../../shared/shellWords'
import { sentence } from '../../texts/sentence'
import { engineDriver } from './daemonConfig'
import { damageProblem } from './damage'
import { idsProblem } from './dataIds'
import { compareVersions, plainVersion } from './dockerVersion'
import { type Identity, identityPlaces, markName, readIdentity } from './identity'
import { partsInUse, partsVersion, useCommand, useLink } from './keptParts'
import type { EngineParts } from './parts'
import type { EnginePaths } from './paths'
import { type Problem, setAside } from './problem'
import { isAmong } from './triedVersions'
import { readUpgrade } from './upgrade'

/**
 * Whether the data-root is the one that this engine had before and not damaged, and its engine not too old for it.
 * @param own the application's own programs
 */
export function sentinelProblem(paths: EnginePaths, own: EngineParts): Problem | null {
  return dataProblem(paths) ?? ageProblem(paths, own) ?? damageProblem(paths)
}

/**
 * Whether the data-root is the one that this engine had before. dockerd itself makes an empty one wherever there is
 * none: a disk that is not mounted would look like an engine without anything.
 */
export function dataProblem(paths: EnginePaths): Problem | null {
  const { outside, inside } = identityPlaces(paths)
  const known = readIdentity(outside)
  if (known === 'broken') return brokenProblem(outside, `mv ${words(outside, `${outside}.broken`)}`)
  const content = contentOf(paths.data)
  if (typeof content !== 'string') return content
  if (content !== 'filled') {
    const reason = sentence(`data/${content}`, { data: paths.data })
    return known && { reason, advice: setAside(outside) }
  }
  const mark = readIdentity(inside)
  if (mark === 'broken') {
    return brokenProblem(
      inside,
      known ? `cp ${words(outside, inside)}` : `mv ${words(inside, `${inside}.broken`)}`,
    )
  }
  if (known && known.uuid !== mark?.uuid) {
    return { reason: sentence('data/other', { data: paths.data }), advice: setAside(outside) }
  }
  return driverProblem(paths.data, known ?? mark, outside) ?? idsProblem(paths)
}

/** What a data-root holds, or why that cannot be told. */
function contentOf(data: string): 'missing' | 'empty' | 'filled' | Problem {
  try {
    // A file system of its own has lost+found from the start.
    const entries = readdirSync(data).filter((name) => name !== 'lost+found' && !name.startsWith(markName))
    return entries.length > 0 ? 'filled' : 'empty'
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return 'missing'
    return { reason: sentence('data/unread', { data, why: message }), advice: null }
  }
}

function brokenProblem(file: string, advice: string): Problem {
  if (!readableAndWritable(file)) {
    const reason = sentence('identity/closed', { file, user: ownerName() })
    return { reason, advice: `chmod u+rw ${words(file)}` }
  }
  return { reason: sentence('identity/broken', { file }), advice }
}

/** Another driver's images and containers would not be seen: an empty engine in place of a full one. */
function driverProblem(data: string, known: Identity | null, identity: string): Problem | null {
  const found = known?.driver ?? driverOf(data)
  if (found === null || found === engineDriver) return null
  const reason = sentence('data/driver', { data, found, driver: engineDriver })
  const aside = setAside(data, found)
  return { reason, advice: known ? `${aside} && ${setAside(identity)}` : aside }
}

/** The driver whose images a data-root without an identity holds; null when it holds none. */
function driverOf(data: string): string | null {
  try {
    const drivers = readdirSync(join(data, 'image'))
    return drivers.includes(engineDriver) ? engineDriver : (drivers[0] ?? null)
  } catch {
    return null
  }
}

function ageProblem(paths: EnginePaths, own: EngineParts): Problem | null {
  const { home } = paths
  const { outside, inside } = identityPlaces(paths)
  const [known, mark] = [outside, inside].map(readIdentity).map((one) => (one === 'broken' ? null : one))
  const parts = partsInUse(home, own)
  const version = partsVersion(parts)
  const used = known ?? mark
  if (!used || !version) return null
  const last = mark && compareVersions(mark.version, used.version) > 0 ? mark : used
  // While an upgrade is not accepted, the engine that it came from may come back.
  const newest = readUpgrade(home, used)?.from ?? last.version
  if (compareVersions(version, newest) >= 0 || isAmong(last.tried, version)) return null
  const both = { version: plainVersion(version), newest: plainVersion(newest) }
  if (parts !== own) {
    return { reason: sentence('docker/olderChosen', both), advice: `rm ${words(useLink(home))}` }
  }
  const advice = useCommand(home, newest)
  return { reason: sentence(advice ? 'docker/olderKept' : 'docker/older', both), advice }
}

const words = (...paths: string[]) => paths.map(shellWord).join(' ')
