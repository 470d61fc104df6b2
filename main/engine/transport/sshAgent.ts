import { Socket } from 'node:net'
import type { AgentAuthMethod, OpenSSHAgent, ParsedKey } from 'ssh2'
import { loadSsh } from './loadSsh'

/** Milliseconds of silence until an agent is given up where it may ask the person. */
const signing = 45_000

export interface SshAgent {
  readonly agent: AgentAuthMethod['agent']
  /** Whether it offered this key. */
  holds(publicKey: Buffer): boolean
}

/**
 * An agent that offers the keys that were named first, for hosts let one try only a few.
 * @param listing milliseconds of silence until it is given up in what it does by itself
 */
export async function openSshAgent(
  socket: string,
  named: readonly Buffer[],
  namedOnly: boolean,
  listing: number,
): Promise<SshAgent> {
  const { OpenSSHAgent } = await loadSsh()
  let offered: readonly ParsedKey[] = []
  const rank = (key: ParsedKey) => {
    const at = named.findIndex((wanted) => key.getPublicSSH().equals(wanted))
    return at < 0 ? named.length : at
  }

  class PatientAgent extends OpenSSHAgent {
    private limit = listing

    override getStream(...[done]: Parameters<OpenSSHAgent['getStream']>) {
      super.getStream((error, stream) => {
        // ssh2 takes one that closes for one that failed.
        if (stream instanceof Socket) stream.setTimeout(this.limit, () => stream.destroy())
        done(error, stream)
      })
    }

    override getIdentities(...[done]: Parameters<OpenSSHAgent['getIdentities']>) {
      this.limit = listing
      super.getIdentities((error, keys = []) => {
        this.limit = signing
        if (error) return done(error)
        offered = (keys as ParsedKey[]).filter((key) => !namedOnly || rank(key) < named.length)
        done(
          null,
          [...offered].sort((a, b) => rank(a) - rank(b)),
        )
      })
    }
  }

  return {
    agent: new PatientAgent(socket),
    holds: (publicKey) => offered.some((key) => key.getPublicSSH().equals(publicKey)),
  }
}
