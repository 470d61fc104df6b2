import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** The programs that the engine consists of. */
export interface EngineParts {
  /** The folder of the engine's own programs. */
  readonly bin: string
  readonly keeper: string
  readonly docker: string
}

const always = ['dockerd', 'containerd', 'containerd-shim-runc-v2', 'runc', 'docker-proxy', 'docker-init']
const rootless = ['rootlesskit', 'slirp4netns']

/** @param root the application's root: the repository, or a packaged application's resources */
export function engineParts(root: string): EngineParts {
  const bin = join(root, 'native/runtime/engine/bin')
  return { bin, keeper: join(root, 'native/build/slipway-keeper'), docker: join(bin, 'docker') }
}

/** Paths of the programs that are not there, or cannot be run. */
export function missingParts(parts: EngineParts, mode: 'rootless' | 'rootful'): string[] {
  const names = mode === 'rootless' ? [...always, ...rootless] : always
  return [parts.keeper, ...names.map((name) => join(parts.bin, name))].filter((path) => !runnable(path))
}

const systemFolders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** A program of the system, looked for where the keeper looks; PATH may be empty, or lead elsewhere. */
export function systemProgram(name: string): string | null {
  return systemFolders.map((folder) => `${folder}/${name}`).find(runnable) ?? null
}

export function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
