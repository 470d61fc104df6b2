import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineParts } from '../../engine/owned/parts'
import type { PersonConfiguration } from './personConfiguration'

/**
 * The configuration folder that buildx and Compose get: everything in it is a link to the person's own. Compose looks for buildx
 * only among the plugins there, and without one it complains and builds otherwise; so buildx lies beside the person's. What
 * either of them leaves there (`.token_seed`) is not left in the person's.
 * @param cache a folder of Slipway's own
 * @returns the folder, one for each of the person's
 */
export function pluginFolder(cache: string, { folder }: PersonConfiguration, parts: EngineParts): string {
  const own = join(cache, createHash('sha256').update(folder).digest('hex').slice(0, 16))
  const plugins = join(own, 'cli-plugins')
  mkdirSync(plugins, { recursive: true, mode: 0o700 })
  const { 'cli-plugins': _, ...rest } = linksTo(folder)
  lead(own, rest)
  lead(plugins, { 'docker-buildx': parts.buildx, ...linksTo(join(folder, 'cli-plugins')) })
  return own
}

const linksTo = (folder: string): Record<string, string> =>
  Object.fromEntries(names(folder).map((name) => [name, join(folder, name)]))

/** Makes these links in a folder, and ends those that lead to nothing any more. */
function lead(folder: string, links: Record<string, string>): void {
  for (const name of names(folder)) {
    const path = join(folder, name)
    if (!(name in links) && targetOf(path) !== null) rmSync(path, { force: true })
  }
  for (const [name, target] of Object.entries(links)) {
    const path = join(folder, name)
    if (targetOf(path) === target) continue
    rmSync(path, { recursive: true, force: true })
    try {
      symlinkSync(target, path)
    } catch (error) {
      // Another command has just made it.
      if (targetOf(path) !== target) throw error
    }
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function targetOf(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}
