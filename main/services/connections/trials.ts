import { mkdirSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ConnectedEngine, Target } from '../../contract/connections'
import { AppError } from '../../contract/errors'
import { createConnection } from '../../engine/client/connection'
import { greet } from '../../engine/client/greeting'
import { createTransport } from '../../engine/transport/createTransport'
import { keyTypeOf, knownLine } from '../../engine/transport/knownHosts'
import { readHostKey } from '../../engine/transport/sshClient'
import type { SshSurroundings } from '../../engine/transport/sshConfig'
import { sentence } from '../../texts/sentence'
import { addressOf } from './address'

/** Looks at a target without using it. */
export interface Trials {
  greet(target: Target): Promise<ConnectedEngine>
  /**
   * Of the first host on the way that is not known.
   * @throws AppError `host-key-changed` when it shows another key than the one of this fingerprint
   */
  trustHost(target: Target, fingerprint: string): Promise<void>
}

/** @param timeout milliseconds for each answer of an engine; ten seconds where nothing is said */
export function createTrials(surroundings: SshSurroundings, timeout?: number): Trials {
  return {
    async greet(target) {
      const transport = createTransport(target, surroundings)
      const connection = createConnection({ socket: '', transport })
      try {
        // A login may take longer than an answer: the person may be asked for leave.
        if (target.kind === 'ssh') (await transport.open()).destroy()
        return await greet(connection, addressOf(target), timeout)
      } finally {
        connection.dispose()
        transport.close()
      }
    },

    async trustHost(target, fingerprint) {
      if (target.kind !== 'ssh') {
        const why = sentence('why/no-host-keys')
        throw new AppError('unsupported/connection', { object: addressOf(target), why })
      }
      const shown = await readHostKey(target, surroundings)
      const { host, knownName } = shown.hop
      if (shown.verdict === 'known' && shown.fingerprint === fingerprint) return
      if (shown.verdict !== 'unknown' || shown.fingerprint !== fingerprint) {
        const file = surroundings.ownKnownHosts
        const details = { host, keyType: keyTypeOf(shown.key), fingerprint: shown.fingerprint, file }
        throw new AppError('host-key-changed', details)
      }
      mkdirSync(dirname(surroundings.ownKnownHosts), { recursive: true, mode: 0o700 })
      await appendFile(surroundings.ownKnownHosts, knownLine(knownName, shown.key), { mode: 0o600 })
    },
  }
}
