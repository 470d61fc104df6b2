import type { ErrorData } from '../../../main/contract/errors'

/** A key that a host showed and that is not the one it is known by. */
export interface ShownHostKey {
  readonly host: string
  /** As ssh-keygen says it: `ED25519`. */
  readonly type: string
  readonly fingerprint: string
  /** What prints the same on that host, if it is the right one. */
  readonly compare: string
  /** Where another key is written down for it, and what removes that; null where none is, and this one can be trusted. */
  readonly file: string | null
  readonly line: number | null
  readonly mend: string | null
}

/** The host's key that an error is about; null for one that is about something else. */
export function hostKeyOf(error: ErrorData | null): ShownHostKey | null {
  const { host, keyType, fingerprint, file, line, command } = error?.details ?? {}
  const isChanged = error?.code === 'host-key-changed' && command !== undefined
  if (error?.code !== 'host-key-unknown' && !isChanged) return null
  const type = typeOf(String(keyType))
  return {
    host: String(host),
    type: type.toUpperCase(),
    fingerprint: String(fingerprint),
    compare: `ssh-keygen -lf /etc/ssh/ssh_host_${type}_key.pub`,
    file: isChanged ? String(file) : null,
    line: isChanged ? Number(line) : null,
    mend: isChanged ? String(command) : null,
  }
}

/** `ed25519` of `ssh-ed25519`, `ecdsa` of `ecdsa-sha2-nistp256`, `rsa` of `ssh-rsa` and `rsa-sha2-512`. */
const typeOf = (algorithm: string) => /ed25519|ecdsa|rsa/.exec(algorithm)?.[0] ?? '*'
