import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { AgentAuthMethod, AuthHandlerMiddleware, PublicKeyAuthMethod } from 'ssh2'
import type { Target } from '../../contract/connections'
import { AppError } from '../../contract/errors'
import { unreachable } from './transport'

export type SshTarget = Extract<Target, { kind: 'ssh' }>
type Method = AgentAuthMethod | PublicKeyAuthMethod

/** What of this machine and this person counts for ssh. */
export interface SshSurroundings {
  /** The home directory, whose .ssh is looked at and never written to. */
  readonly personHome: string
  /** The agent's socket; null without one. */
  readonly agent: string | null
  /** Slipway's own file of known hosts. */
  readonly ownKnownHosts: string
}

export function sshSurroundings(env: NodeJS.ProcessEnv, personHome: string, home: string): SshSurroundings {
  return { personHome, agent: env.SSH_AUTH_SOCK || null, ownKnownHosts: join(home, 'known_hosts') }
}

export function knownHostsFiles({ personHome, ownKnownHosts }: SshSurroundings): string[] {
  return [
    join(personHome, '.ssh/known_hosts'),
    join(personHome, '.ssh/known_hosts2'),
    '/etc/ssh/ssh_known_hosts',
    ownKnownHosts,
  ]
}

/** As ssh itself does where no user is named. */
export const userOf = ({ user }: SshTarget) => user ?? userInfo().username

/** ssh's own order. */
const usualKeys = ['id_rsa', 'id_ecdsa', 'id_ed25519']

/**
 * What to log in with: the key file that was named, else the agent and then the usual key files. A key with a passphrase is
 * left to the agent: it has the means to ask for it.
 * @throws AppError `login-denied` when there is nothing to log in with
 */
export async function loginMethods(
  target: SshTarget,
  { personHome, agent }: SshSurroundings,
): Promise<Method[]> {
  const username = userOf(target)
  const { identityFile } = target
  const throughAgent: Method[] = agent ? [{ type: 'agent', username, agent }] : []
  const { utils } = await loadSsh()
  const isUsable = (key: Buffer) => !(utils.parseKey(key) instanceof Error)

  if (identityFile !== null) {
    const key = await readFile(identityFile).catch((cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'ENOENT' ? 'it is not there' : cause.message
      throw new AppError('denied', `${identityFile}: ${reason}`, { file: identityFile, reason }, { cause })
    })
    if (isUsable(key)) return [{ type: 'publickey', username, key }]
    if (agent) return throughAgent
    throw loginDenied(target, 'its key file has a passphrase or is none; add the key with ssh-add first')
  }

  const keys = await Promise.all(
    usualKeys.map((name) => readFile(join(personHome, '.ssh', name)).catch(() => null)),
  )
  const files = keys.flatMap((key): Method[] =>
    key && isUsable(key) ? [{ type: 'publickey', username, key }] : [],
  )
  const methods = [...throughAgent, ...files]
  if (methods.length === 0)
    throw loginDenied(target, 'there is neither an agent nor a key without a passphrase')
  return methods
}

/** Offers each once, and nothing that was not named: ssh2 would try to log in without anything first. */
export function inTurn(methods: readonly Method[]): AuthHandlerMiddleware {
  const left = [...methods]
  return (_left, _partial, next) => next(left.shift() ?? (false as never))
}

export function loginDenied(target: SshTarget, reason: string, cause?: unknown): AppError {
  const { host } = target
  const user = userOf(target)
  return new AppError('login-denied', `${host}: ${reason}`, { host, user, reason, object: host }, { cause })
}

/** What ssh2 says of a connection that did not come about. */
export function sshError(thrown: unknown, target: SshTarget): AppError {
  if (thrown instanceof AppError) return thrown
  const { host } = target
  const { level, code, message } = thrown as Error & { level?: string; code?: string }
  if (level === 'client-authentication' || level === 'agent') {
    return loginDenied(target, 'it takes neither the keys of the agent nor those of the key files', thrown)
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unreachable(
      host,
      'no host of this name is found, and aliases of ~/.ssh/config are not read',
      thrown,
    )
  }
  return unreachable(host, message, thrown)
}

/** Only when somebody speaks ssh: it takes a while to load. */
export async function loadSsh(): Promise<typeof import('ssh2')> {
  const loaded = await import('ssh2')
  return loaded.default ?? loaded
}
