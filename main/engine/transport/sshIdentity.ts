import { readFile } from 'node:fs/promises'
import { loadSsh } from './loadSsh'

/** A file that is named as a key. */
export interface SshIdentity {
  readonly file: string
  /** As ssh writes it on the wire; null where only the passphrase would tell. */
  readonly publicKey: Buffer | null
  /** Null for a key with a passphrase, a kind that ssh2 does not know, a public key. */
  readonly privateKey: Buffer | null
}

/** @throws an error of the file system */
export async function readKeyFile(file: string): Promise<SshIdentity> {
  const { utils } = await loadSsh()
  const parse = (text: Buffer) => {
    const key = utils.parseKey(text)
    return key instanceof Error ? null : key
  }
  const text = await readFile(file)
  const key = parse(text)
  if (key?.isPrivateKey()) return { file, publicKey: key.getPublicSSH(), privateKey: text }
  const beside = key ?? parse(await readFile(`${file}.pub`).catch(() => Buffer.alloc(0)))
  return { file, publicKey: beside?.getPublicSSH() ?? publicPart(text), privateKey: null }
}

const magic = 'openssh-key-v1\0'

/**
 * The public part of a key with a passphrase, which OpenSSH leaves readable.
 * Source: PROTOCOL.key of OpenSSH: magic, cipher, kdf, kdf options, number of keys, public key.
 */
function publicPart(text: Buffer): Buffer | null {
  const [, base64 = ''] = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]*)/.exec(text.toString('latin1')) ?? []
  const bytes = Buffer.from(base64, 'base64')
  if (!bytes.toString('latin1').startsWith(magic)) return null
  let at = magic.length
  const next = () => {
    const start = at + 4
    at = start + bytes.readUInt32BE(at)
    return bytes.subarray(start, at)
  }
  try {
    for (let skipped = 0; skipped < 3; skipped++) next()
    at += 4
    return next()
  } catch {
    return null
  }
}
