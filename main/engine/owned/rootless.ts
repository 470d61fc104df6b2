import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemProgram } from '../../base/programs'
import { runToEnd } from '../../base/runToEnd'
import { ownerName, readableAndWritable, readText } from '../../base/users'
import { sentence } from '../../texts/sentence'
import type { EngineParts } from './parts'
import type { Problem } from './problem'
import {
  formatRange,
  givenIds,
  idFiles,
  idKinds,
  idLines,
  idsNeeded,
  type SubordinateIds,
} from './subordinateIds'

/**
 * What an ordinary user's engine needs of the system.
 * @param wanted the subordinate ids that its data was made with, where that is known and nobody else has them
 */
export async function rootlessProblems(
  parts: EngineParts,
  wanted: SubordinateIds | null,
): Promise<(Problem | null)[]> {
  return [newuidmapProblem(), subordinateIdsProblem(wanted), tunProblem(), await userNamespacesProblem(parts)]
}

function newuidmapProblem(): Problem | null {
  const missing = ['newuidmap', 'newgidmap'].filter((name) => !systemProgram(name))
  if (missing.length === 0) return null
  return { reason: sentence('uidmap/missing', { programs: missing }), advice: 'sudo apt-get install uidmap' }
}

function subordinateIdsProblem(wanted: SubordinateIds | null): Problem | null {
  const given = givenIds()
  const lacking = idKinds.filter((kind) => given && !given[kind].some(([, count]) => count >= idsNeeded))
  if (lacking.length === 0) return null
  const name = ownerName()
  const free = [[firstFreeId(Object.values(idFiles).map(readText).join('\n')), idsNeeded]] as const
  const { uids, gids } = wanted ?? { uids: free, gids: free }
  const words = [
    // usermod puts each ahead of the one before.
    ...[...uids].reverse().map((range) => `--add-subuids ${formatRange(range)}`),
    ...[...gids].reverse().map((range) => `--add-subgids ${formatRange(range)}`),
  ]
  const files = lacking.map((kind) => idFiles[kind])
  const reason = sentence('ids/few', { files, user: name, count: idsNeeded })
  return { reason, advice: `sudo usermod ${words.join(' ')} ${name}` }
}

/** The first id behind all ranges that are given away. */
export function firstFreeId(lines: string): number {
  return Math.max(100_000, ...idLines(lines).map(({ range: [first, count] }) => first + count))
}

function tunProblem(): Problem | null {
  const device = '/dev/net/tun'
  if (!existsSync(device)) {
    return { reason: sentence('tun/missing', { device }), advice: 'sudo modprobe tun' }
  }
  if (readableAndWritable(device)) return null
  return { reason: sentence('tun/closed', { device }), advice: `sudo chmod 0666 ${device}` }
}

async function userNamespacesProblem(parts: EngineParts): Promise<Problem | null> {
  for (const setting of ['user.max_user_namespaces', 'kernel.unprivileged_userns_clone']) {
    if (readSetting(setting) === '0') {
      const value = setting === 'user.max_user_namespaces' ? 28633 : 1
      const reason = sentence('namespaces/forbidden', { setting })
      return { reason, advice: `sudo sysctl -w ${setting}=${value}` }
    }
  }
  return readSetting('kernel.apparmor_restrict_unprivileged_userns') === '1' ? appArmorProblem(parts) : null
}

/** AppArmor lets only programs with a profile make user namespaces. Whether ours has one, only a trial tells. */
export async function appArmorProblem({ bin }: Pick<EngineParts, 'bin'>): Promise<Problem | null> {
  const program = join(bin, 'rootlesskit')
  const state = mkdtempSync(join(tmpdir(), 'slipway-trial-'))
  const env = { ...process.env, PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`, XDG_RUNTIME_DIR: state }
  const trial = await runToEnd(program, [`--state-dir=${state}/s`, 'true'], { env, timeout: 5000 }).catch(
    () => null,
  )
  rmSync(state, { recursive: true, force: true })
  if (trial?.code === 0) return null
  const file = '/etc/apparmor.d/slipway-rootlesskit'
  const profile = `abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile slipway-rootlesskit "${program}" flags=(unconfined) {\\n  userns,\\n}\\n`
  return {
    reason: sentence('namespaces/apparmor', { program }),
    advice: `printf '${profile}' | sudo tee ${file} && sudo apparmor_parser -r ${file}`,
  }
}

function readSetting(name: string): string {
  return readText(`/proc/sys/${name.replaceAll('.', '/')}`).trim()
}
