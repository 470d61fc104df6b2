import type { AgentAuthMethod, AuthHandlerMiddleware, PublicKeyAuthMethod } from 'ssh2'
import { AppError } from '../../contract/errors'
import { type Sentence, sentence } from '../../texts/sentence'
import { openSshAgent } from './sshAgent'
import { readKeyFile, type SshIdentity } from './sshIdentity'
import type { SshHop } from './sshRoute'
import { unreachable, whyNotRead } from './transport'

type Method = AgentAuthMethod | PublicKeyAuthMethod

export interface SshLogin {
  readonly methods: readonly Method[]
  /** Why none of them helped, as a sentence's end; `agentFailed` when the agent did not do its part. */
  explain(agentFailed: boolean): Sentence
}

export const nothingToOffer: SshLogin = { methods: [], explain: () => sentence('why/nothing-offered') }

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

  function explain(agentFailed: boolean): Sentence {
    if (agentFailed) return sentence(files.length > 0 ? 'why/agent-and-files-refused' : 'why/agent-silent')
    const locked = identities.find(
      ({ publicKey, privateKey }) => !privateKey && !(publicKey && agent?.holds(publicKey)),
    )
    if (locked) return sentence('why/key-locked', { file: locked.file })
    return sentence(methods.length === 0 ? 'why/no-key' : 'why/keys-refused')
  }

  if (methods.length === 0) throw loginDenied(hop, explain(false))
  return { methods, explain }
}

/** Offers each once, and nothing that was not named: ssh2 would try to log in without anything first. */
export function offerEach(methods: readonly Method[]): AuthHandlerMiddleware {
  const left = [...methods]
  return (_left, _partial, next) => next(left.shift() ?? (false as never))
}

export function loginDenied({ host, user }: SshHop, reason: Sentence, cause?: unknown): AppError {
  return new AppError('login-denied', { host, user, reason, object: host }, { cause })
}

/** What ssh2 says of a connection that did not come about. */
export function sshError(thrown: unknown, { host }: { readonly host: string }): AppError {
  if (thrown instanceof AppError) return thrown
  const { code, message } = thrown as NodeJS.ErrnoException
  const isNoName = code === 'ENOTFOUND' || code === 'EAI_AGAIN'
  const reason = isNoName ? sentence('why/no-host') : message
  return unreachable(host, reason, thrown)
}

/** Those that are not there, or not for this person to read, count for nothing: most people have one of ssh's many. */
async function readAll(files: readonly string[]): Promise<SshIdentity[]> {
  const read = await Promise.all(files.map((file) => readKeyFile(file).catch(() => null)))
  return read.filter((identity) => identity !== null)
}

async function readNamed(file: string): Promise<SshIdentity> {
  return readKeyFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('denied/path', { file, reason: whyNotRead(cause) }, { cause })
  })
}
