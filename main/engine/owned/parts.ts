import { dirname, join } from 'node:path'
import { runnable } from '../../base/programs'

/** The programs that the engine consists of. */
export interface EngineParts {
  /** The folder of the engine's own programs. */
  readonly bin: string
  readonly keeper: string
  readonly docker: string
  /** The docker command line's build and Compose programs; always the application's own. */
  readonly buildx: string
  readonly compose: string
  /** The folder of the credential helpers that Slipway brings. */
  readonly helpers: string
  /** The command that brings what is missing; null where the application has to be installed again. */
  readonly mend: string | null
}

const always = ['dockerd', 'containerd', 'containerd-shim-runc-v2', 'runc', 'docker-proxy', 'docker-init']
const rootless = ['rootlesskit', 'slirp4netns']

/**
 * The folder of the programs and of what belongs to them: `native` in the repository. A packaged application has it
 * beside its archive, for nothing can be run from within that.
 * @param root the application's root: the repository, or a packaged application's app.asar
 */
export function nativeFolder(root: string): string {
  return join(isPackaged(root) ? dirname(root) : root, 'native')
}

/** @param root the application's root */
export const isPackaged = (root: string): boolean => root.endsWith('.asar')

/** @param root the application's root */
export function engineParts(root: string): EngineParts {
  const native = nativeFolder(root)
  const engine = join(native, 'runtime/engine')
  return {
    bin: join(engine, 'bin'),
    keeper: join(native, 'build/slipway-keeper'),
    docker: join(engine, 'bin/docker'),
    buildx: join(engine, 'plugins/docker-buildx'),
    compose: join(engine, 'plugins/docker-compose'),
    helpers: join(engine, 'helpers'),
    mend: isPackaged(root) ? null : 'npm run setup',
  }
}

/** Paths of the programs that are not there, or cannot be run. */
export function missingParts(parts: EngineParts, mode: 'rootless' | 'rootful'): string[] {
  const names = mode === 'rootless' ? [...always, ...rootless] : always
  return [parts.keeper, ...names.map((name) => join(parts.bin, name))].filter((path) => !runnable(path))
}
