import { randomUUID } from 'node:crypto'
import { rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { systemProgram } from '../../base/programs'
import { writeThrough } from '../../base/wholeFile'
import { shellWord } from '../../shared/shellWords'
import { sentence } from '../../texts/sentence'
import { BrokenConfigError, parseConfig, readConfigText } from './daemonConfig'
import { holderOf, idsOfData } from './dataIds'
import { freeBytes, nearest } from './diskSpace'
import { partsInUse, useLink } from './keptParts'
import { otherDocker } from './otherDocker'
import { folderProblem } from './ownFolder'
import { type EngineParts, missingParts } from './parts'
import { type EnginePaths, excessLength } from './paths'
import { notLookedAt, type Problem } from './problem'
import { rootlessProblems } from './rootless'
import { sentinelProblem } from './sentinel'
import type { SubordinateIds } from './subordinateIds'

/**
 * Looks for everything that is known to keep an engine from starting; empty when nothing does. Takes milliseconds; up to five
 * seconds where AppArmor forbids user namespaces to most programs, and only a trial tells.
 * @param own the application's own programs
 */
export async function preflight(
  paths: EnginePaths,
  own: EngineParts,
  mode: 'rootless' | 'rootful',
): Promise<Problem[]> {
  const parts = partsInUse(paths.home, own)
  const place = placeProblem(paths) ?? fullProblem(paths) ?? sentinelProblem(paths, own)
  const common = [
    place,
    pathProblem(paths),
    partsProblem(paths, parts, own, mode),
    iptablesProblem(),
    configProblem(paths),
  ]
  const special = mode === 'rootless' ? await rootlessProblems(parts, wantedIds(paths)) : [otherDocker(paths)]
  return [...common, ...special].filter((problem) => problem !== null)
}

/** The ids that the data was made with, where somebody could be given them. */
function wantedIds(paths: EnginePaths): SubordinateIds | null {
  const ids = idsOfData(paths)
  return ids && ids.uids.length > 0 && holderOf(ids) === null ? ids : null
}

/** The first of the folders that the engine writes into which it may not. */
function placeProblem({ home, run, data }: EnginePaths): Problem | null {
  const engine = ['engine', 'engine/log', 'engine/containerd'].map((name) => join(home, name))
  for (const folder of [home, run, ...engine, data]) {
    const problem = folderProblem(folder)
    if (problem) return problem
  }
  return null
}

/** In bytes. With a little more than this the engine starts, so that things can be removed with it. */
const leastRoom = 64e3

function fullProblem({ data }: EnginePaths): Problem | null {
  const there = nearest(data)
  try {
    return freeBytes(statfsSync(there)) >= leastRoom || isWritable(there) ? null : diskFull(data)
  } catch (error) {
    return notLookedAt(there, error)
  }
}

export function diskFull(data: string): Problem {
  return { reason: sentence('disk/full', { data }), advice: null }
}

/** Whether that much can be written, be it to blocks that are kept for this user. */
function isWritable(folder: string): boolean {
  const trial = join(folder, `slipway-trial-${randomUUID()}`)
  try {
    writeThrough(trial, '-'.repeat(leastRoom))
    return true
  } catch {
    return false
  } finally {
    rmSync(trial, { force: true })
  }
}

function pathProblem(paths: EnginePaths): Problem | null {
  const excess = excessLength(paths.run)
  if (excess === 0) return null
  const reason = sentence('folder/deep', { folder: paths.run, n: excess })
  return { reason, advice: 'export SLIPWAY_HOME=/a/shorter/path' }
}

function partsProblem(
  { home }: EnginePaths,
  parts: EngineParts,
  own: EngineParts,
  mode: 'rootless' | 'rootful',
): Problem | null {
  const missing = missingParts(parts, mode)
  if (missing.length === 0) return null
  const advice = parts === own ? own.mend : `rm ${shellWord(useLink(home))}`
  return { reason: sentence(advice ? 'programs/missing' : 'programs/lost', { programs: missing }), advice }
}

function iptablesProblem(): Problem | null {
  if (systemProgram('iptables')) return null
  return { reason: sentence('iptables/missing'), advice: 'sudo apt-get install iptables' }
}

/** What somebody wrote is never written over: moving it away lets the engine begin with a new one. */
function configProblem({ daemonConfig }: EnginePaths): Problem | null {
  try {
    parseConfig(daemonConfig, readConfigText(daemonConfig))
    return null
  } catch (error) {
    if (!(error instanceof BrokenConfigError)) {
      const why = (error as Error).message
      return { reason: sentence('config/unread', { file: daemonConfig, why }), advice: null }
    }
    const advice = `mv ${shellWord(daemonConfig)} ${shellWord(`${daemonConfig}.aside`)}`
    return { reason: error.sentence, advice }
  }
}
