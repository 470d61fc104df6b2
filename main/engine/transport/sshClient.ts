import { lookup } from 'node:dns/promises'
import type { Client, ServerHostKeyAlgorithm } from 'ssh2'
import { AppError } from '../../contract/errors'
import { shellWord } from '../../shared/shellWords'
import { sentence } from '../../texts/sentence'
import {
  fingerprintOf,
  type HostVerdict,
  judgeHostKey,
  type KnownKey,
  keyTypeOf,
  readKnownKeys,
} from './knownHosts'
import { type SshSurroundings, timeoutsOf } from './sshConfig'
import { shakeHands } from './sshHandshake'
import { nothingToOffer, prepareLogin, type SshLogin, sshError } from './sshLogin'
import { type SshHop, type SshTarget, sshRoute } from './sshRoute'
import { unreachable } from './transport'

/** The key that a host shows now. */
export interface ShownKey {
  readonly hop: SshHop
  readonly key: Buffer
  readonly verdict: HostVerdict
  readonly fingerprint: string
}

/**
 * Logs in, host after host, to each once it has shown a key that is known.
 * @throws AppError `host-key-unknown`, `host-key-changed`, `login-denied`, `engine-unreachable`, `denied`, `unsupported`
 */
export async function connectSsh(target: SshTarget, surroundings: SshSurroundings): Promise<Client> {
  let reached: Client | null = null
  try {
    for (const hop of await sshRoute(target, surroundings)) reached = await logIn(hop, reached, surroundings)
    return reached!
  } catch (thrown) {
    reached?.destroy()
    throw thrown
  }
}

/** The key of the first host on the way that is not known, without logging in to it; else the target's. */
export async function readHostKey(target: SshTarget, surroundings: SshSurroundings): Promise<ShownKey> {
  const route = await sshRoute(target, surroundings)
  let reached: Client | null = null
  try {
    for (const hop of route.slice(0, -1)) {
      const shown = await look(hop, reached, surroundings)
      if (shown.verdict !== 'known') return shown
      reached = await logIn(hop, reached, surroundings)
    }
    return await look(route.at(-1)!, reached, surroundings)
  } finally {
    reached?.destroy()
  }
}

/** On a way of its own, or through the host before it, which then ends with it. */
async function logIn(hop: SshHop, through: Client | null, own: SshSurroundings): Promise<Client> {
  const known = await knownKeys(hop, own)
  const client = await shakeHands({
    hop,
    through,
    hostKeys: preferring(known),
    login: await loginFor(hop, through, own),
    refuse: (key) => refusal(hop, key, known),
  })
  return client.once('close', () => through?.destroy())
}

/** Where there is nothing to log in with, a host that does not even exist is what is wrong: it is looked for then. */
async function loginFor(hop: SshHop, through: Client | null, own: SshSurroundings): Promise<SshLogin> {
  try {
    return await prepareLogin(hop, timeoutsOf(own).agent)
  } catch (thrown) {
    if (through) throw thrown
    await lookup(hop.hostName).catch((cause) => {
      throw sshError(cause, hop)
    })
    throw thrown
  }
}

async function look(hop: SshHop, through: Client | null, own: SshSurroundings): Promise<ShownKey> {
  const known = await knownKeys(hop, own)
  let key: Buffer | undefined
  const refuse = (shown: Buffer) => {
    key = shown
    return unreachable(hop.host, sentence('why/key-only'))
  }
  try {
    await shakeHands({ hop, through, hostKeys: preferring(known), login: nothingToOffer, refuse })
  } catch (thrown) {
    if (!key) throw thrown
  }
  return { hop, key: key!, verdict: judgeHostKey(known, key!), fingerprint: fingerprintOf(key!) }
}

const knownKeys = ({ knownHosts, knownName }: SshHop, { ownKnownHosts }: SshSurroundings) =>
  readKnownKeys([...knownHosts, ownKnownHosts], knownName)

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

function refusal({ host, knownName }: SshHop, key: Buffer, known: readonly KnownKey[]): AppError | null {
  const verdict = judgeHostKey(known, key)
  if (verdict === 'known') return null
  const details = { host, keyType: keyTypeOf(key), fingerprint: fingerprintOf(key) }
  if (verdict === 'unknown') return new AppError('host-key-unknown', details)
  const { file, line } = known.find(({ blob }) => blob.equals(key)) ?? known[0]!
  const command = `ssh-keygen -R ${shellWord(knownName)} -f ${shellWord(file)}`
  const where = { file, line, command: file.startsWith('/etc/') ? `sudo ${command}` : command }
  return new AppError('host-key-changed/command', { ...details, ...where })
}
