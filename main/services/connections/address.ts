import { Target } from '../../contract/connections'
import { isLoopback } from '../../engine/transport/tcpTransport'
import { type Sentence, sentence } from '../../texts/sentence'

/** As Docker writes it: `unix:///run/docker.sock`, `tcp://host:2376`, `ssh://user@host:2222/run/docker.sock`. */
export function addressOf(target: Target): string {
  if (target.kind === 'unix') return `unix://${target.socket}`
  const host = target.host.includes(':') ? `[${target.host}]` : target.host
  if (target.kind === 'tcp') return `tcp://${host}:${target.port}`
  // The last @ parts it from the host.
  const user = target.user ? `${encodeURIComponent(target.user).replaceAll('%40', '@')}@` : ''
  const port = target.port === null ? '' : `:${target.port}`
  return `ssh://${user}${host}${port}${target.socket ?? ''}`
}

/** @returns null for what is no address of an engine that can be reached from here */
export function parseAddress(address: string, tls: Extract<Target, { kind: 'tcp' }>['tls']): Target | null {
  const found = Target.safeParse(read(address, tls))
  return found.success ? found.data : null
}

/** Why a target must not be used, as a sentence's end; null when it may be. */
export function unusable(target: Target): Sentence | null {
  if (target.kind !== 'tcp') return null
  if (!target.tls) {
    return isLoopback(target.host) ? null : sentence('why/clear')
  }
  return (target.tls.cert === null) === (target.tls.key === null) ? null : sentence('why/half-certificate')
}

/** scheme, user (which may bear an @), host, port, path. No parser of URLs: those write names of hosts anew, and aliases of ssh are not to change. */
const parts = /^(tcp|https?|ssh):\/\/(?:([^/]*)@)?(?:\[([^\]]+)\]|([^:@/[\]]+))(?::(\d+))?(\/[^?#]*)?$/

function read(address: string, tls: Extract<Target, { kind: 'tcp' }>['tls']): unknown {
  if (address.startsWith('unix://')) return { kind: 'unix', socket: address.slice('unix://'.length) }
  const [, scheme, user, bracketed, plain, digits, path] = parts.exec(address) ?? []
  const host = bracketed ?? plain
  const port = digits === undefined ? null : Number(digits)
  if (scheme !== 'ssh') return { kind: 'tcp', host, port: port ?? (tls ? 2376 : 2375), tls }
  const socket = path === undefined || path === '/' ? null : path
  return { kind: 'ssh', user: user ? decoded(user) : null, host, port, socket, identityFile: null }
}

/** A user as Docker reads one: with signs written as `%5C`. */
function decoded(user: string): string {
  try {
    return decodeURIComponent(user)
  } catch {
    return user
  }
}
