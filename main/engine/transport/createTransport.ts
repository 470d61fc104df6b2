import type { Target } from '../../contract/connections'
import type { SshSurroundings } from './sshConfig'
import { sshTransport } from './sshTransport'
import { tcpTransport } from './tcpTransport'
import type { Transport } from './transport'
import { unixTransport } from './unixTransport'

export function createTransport(target: Target, surroundings: SshSurroundings): Transport {
  switch (target.kind) {
    case 'unix':
      return unixTransport(target.socket)
    case 'tcp':
      return tcpTransport(target)
    case 'ssh':
      return sshTransport(target, surroundings)
  }
}
