import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import type { Target } from '../../main/contract/connections'

/** A certificate's authority with what it signed, in a folder of its own. */
export interface Certificates {
  readonly ca: string
  /** For an engine on 127.0.0.1, and for one that has another name. */
  readonly server: Pair
  readonly otherName: Pair
  readonly expired: Pair
  readonly client: Pair
  dispose(): void
}
interface Pair {
  readonly cert: string
  readonly key: string
}

export function makeCertificates(): Certificates {
  const at = mkdtempSync(join(tmpdir(), 'sw-tls-'))
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: at, stdio: 'pipe' })
  const key = (name: string) => [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    name,
  ]
  openssl('req', '-x509', ...key('ca.key'), '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test authority')

  function sign(name: string, extensions: string, ...validity: string[]): Pair {
    openssl('req', ...key(`${name}.key`), '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    writeFileSync(join(at, `${name}.ext`), extensions)
    const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial']
    const files = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`]
    openssl('x509', '-req', ...signer, ...files, ...validity)
    return { cert: join(at, `${name}.pem`), key: join(at, `${name}.key`) }
  }

  const ofServer = 'extendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1'
  return {
    ca: join(at, 'ca.pem'),
    server: sign('server', ofServer, '-days', '2'),
    otherName: sign('other', 'extendedKeyUsage=serverAuth\nsubjectAltName=DNS:engine.test', '-days', '2'),
    // It ended a day before it began.
    expired: sign('expired', ofServer, '-days', '-1'),
    client: sign('client', 'extendedKeyUsage=clientAuth', '-days', '2'),
    dispose: () => rmSync(at, { recursive: true, force: true }),
  }
}

/** Puts TLS, with certificates on both sides, before an engine's socket, as dockerd's --tlsverify does. */
export interface TlsDoor {
  readonly port: number
  /** Bytes that came through it, decrypted. */
  readonly received: number
  target(files: { ca: string | null; cert?: string | null; key?: string | null }): Target
  dispose(): Promise<void>
}

export async function openTlsDoor(
  socket: string,
  { ca }: Certificates,
  { cert, key }: Pair,
): Promise<TlsDoor> {
  const open = new Set<Socket>()
  let received = 0
  const files = { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) }
  const options = { ...files, requestCert: true, rejectUnauthorized: true, allowHalfOpen: true }
  const server = createServer(options, (near) => {
    const far = connect({ path: socket, allowHalfOpen: true })
    open.add(near)
    near.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
    near
      .on('error', () => far.destroy())
      .on('close', () => {
        open.delete(near)
        far.destroy()
      })
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
    near.pipe(far)
    far.pipe(near)
  })
  server.on('tlsClientError', () => {})
  // One that left before it was let in stays half open.
  server.on('connection', (below) => {
    open.add(below)
    below.once('close', () => open.delete(below))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    get received() {
      return received
    },
    target: ({ ca, cert = null, key = null }) => ({
      kind: 'tcp',
      host: '127.0.0.1',
      port,
      tls: { ca, cert, key },
    }),
    async dispose() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
