import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { EngineLog } from '../../contract/engine'

/** Where everything of the engine lies. All paths are absolute. */
export interface EnginePaths {
  /** SLIPWAY_HOME: all state lives below it. */
  readonly home: string
  /** Sockets and pid files. */
  readonly run: string
  /** The engine's API. */
  readonly socket: string
  /** The keeper's own socket. */
  readonly control: string
  /** Holds the keeper's lock, and what it keeps. */
  readonly lock: string
  readonly daemonConfig: string
  /** dockerd's data-root: images, containers, volumes. */
  readonly data: string
  log(name: EngineLog): string
}

/**
 * The longest socket that the engine makes in its run directory, for the kernel takes no path of 108 bytes or
 * more (unix(7)).
 */
const longestSocket = 'docker/libnetwork/0123456789ab.sock'
const kernelLimit = 107

/**
 * @param env SLIPWAY_HOME, XDG_DATA_HOME and XDG_RUNTIME_DIR, as in the XDG base directory specification
 * @param home in place of SLIPWAY_HOME
 */
export function enginePaths(env: NodeJS.ProcessEnv, home = env.SLIPWAY_HOME): EnginePaths {
  const data = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(homedir(), '.local/share')
  const base = home ? resolve(home) : join(data, 'slipway')
  const runtime = home ? null : runtimeDirectory(env)
  return pathsWithin(base, runtime ? join(runtime, 'slipway') : join(base, 'run'))
}

/** The same home with another run directory: that of an engine which was started from another session. */
export function pathsWithin(home: string, run: string): EnginePaths {
  return {
    home,
    run,
    socket: join(run, 'docker.sock'),
    control: join(run, 'keeper.sock'),
    lock: join(home, 'engine/keeper.lock'),
    daemonConfig: join(home, 'engine/daemon.json'),
    data: join(home, 'engine/data'),
    log: (name) => join(home, 'engine/log', `${name}.log`),
  }
}

/** XDG_RUNTIME_DIR when it is this user's: `su` leaves that of somebody else in the environment. */
export function runtimeDirectory(env: NodeJS.ProcessEnv): string | null {
  const directory = env.XDG_RUNTIME_DIR
  if (!directory?.startsWith('/')) return null
  return statSync(directory, { throwIfNoEntry: false })?.uid === process.geteuid?.() ? directory : null
}

/** By how many bytes the run directory's path is too long for the engine's sockets; 0 when it fits. */
export function excessLength(run: string): number {
  return Math.max(0, Buffer.byteLength(join(run, longestSocket)) - kernelLimit)
}
