import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EngineParts, systemProgram } from './parts'
import type { Problem } from './problem'
import { ownerName, readableAndWritable, readText } from './users'

/** Subordinate ids that an image may use: 0 to 65535, and ours is one of them. */
const idsNeeded = 65536

/** What an ordinary user's engine needs of the system. */
export function rootlessProblems(parts: EngineParts): (Problem | null)[] {
  return [newuidmapProblem(), subordinateIdsProblem(), tunProblem(), userNamespacesProblem(parts)]
}

function newuidmapProblem(): Problem | null {
  const missing = ['newuidmap', 'newgidmap'].filter((name) => !systemProgram(name))
  if (missing.length === 0) return null
  const reason = `The system's ${missing.join(' and ')} is missing, which an ordinary user's engine needs.`
  return { reason, advice: 'sudo apt-get install uidmap' }
}

function subordinateIdsProblem(): Problem | null {
  const name = ownerName()
  const files = ['/etc/subuid', '/etc/subgid']
  const lacking = files.filter((file) => !givesIds(readText(file), name, process.geteuid?.() ?? 0))
  if (lacking.length === 0) return null
  const first = firstFreeId(files.map(readText).join('\n'))
  const range = `${first}-${first + idsNeeded - 1}`
  const reason = `${lacking.join(' and ')} give ${name} no range of ${idsNeeded} ids, which an ordinary user's engine needs.`
  return { reason, advice: `sudo usermod --add-subuids ${range} --add-subgids ${range} ${name}` }
}

/** Whether a line such as `name:100000:65536` (subuid(5)) gives the user enough. */
export function givesIds(lines: string, name: string, uid: number): boolean {
  return lines.split('\n').some((line) => {
    const [who, , count] = line.split(':')
    return (who === name || who === String(uid)) && Number(count) >= idsNeeded
  })
}

/** The first id behind all ranges that are given away. */
export function firstFreeId(lines: string): number {
  const ends = lines.split('\n').map((line) => {
    const [, first, count] = line.split(':').map(Number)
    return (first ?? Number.NaN) + (count ?? Number.NaN)
  })
  return Math.max(100_000, ...ends.filter(Number.isFinite))
}

function tunProblem(): Problem | null {
  const tun = '/dev/net/tun'
  if (!existsSync(tun)) {
    return {
      reason: `${tun} is missing, which the network of containers needs.`,
      advice: 'sudo modprobe tun',
    }
  }
  if (readableAndWritable(tun)) return null
  return { reason: `${tun} is closed to ordinary users.`, advice: `sudo chmod 0666 ${tun}` }
}

function userNamespacesProblem(parts: EngineParts): Problem | null {
  for (const setting of ['user.max_user_namespaces', 'kernel.unprivileged_userns_clone']) {
    if (readSetting(setting) === '0') {
      const value = setting === 'user.max_user_namespaces' ? 28633 : 1
      const reason = `The system forbids ordinary users to make user namespaces (${setting} is 0).`
      return { reason, advice: `sudo sysctl -w ${setting}=${value}` }
    }
  }
  return readSetting('kernel.apparmor_restrict_unprivileged_userns') === '1' ? appArmorProblem(parts) : null
}

/** AppArmor lets only programs with a profile make user namespaces. Whether ours has one, only a trial tells. */
function appArmorProblem({ bin }: EngineParts): Problem | null {
  const program = join(bin, 'rootlesskit')
  const state = mkdtempSync(join(tmpdir(), 'slipway-trial-'))
  const env = { ...process.env, PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`, XDG_RUNTIME_DIR: state }
  const trial = spawnSync(program, [`--state-dir=${state}/s`, 'true'], {
    env,
    timeout: 5000,
    stdio: 'ignore',
  })
  rmSync(state, { recursive: true, force: true })
  if (trial.status === 0) return null
  const file = '/etc/apparmor.d/slipway-rootlesskit'
  const profile = `abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile slipway-rootlesskit "${program}" flags=(unconfined) {\\n  userns,\\n}\\n`
  return {
    reason: `AppArmor forbids ${program} to make user namespaces.`,
    advice: `printf '${profile}' | sudo tee ${file} && sudo apparmor_parser -r ${file}`,
  }
}

function readSetting(name: string): string {
  return readText(`/proc/sys/${name.replaceAll('.', '/')}`).trim()
}
