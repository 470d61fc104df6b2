import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { processesOf } from '../support/engine'
import { type ProcessEntry, processes } from '../support/processes'
import type { Random } from '../support/random'

/** What may be killed, each as `kill -9` does. */
export const victims = [
  'keeper',
  'rootlesskit',
  'containerd',
  'dockerd',
  'shims',
  'slirp4netns',
  'main',
  'window',
] as const
export type Victim = (typeof victims)[number]

/** What happens in one round. */
export interface Plan {
  readonly victims: readonly Victim[]
  /** The run directory is removed, too. */
  readonly losesRun: boolean
  /** Milliseconds after the round's work began. */
  readonly delay: number
}

/** Most rounds have one victim, some a pair, some all at once. */
export function planOf(random: Random): Plan {
  const lot = random.below(10)
  return {
    victims: lot === 0 ? victims : random.some(victims, lot <= 3 ? 2 : 1),
    losesRun: random.chance(0.2),
    delay: random.below(2000),
  }
}

/** Kills them at one moment, the keeper first; resolves to the pids, each victim's. */
export function strike(
  { victims: chosen, losesRun }: Plan,
  home: string,
  main: number,
): Map<Victim, number[]> {
  const all = processes()
  const found = new Map(chosen.map((victim) => [victim, pidsOf(victim, home, main, all)]))
  for (const pid of [...found.values()].flat()) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Another's death took it along.
    }
  }
  // As far as this user can: a few of its files belong to subordinate ids.
  if (losesRun) spawnSync('rm', ['-rf', join(home, 'run')], { stdio: 'ignore' })
  return found
}

const programs: Partial<Record<Victim, RegExp>> = {
  keeper: /^\S*\/slipway-keeper /,
  rootlesskit: /^\S*(\/rootlesskit|\/proc\/self\/exe) /,
  containerd: /^\S*\/containerd /,
  dockerd: /^\S*\/dockerd /,
  shims: /^\S*containerd-shim/,
}

function pidsOf(victim: Victim, home: string, main: number, all: readonly ProcessEntry[]): number[] {
  if (victim === 'main') return [main]
  if (victim === 'window') {
    return all.filter((one) => isBelow(one, main, all) && / ?--type=renderer/.test(one.command)).map(pidOf)
  }
  const ours = processesOf(home)
  if (victim !== 'slirp4netns')
    return ours.filter(({ command }) => programs[victim]!.test(command)).map(pidOf)
  const parents = new Set(ours.map(pidOf))
  return all
    .filter(({ parent, command }) => parents.has(parent) && /^\S*slirp4netns /.test(command))
    .map(pidOf)
}

const pidOf = ({ pid }: ProcessEntry) => pid

function isBelow(entry: ProcessEntry, ancestor: number, all: readonly ProcessEntry[]): boolean {
  for (let one: ProcessEntry | undefined = entry; one; one = all.find(({ pid }) => pid === one!.parent)) {
    if (one.parent === ancestor) return true
  }
  return false
}
