import { setTimeout as pause } from 'node:timers/promises'
import { sentence } from '../../texts/sentence'
import { startKeeper } from './keeper'
import { type EnginePaths, runtimeDirectory } from './paths'
import { SaidError } from './problem'
import { formatSubnet, freeBridgeNetwork, hostRoutes } from './subnets'

/** How long a keeper that is about to end, or to begin, may hold the lock without answering, in milliseconds. */
const silence = 10_000

export interface KeeperWish {
  /** The keeper itself. */
  readonly program: string
  readonly paths: EnginePaths
  readonly mode: 'rootless' | 'rootful'
  /** The folder of the programs that it starts. */
  readonly bin: string
  readonly env: NodeJS.ProcessEnv
}

/**
 * Starts a keeper and connects to it, or to the one that somebody else starts at the same time.
 * @param connect resolves to whether there is one that answers
 * @throws SaidError, or an error of the system
 */
export async function raiseKeeper(wish: KeeperWish, connect: () => Promise<boolean>): Promise<void> {
  const { program, paths, env } = wish
  const words = keeperWords(wish)
  const ours = { ...env, XDG_RUNTIME_DIR: runtimeDirectory(env) ?? undefined }
  for (const deadline = performance.now() + silence; performance.now() < deadline; await pause(50)) {
    await startKeeper(program, words, ours)
    if (await connect()) return
  }
  throw new SaidError(sentence('keeper/deaf', { home: paths.home, socket: paths.control }))
}

function keeperWords({ paths, mode, bin }: KeeperWish): string[] {
  const words = ['--mode', mode, '--home', paths.home, '--run', paths.run, '--bin', bin]
  if (mode === 'rootless') return words
  const network = freeBridgeNetwork(hostRoutes())
  if (!network) throw new SaidError(sentence('networks/none'))
  return [...words, '--bridge', 'slipway0', '--bridge-address', formatSubnet(network, 1)]
}
