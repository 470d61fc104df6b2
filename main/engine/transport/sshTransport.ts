import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { createSemaphore } from '../../base/semaphore'
import { shellWord } from '../../shared/shellWords'
import { commandStream } from './commandStream'
import { connectSsh } from './sshClient'
import type { SshSurroundings } from './sshConfig'
import type { SshTarget } from './sshRoute'
import { type Transport, unreachable } from './transport'

const defaultSocket = '/var/run/docker.sock'
/** sshd allows ten commands on one connection (MaxSessions of sshd_config(5)); forwarded sockets do not count. */
const mostCommands = 8
/** It counts one until its process is gone, which is a little later than its stream: milliseconds, and how often. */
const pauseBeforeRetry = 100
const retries = 10

/**
 * An engine of another machine. All streams go over one ssh connection, each to the engine's socket there; where the host
 * does not forward sockets, each to a `docker system dial-stdio` there.
 */
export function sshTransport(target: SshTarget, surroundings: SshSurroundings): Transport {
  const { host, socket } = target
  let connecting: Promise<Client> | null = null
  let forwards: boolean | null = null
  const commands = createSemaphore(mostCommands)

  function client(): Promise<Client> {
    if (connecting) return connecting
    const mine = connectSsh(target, surroundings)
    connecting = mine
    const forget = () => {
      if (connecting === mine) connecting = null
    }
    mine.then((client) => client.once('close', forget), forget)
    return mine
  }

  async function command(client: Client): Promise<Duplex> {
    const done = await commands.acquire(host)
    try {
      const words = ['docker', ...(socket ? ['-H', `unix://${socket}`] : []), 'system', 'dial-stdio']
      const channel = await execute(client, words.map(shellWord).join(' '), retries)
      channel.once('close', done)
      return commandStream(channel, host)
    } catch (thrown) {
      done()
      throw thrown
    }
  }

  return {
    async open() {
      const reached = await client()
      if (forwards === false) return command(reached).catch(orUnreachable)
      try {
        const channel = await forward(reached, socket ?? defaultSocket)
        forwards = true
        return channel
      } catch (thrown) {
        if (forwards) return orUnreachable(thrown)
        // sshd says the same when it does not forward and when nobody is at the socket.
        const channel = await command(reached).catch(orUnreachable)
        channel.once('data', () => {
          forwards ??= false
        })
        return channel
      }
    },
    close() {
      connecting?.then(
        (client) => client.destroy(),
        () => {},
      )
      connecting = null
    },
  }

  function orUnreachable(thrown: unknown): never {
    throw unreachable(host, (thrown as Error).message, thrown)
  }
}

function forward(client: Client, path: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.openssh_forwardOutStreamLocal(path, (error, channel) => {
      if (error) reject(error)
      else resolve(channel.on('error', () => {}))
    })
  })
}

async function execute(client: Client, command: string, retries: number): Promise<ClientChannel> {
  try {
    return await new Promise<ClientChannel>((resolve, reject) => {
      client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)))
    })
  } catch (thrown) {
    // A reason is sshd's own word, of which a lost connection has none.
    if (retries === 0 || (thrown as { reason?: unknown }).reason === undefined) throw thrown
    await new Promise((resolve) => setTimeout(resolve, pauseBeforeRetry))
    return execute(client, command, retries - 1)
  }
}
