import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { otherDocker } from './otherDocker'
import { type EngineParts, missingParts, systemProgram } from './parts'
import { type EnginePaths, excessLength } from './paths'
import type { Problem } from './problem'
import { rootlessProblems } from './rootless'
import { ownerName, writable } from './users'

/** Looks for everything that is known to keep an engine from starting; empty when nothing does. Takes milliseconds. */
export function preflight(paths: EnginePaths, parts: EngineParts, mode: 'rootless' | 'rootful'): Problem[] {
  const home = homeProblem(paths.home) ?? homeProblem(paths.run)
  const common = [home, pathProblem(paths), partsProblem(parts, mode), iptablesProblem()]
  const special = mode === 'rootless' ? rootlessProblems(parts) : [otherDocker(paths)]
  return [...common, ...special].filter((problem) => problem !== null)
}

function homeProblem(directory: string): Problem | null {
  let nearest = directory
  while (!existsSync(nearest)) nearest = dirname(nearest)
  const found = statSync(nearest)
  if (!found.isDirectory()) return { reason: `${nearest} is not a directory.`, advice: null }
  if (nearest === directory && found.uid !== process.geteuid?.()) {
    const owner = ownerName(found.uid)
    return { reason: `${directory} belongs to ${owner}: only ${owner} can run this engine.`, advice: null }
  }
  if (!writable(nearest))
    return { reason: `${nearest} cannot be written to by ${ownerName()}.`, advice: null }
  return null
}

function pathProblem(paths: EnginePaths): Problem | null {
  const excess = excessLength(paths.run)
  if (excess === 0) return null
  const unit = excess === 1 ? 'byte' : 'bytes'
  const reason = `The engine's sockets cannot lie in ${paths.run}: that path is ${excess} ${unit} too long for the system.`
  return { reason, advice: 'export SLIPWAY_HOME=/a/shorter/path' }
}

function partsProblem(parts: EngineParts, mode: 'rootless' | 'rootful'): Problem | null {
  const missing = missingParts(parts, mode)
  if (missing.length === 0) return null
  const reason = `Parts of the engine are missing: ${missing.join(', ')}.`
  return { reason, advice: 'npm run setup' }
}

function iptablesProblem(): Problem | null {
  if (systemProgram('iptables')) return null
  const reason = 'The program iptables is missing, which the engine needs for the network of containers.'
  return { reason, advice: 'sudo apt-get install iptables' }
}
