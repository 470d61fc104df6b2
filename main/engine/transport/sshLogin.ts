import type { AgentAuthMethod, AuthHandlerMiddleware, PublicKeyAuthMethod } from 'ssh2'
import { AppError } from '../../contract/errors'
import { openSshAgent } from './sshAgent'
import { readKeyFile, type SshIdentity } from './sshIdentity'
import type { SshHop } from './sshRoute'
import { unreachable } from './transport'

type Method = AgentAuthMethod | PublicKeyAuthMethod

export interface SshLogin {
  readonly methods: readonly Method[]
  /** Why none of them helped, as a sentence's end; `agentFailed` when the agent did not do its part. */
  explain(agentFailed: boolean): string
}

export const nothingToOffer: SshLogin = { methods: [], explain: () => 'nothing was offered' }

/**
 * What to log in with: the key that was named, else as ssh does, the agent and then the key files. A key with a passphrase is
 * left to the agent: it has the means to ask for it.
 * @param timeout milliseconds for the agent to list its keys
 * @throws AppError `login-denied` when there is nothing to log in with, `denied` when the named key cannot be read
 */
export async function prepareLogin(hop: SshHop, timeout: number): Promise<SshLogin> {
  const { identityFile, user: username, agent: socket } = hop
  const identities =
    identityFile === null ? await readAll(hop.identityFiles) : [await readNamed(identityFile)]
  const namedOnly = identityFile !== null || hop.identitiesOnly
  const files = identities.flatMap(({ privateKey }): Method[] =>
    privateKey ? [{ type: 'publickey', username, key: privateKey }] : [],
  )
  const publicKeys = identities.flatMap(({ publicKey }) => publicKey ?? [])
  // An agent may ask for leave, or hang: not where it cannot add to what the files have.
  const mayHelp = !namedOnly || (files.length < identities.length && publicKeys.length > 0)
  const agent = socket && mayHelp ? await openSshAgent(socket, publicKeys, namedOnly, timeout) : null
  const methods = [...(agent ? [{ type: 'agent', username, agent: agent.agent } as const] : []), ...files]

  function explain(agentFailed: boolean): string {
    if (agentFailed) {
      const agentSaid = 'the ssh agent does not answer, or did not sign'
      return files.length > 0 ? `${agentSaid}, and it takes none of the key files` : agentSaid
    }
    const locked = identities.find(
      ({ publicKey, privateKey }) => !privateKey && !(publicKey && agent?.holds(publicKey)),
    )
    if (locked) {
      return `${locked.file} has a passphrase or is no key that can be used; add it to the ssh agent with ssh-add`
    }
    if (methods.length === 0) return 'there is neither an ssh agent nor a key without a passphrase'
    return 'it takes neither the keys of the agent nor those of the key files'
  }

  if (methods.length === 0) throw loginDenied(hop, explain(false))
  return { methods, explain }
}

/** Offers each once, and nothing that was not named: ssh2 would try to log in without anything first. */
export function offerEach(methods: readonly Method[]): AuthHandlerMiddleware {
  const left = [...methods]
  return (_left, _partial, next) => next(left.shift() ?? (false as never))
}

export function loginDenied({ host, user }: SshHop, reason: string, cause?: unknown): AppError {
  return new AppError('login-denied', `${host}: ${reason}`, { host, user, reason, object: host }, { cause })
}

/** What ssh2 says of a connection that did not come about. */
export function sshError(thrown: unknown, { host }: { readonly host: string }): AppError {
  if (thrown instanceof AppError) return thrown
  const { code, message } = thrown as NodeJS.ErrnoException
  const isNoName = code === 'ENOTFOUND' || code === 'EAI_AGAIN'
  const reason = isNoName ? 'no host of this name is found, nor an alias in the ssh configuration' : message
  return unreachable(host, reason, thrown)
}

/** Those that are not there, or not for this person to read, count for nothing: most people have one of ssh's many. */
async function readAll(files: readonly string[]): Promise<SshIdentity[]> {
  const read = await Promise.all(files.map((file) => readKeyFile(file).catch(() => null)))
  return read.filter((identity) => identity !== null)
}

async function readNamed(file: string): Promise<SshIdentity> {
  return readKeyFile(file).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'ENOENT' ? 'it is not there' : cause.message
    throw new AppError('denied', `${file}: ${reason}`, { file, reason, cause: cause.code }, { cause })
  })
}
