import { once } from 'node:events'
import type { Client, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2'
import { AppError } from '../../contract/errors'
import { fingerprintOf, judgeHostKey, type KnownKey, keyTypeOf, readKnownKeys } from './knownHosts'
import {
  inTurn,
  knownHostsFiles,
  loadSsh,
  loginMethods,
  type SshSurroundings,
  type SshTarget,
  sshError,
} from './sshLogin'

/** Milliseconds until the host is known and the login done. */
const patience = 15_000
/** A host that does not answer three of these has gone. */
const keepalive = { keepaliveInterval: 10_000, keepaliveCountMax: 3 }

/**
 * Logs in, once the host has shown a key that is known.
 * @throws AppError `host-key-unknown`, `host-key-changed`, `login-denied`, `engine-unreachable`, `denied`
 */
export async function connectSsh(target: SshTarget, surroundings: SshSurroundings): Promise<Client> {
  const { host, port } = target
  const known = await readKnownKeys(knownHostsFiles(surroundings), host, port)
  const methods = await loginMethods(target, surroundings)
  let refusal: AppError | undefined
  const hostVerifier = (key: Buffer) => {
    const verdict = judgeHostKey(known, key)
    if (verdict !== 'known') refusal = refuse(target, key, verdict, known)
    return verdict === 'known'
  }
  const { Client } = await loadSsh()
  const client = new Client()
  try {
    client.connect({
      ...addressOf(target, known),
      ...keepalive,
      username: methods[0]!.username,
      authHandler: inTurn(methods),
      hostVerifier,
    })
    await once(client, 'ready')
  } catch (thrown) {
    client.on('error', () => {}).destroy()
    throw refusal ?? sshError(thrown, target)
  }
  // An error ends it, and whoever reads from it hears of that.
  return client.on('error', () => {})
}

/** The key that a host shows now, without logging in. */
export async function readHostKey(target: SshTarget, surroundings: SshSurroundings) {
  const known = await readKnownKeys(knownHostsFiles(surroundings), target.host, target.port)
  const { Client } = await loadSsh()
  const client = new Client()
  let key: Buffer | undefined
  const hostVerifier = (shown: Buffer) => {
    key = shown
    return false
  }
  try {
    client.connect({ ...addressOf(target, known), username: 'nobody', authHandler: inTurn([]), hostVerifier })
    await once(client, 'ready')
  } catch (thrown) {
    if (!key) throw sshError(thrown, target)
  } finally {
    client.on('error', () => {}).destroy()
  }
  return { key: key!, verdict: judgeHostKey(known, key!), fingerprint: fingerprintOf(key!) }
}

function addressOf({ host, port }: SshTarget, known: readonly KnownKey[]): ConnectConfig {
  return {
    host,
    port,
    readyTimeout: patience,
    algorithms: { serverHostKey: preferring(known) },
  }
}

const hostKeys: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
]

/** A host has keys of several kinds: asks for one that is known first, as ssh does. */
function preferring(known: readonly KnownKey[]): ServerHostKeyAlgorithm[] {
  const isKnown = (algorithm: string) =>
    known.some(({ type }) => type === algorithm || (type === 'ssh-rsa' && algorithm.startsWith('rsa-')))
  return [...hostKeys.filter(isKnown), ...hostKeys.filter((algorithm) => !isKnown(algorithm))]
}

function refuse(
  { host }: SshTarget,
  key: Buffer,
  verdict: 'unknown' | 'changed',
  known: readonly KnownKey[],
): AppError {
  const details = { host, keyType: keyTypeOf(key), fingerprint: fingerprintOf(key) }
  if (verdict === 'unknown') return new AppError('host-key-unknown', `${host}: its key is not known`, details)
  const file = known[0]?.file ?? ''
  return new AppError('host-key-changed', `${host}: its key is another one`, { ...details, file })
}
