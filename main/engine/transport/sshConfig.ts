import { existsSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { systemProgram } from '../../base/programs'
import { runToEnd } from '../../base/runToEnd'
import { AppError } from '../../contract/errors'
import { sentence } from '../../texts/sentence'

/** Milliseconds for what hangs, or asks others, on the person's own machine. */
export interface SshTimeouts {
  /** Until the configuration is read: a `Match exec` runs commands, canonical names are looked up. */
  readonly configuration: number
  /** Until the agent lists its keys. */
  readonly agent: number
}

const usualTimeouts: SshTimeouts = { configuration: 5_000, agent: 5_000 }

/** What of this machine and this person counts for ssh. */
export interface SshSurroundings {
  /** The home directory, whose .ssh is looked at and never written to. */
  readonly personHome: string
  readonly env: NodeJS.ProcessEnv
  /** The system's own ssh client; null without one. */
  readonly program: string | null
  /** Slipway's own file of known hosts. */
  readonly ownKnownHosts: string
  /** Shorter than usual, where nobody has the time. */
  readonly timeouts?: Partial<SshTimeouts>
}

/** What counts for a person: what was said, and the rest as usual. */
export const timeoutsOf = ({ timeouts }: SshSurroundings): SshTimeouts => ({ ...usualTimeouts, ...timeouts })

export function sshSurroundings(env: NodeJS.ProcessEnv, personHome: string, home: string): SshSurroundings {
  return { personHome, env, program: systemProgram('ssh'), ownKnownHosts: join(home, 'known_hosts') }
}

/** A host as somebody wrote it, maybe an alias; null where ssh's configuration decides. */
export interface SshPlace {
  readonly host: string
  readonly user: string | null
  readonly port: number | null
}

/** What ssh's configuration makes of a place. Source: ssh_config(5). */
export interface SshConfig {
  readonly hostName: string
  readonly user: string
  readonly port: number
  /** Paths, some of files that are not there, in the order in which they are offered. */
  readonly identityFiles: readonly string[]
  /** Whether the agent is to offer no other keys than those. */
  readonly identitiesOnly: boolean
  /** The agent's socket. */
  readonly agent: string | null
  /** Files of known hosts. */
  readonly knownHosts: readonly string[]
  /** By which the host's key is known, in place of its name and port. */
  readonly hostKeyAlias: string | null
  /** `user@host:port` of each, by commas, the nearest first. */
  readonly proxyJump: string | null
  readonly proxyCommand: string | null
}

type Said = ReadonlyMap<string, readonly string[]>

/** What counts where nothing else is said. */
const usual: Said = new Map([
  ['identityfile', ['~/.ssh/id_rsa', '~/.ssh/id_ecdsa', '~/.ssh/id_ed25519']],
  ['userknownhostsfile', ['~/.ssh/known_hosts ~/.ssh/known_hosts2']],
  ['globalknownhostsfile', ['/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2']],
])

/**
 * Asks the system's own ssh, for nobody else knows Match, Include and tokens as it does; what the place names itself comes
 * before the configuration. Without an ssh nobody reads one, and the defaults count.
 * @throws AppError `unsupported` when ssh cannot make sense of its configuration
 */
export async function readSshConfig(place: SshPlace, surroundings: SshSurroundings): Promise<SshConfig> {
  const { personHome, program, env } = surroundings
  const said = program ? await ask(program, place, surroundings) : usual
  const one = (name: string) => said.get(name)?.[0] ?? null
  const files = (name: string) =>
    // Several on one line, each with its whole path.
    (one(name) ?? '').split(/ (?=[~/])/).filter((file) => file !== '' && file !== 'none')
  const atHome = (file: string) => inHome(file, personHome)

  const config = {
    hostName: one('hostname') ?? place.host,
    user: one('user') ?? place.user ?? userInfo().username,
    port: Number(one('port') ?? place.port ?? 22),
    identitiesOnly: one('identitiesonly') === 'yes',
    agent: agentOf(one('identityagent'), env, atHome),
    knownHosts: [...files('userknownhostsfile'), ...files('globalknownhostsfile')].map(atHome),
    hostKeyAlias: one('hostkeyalias'),
    proxyJump: one('proxyjump'),
    proxyCommand: one('proxycommand'),
  }
  const full = (file: string) => atHome(replaceTokens(file, { ...config, host: place.host }, surroundings))
  const named = said.get('identityfile') ?? []
  return { ...config, identityFiles: named.filter((file) => file !== 'none').map(full) }
}

/** The lines of `ssh -G`: a name in small letters, a blank, a value. */
async function ask(
  program: string,
  { host, user, port }: SshPlace,
  surroundings: SshSurroundings,
): Promise<Said> {
  const { personHome, env } = surroundings
  const timeout = timeoutsOf(surroundings).configuration
  const typed = [...(user === null ? [] : ['-l', user]), ...(port === null ? [] : ['-p', String(port)])]
  const words = ['-G', '-T', ...homeWords(personHome), ...typed, '--', host]
  const { code, stdout, stderr, late } = await runToEnd(program, words, { env, timeout })
  if (code !== 0) {
    const complaint = stderr.trim().replace(/\s+/g, ' ') || `ssh ended with code ${code}`
    const why = late
      ? sentence('why/ssh-configuration-slow', { seconds: timeout / 1000 })
      : sentence('why/ssh-configuration', { said: complaint })
    throw new AppError('unsupported/connection', { object: host, why })
  }
  const said = new Map<string, string[]>()
  for (const line of stdout.split('\n')) {
    const [, name, value] = /^(\w+) (.*)$/.exec(line) ?? []
    if (name && value) said.set(name, [...(said.get(name) ?? []), value])
  }
  return said
}

/** ssh looks for the person's home in the user database, whatever HOME says; Slipway, as docker does, goes by HOME. */
function homeWords(personHome: string): string[] {
  if (personHome === userInfo().homedir) return []
  const file = join(personHome, '.ssh/config')
  return ['-F', existsSync(file) ? file : 'none']
}

/** ssh wrote some paths out, its usual ones to the home that it found, and left others. */
function inHome(file: string, personHome: string): string {
  const usual = join(userInfo().homedir, '.ssh/')
  if (file.startsWith(usual)) return join(personHome, '.ssh', file.slice(usual.length))
  return file.startsWith('~/') ? join(personHome, file.slice(2)) : file
}

function agentOf(
  named: string | null,
  env: NodeJS.ProcessEnv,
  atHome: (file: string) => string,
): string | null {
  if (named === 'none') return null
  if (named === null || named === 'SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK || null
  return named.startsWith('$') ? env[named.slice(1)] || null : atHome(named)
}

/** ssh writes the names of keys as they were typed. Source: ssh_config(5), TOKENS and ENVIRONMENT VARIABLES. */
function replaceTokens(
  file: string,
  { host, hostName, user, port, hostKeyAlias }: Omit<SshConfig, 'identityFiles'> & { readonly host: string },
  { personHome, env }: SshSurroundings,
): string {
  const { uid, username } = userInfo()
  const tokens: Record<string, string> = {
    '%': '%',
    d: personHome,
    h: hostName,
    i: String(uid),
    k: hostKeyAlias ?? hostName,
    L: hostname().split('.')[0]!,
    l: hostname(),
    n: host,
    p: String(port),
    r: user,
    u: username,
  }
  return file
    .replace(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? '')
    .replace(/%(.)/g, (whole, name: string) => tokens[name] ?? whole)
}
