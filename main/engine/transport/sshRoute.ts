import type { Target } from '../../contract/connections'
import { AppError } from '../../contract/errors'
import { type Sentence, sentence } from '../../texts/sentence'
import { knownName } from './knownHosts'
import { readSshConfig, type SshConfig, type SshPlace, type SshSurroundings } from './sshConfig'

export type SshTarget = Extract<Target, { kind: 'ssh' }>

/** A host that one logs in to on the way. */
export interface SshHop extends SshConfig {
  /** As it was written, maybe an alias. */
  readonly host: string
  /** By which its key is known. */
  readonly knownName: string
  /** The one key to log in with; null: what the configuration says. */
  readonly identityFile: string | null
}

/** More are taken for a circle. */
const mostHops = 8

/**
 * The hosts that lead to a target, which is the last, as ssh goes with ProxyJump.
 * @throws AppError `unsupported` for a ProxyCommand, a circle, a configuration that ssh cannot read
 */
export function sshRoute(target: SshTarget, surroundings: SshSurroundings): Promise<SshHop[]> {
  return routeTo(target, target.identityFile, undefined, mostHops)

  async function routeTo(
    place: SshPlace,
    identityFile: string | null,
    named: readonly SshPlace[] | undefined,
    left: number,
  ): Promise<SshHop[]> {
    if (left === 0) throw noRoute(target, sentence('why/jumps'))
    const config = await readSshConfig(place, surroundings)
    const { hostKeyAlias, hostName, port, proxyJump, proxyCommand } = config
    const known = hostKeyAlias?.toLowerCase() ?? knownName(hostName, port)
    const hop = { ...config, host: place.host, knownName: known, identityFile }
    const jumps =
      named ??
      (proxyJump ?? '')
        .split(',')
        .filter(Boolean)
        .map((text) => readJump(text, place))
    const last = jumps.at(-1)
    if (!last) {
      if (proxyCommand === null) return [hop]
      throw noRoute(place, sentence('why/proxy-command'))
    }
    // The first one's own configuration may name jumps before it; those between have theirs named here.
    const before = jumps.length > 1 ? jumps.slice(0, -1) : undefined
    return [...(await routeTo(last, null, before, left - 1)), hop]
  }
}

/** `user@host:port` or `ssh://user@host:port`; a user may bear an @. */
function readJump(text: string, place: SshPlace): SshPlace {
  const [, user = null, bracketed, plain, port = null] =
    /^(?:ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (!host) throw noRoute(place, sentence('why/jump', { said: text }))
  return { host, user, port: port === null ? null : Number(port) }
}

function noRoute({ host }: { readonly host: string }, why: Sentence): AppError {
  return new AppError('unsupported/connection', { object: host, why })
}
