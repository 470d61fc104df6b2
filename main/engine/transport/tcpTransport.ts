import { BlockList, connect, isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { Target } from '../../contract/connections'
import { AppError } from '../../contract/errors'
import { sentence } from '../../texts/sentence'
import { readTlsFiles } from './tlsFiles'
import { connected, type Transport, unreachable } from './transport'

type TcpTarget = Extract<Target, { kind: 'tcp' }>

/** Milliseconds until a connection is there, its certificates checked. */
const connectTimeout = 10_000
/** Milliseconds of silence after which the kernel asks whether the other side is still there. */
const quiet = 15_000

/**
 * An engine over TCP. With TLS nothing is sent before its certificate is found to be right, whatever
 * NODE_TLS_REJECT_UNAUTHORIZED says. Without, only this machine's own loopback is spoken with.
 */
export function tcpTransport({ host, port, tls }: TcpTarget): Transport {
  const open = new Set<Socket>()

  async function reach(): Promise<Socket> {
    if (!tls) return loopbackOnly(await connected(connect({ host, port }), 'connect', connectTimeout), host)
    const files = await readTlsFiles(tls)
    let reached = false
    try {
      const socket = connectTls({ host, port, ...files, ...verified(host) })
      socket.once('connect', () => {
        reached = true
      })
      return await connected(socket, 'secureConnect', connectTimeout)
    } catch (thrown) {
      const { code = '', message } = thrown as NodeJS.ErrnoException
      // The system's own errors say nothing of certificates.
      if (!reached || /^E[A-Z]+$/.test(code)) throw thrown
      const reason = message.trim()
      const { cert } = thrown as { cert?: { subjectaltname?: string } }
      const details = { host, reason, cause: code, names: cert?.subjectaltname }
      throw new AppError('certificate-refused', details, { cause: thrown })
    }
  }

  return {
    async open() {
      const socket = await reach().catch((thrown) => {
        if (thrown instanceof AppError) throw thrown
        throw unreachable(`${host}:${port}`, (thrown as Error).message, thrown)
      })
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      return socket.setKeepAlive(true, quiet)
    },
    close() {
      for (const socket of open) socket.destroy()
    },
  }
}

function verified(host: string): ConnectionOptions {
  return {
    // A name that is an address is compared with the certificate's addresses, and is not sent.
    servername: isIP(host) ? '' : host,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
  }
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether a host is this machine itself, by its address or as `localhost`. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  const family = isIP(host)
  return family !== 0 && loopback.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

/** By the address that was reached: what a name means is not ours to decide. */
function loopbackOnly(socket: Socket, host: string): Socket {
  if (isLoopback(socket.remoteAddress ?? '')) return socket
  socket.destroy()
  throw new AppError('unsupported/connection', { object: host, why: sentence('why/clear') })
}
