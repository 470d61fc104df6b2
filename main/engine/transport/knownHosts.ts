import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AppError } from '../../contract/errors'
import { whyNotRead } from './transport'

/** A key that a file of known hosts has for a host. */
export interface KnownKey {
  readonly file: string
  /** Its line there, counted from 1. */
  readonly line: number
  readonly type: string
  readonly blob: Buffer
  readonly revoked: boolean
}

/**
 * What the files of known hosts have for a host's name there. Files that are not there have nothing. Lines for certificate
 * authorities count for nothing: ssh's certificates are not looked at. Source: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT.
 * @throws AppError `denied` for a file that is there and cannot be read: a changed key must not pass for an unknown one
 */
export async function readKnownKeys(files: readonly string[], name: string): Promise<KnownKey[]> {
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return ''
        throw new AppError('denied/path', { file, reason: whyNotRead(error) }, { cause: error })
      })
      return text.split('\n').flatMap((line, at) => keyIn(line, name, { file, line: at + 1 }) ?? [])
    }),
  )
  return found.flat()
}

/** `known`: it is one of them. `changed`: others are, or it was revoked. */
export type HostVerdict = 'known' | 'unknown' | 'changed'

export function judgeHostKey(known: readonly KnownKey[], blob: Buffer): HostVerdict {
  const same = known.filter((key) => key.blob.equals(blob))
  if (same.some(({ revoked }) => revoked)) return 'changed'
  if (same.length > 0) return 'known'
  return known.some(({ revoked }) => !revoked) ? 'changed' : 'unknown'
}

/** As ssh-keygen writes it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

/** The first field of a key (RFC 4253, 6.6): `ssh-ed25519`. */
export function keyTypeOf(blob: Buffer): string {
  return blob.toString('latin1', 4, 4 + blob.readUInt32BE(0))
}

/** A line for a file of known hosts. */
export function knownLine(name: string, blob: Buffer): string {
  return `${name} ${keyTypeOf(blob)} ${blob.toString('base64')}\n`
}

/** The name by which a host stands in such a file. */
export function knownName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`
}

function keyIn(line: string, name: string, at: Pick<KnownKey, 'file' | 'line'>): KnownKey | null {
  const words = line.trim().split(/\s+/)
  const marker = words[0]?.startsWith('@') ? words.shift() : null
  const [hosts, type, key] = words
  if (!hosts || hosts.startsWith('#') || !type || !key) return null
  if (marker !== null && marker !== '@revoked') return null
  if (!names(hosts, name)) return null
  return { ...at, type, blob: Buffer.from(key, 'base64'), revoked: marker === '@revoked' }
}

function names(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return namesHashed(hosts, name)
  const patterns = hosts.toLowerCase().split(',')
  const fits = (pattern: string) => wildcard(pattern).test(name)
  const refused = patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))
  return !refused && patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern))
}

/** `|1|salt|hash`: HMAC-SHA1 of the name. */
function namesHashed(text: string, name: string): boolean {
  const [, version, salt = '', hash = ''] = text.split('|')
  if (version !== '1') return false
  const expected = Buffer.from(hash, 'base64')
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest()
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`)
}
