import type { Duplex } from 'node:stream'
import type { Client, ServerHostKeyAlgorithm } from 'ssh2'
import type { AppError } from '../../contract/errors'
import { sentence } from '../../texts/sentence'
import { loadSsh } from './loadSsh'
import { loginDenied, offerEach, type SshLogin, sshError } from './sshLogin'
import type { SshHop } from './sshRoute'
import { unreachable } from './transport'

/** Milliseconds until the host shows its key, and then until the login is done: an agent may ask the person. */
const timeouts = { host: 15_000, login: 60_000 }
/** A host that does not answer three of these has gone. */
const keepalive = { keepaliveInterval: 10_000, keepaliveCountMax: 3 }

interface Handshake {
  readonly hop: SshHop
  /** The host that leads to it; null: it is reached from here. */
  readonly through: Client | null
  readonly hostKeys: ServerHostKeyAlgorithm[]
  readonly login: SshLogin
  /** Why nothing may be sent to a host that shows this key; null when it may. */
  refuse(key: Buffer): AppError | null
}

/**
 * One connection to one host, to the end of the login.
 * @throws AppError what `refuse` said, `login-denied`, `engine-unreachable`
 */
export async function shakeHands({ hop, through, hostKeys, login, refuse }: Handshake): Promise<Client> {
  const { Client } = await loadSsh()
  const client = new Client()
  let refused: AppError | null = null
  let agentFailed = false
  let timer: NodeJS.Timeout | undefined

  try {
    await new Promise<void>((resolve, reject) => {
      const wait = (most: number, late: AppError) => {
        clearTimeout(timer)
        timer = setTimeout(reject, most, late)
      }
      wait(timeouts.host, unreachable(hop.host, sentence('why/host-silent')))
      client.once('ready', resolve)
      client.once('close', () => reject(unreachable(hop.host, sentence('why/host-closed'))))
      // Also those of later, which end it: whoever reads from it hears of that.
      client.on('error', (error: Error & { level?: string }) => {
        // ssh2 goes on with what else there is.
        if (error.level === 'agent') agentFailed = true
        else if (isDenial(error)) reject(loginDenied(hop, login.explain(agentFailed), error))
        else reject(sshError(error, hop))
      })
      const hostVerifier = (key: Buffer) => {
        refused = refuse(key)
        if (timer) wait(timeouts.login, loginDenied(hop, sentence('why/login-slow')))
        return refused === null
      }
      const connect = (sock?: Duplex) =>
        client.connect({
          host: hop.hostName,
          port: hop.port,
          ...(sock && { sock: sock as never }),
          ...keepalive,
          readyTimeout: 0,
          algorithms: { serverHostKey: hostKeys },
          username: hop.user,
          authHandler: offerEach(login.methods),
          hostVerifier,
        })
      if (!through) return connect()
      through.forwardOut('127.0.0.1', 0, hop.hostName, hop.port, (error, channel) => {
        if (error) reject(sshError(error, hop))
        else connect(channel)
      })
    })
    return client
  } catch (thrown) {
    client.destroy()
    throw refused ?? thrown
  } finally {
    clearTimeout(timer)
    // Its key is looked at again whenever the two change theirs.
    timer = undefined
  }
}

/** Also where the host does not hear more offers: OpenSSH's own words, at its MaxAuthTries. */
function isDenial({ level, message }: Error & { level?: string }): boolean {
  return level === 'client-authentication' || /too many authentication failures/i.test(message)
}
