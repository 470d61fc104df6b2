import { mkdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { writeDaemonConfig } from '../../main/engine/owned/daemonConfig'
import { startKeeper } from '../../main/engine/owned/keeper'
import { engineParts } from '../../main/engine/owned/parts'
import { enginePaths } from '../../main/engine/owned/paths'
import { processesOf, root } from './engine'

/**
 * Starts a real rootless engine's keeper with words and variables of a test's own, and leaves it to itself:
 * `createEngine` connects to it. Resolves as soon as it listens.
 */
export async function keepEngine(
  home: string,
  words: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const paths = enginePaths(process.env, home)
  const { keeper, bin } = engineParts(root)
  mkdirSync(home, { recursive: true })
  writeDaemonConfig(paths.daemonConfig, 'rootless')
  const places = ['--mode', 'rootless', '--home', home, '--run', paths.run, '--bin', bin]
  await startKeeper(keeper, [...places, ...words], { ...process.env, ...env })
}

/** Kills every process whose command line names the home, the keeper first: it would start again what ends. */
export async function killAllOf(home: string): Promise<void> {
  const isKeeper = ({ command }: { command: string }) => Number(command.includes('slipway-keeper'))
  for (let found = processesOf(home); found.length > 0; found = processesOf(home)) {
    for (const { pid } of found.sort((a, b) => isKeeper(b) - isKeeper(a))) kill(pid)
    await pause(5)
  }
}

function kill(pid: number) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
