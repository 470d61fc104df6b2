import { createHash, randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import type { Duplex } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Target } from '../../main/contract/connections'
import { enginePath } from '../../main/engine/api/enginePath'
import type { Connection } from '../../main/engine/client/connection'
import { createDemux } from '../../main/engine/client/demux'
import { createPinnedConnection } from '../../main/engine/client/pinnedConnection'
import { engineParts } from '../../main/engine/owned/parts'
import { createTransport } from '../../main/engine/transport/createTransport'
import { type SshSurroundings, sshSurroundings } from '../../main/engine/transport/sshConfig'
import { docker, importBusybox, removeHome, root, startEngine, temporaryHome } from '../support/engine'
import { olderApplication, olderThere } from '../support/engineData'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { podmanThere, startPodman } from '../support/podman'
import { type SshServer, startSshServer } from '../support/sshServer'
import { type Certificates, makeCertificates, openTlsDoor, type TlsDoor } from '../support/tlsEngine'

/** A way to an engine's socket. */
interface Way {
  readonly target: Target
  readonly surroundings?: SshSurroundings
}

/** The name that an engine of either kind finds. */
const image = 'busybox:latest'
const nobody = sshSurroundings({}, '/nowhere', '/nowhere')
let certificates: Certificates
let host: SshServer
/** That forwards no sockets: each stream is a `docker system dial-stdio` there. */
let plainHost: SshServer

beforeAll(async () => {
  certificates = makeCertificates()
  host = await startSshServer()
  host.makeKnown()
  plainHost = await startSshServer({ forwarding: false, path: dirname(engineParts(root).docker) })
  plainHost.makeKnown()
})
afterAll(async () => {
  certificates?.dispose()
  await host?.dispose()
  await plainHost?.dispose()
})

/** What a test needs of an engine, which is gone with all that is its own when it is disposed. */
interface Started {
  readonly socket: string
  dispose(): Promise<void>
}

async function startDocker(application: (folder: string) => string): Promise<Started> {
  const folder = temporaryHome()
  const { socket, dispose } = await startEngine(temporaryHome(), application(folder))
  return {
    socket,
    async dispose() {
      await dispose()
      removeHome(folder)
    },
  }
}

/** What differs between the ways differs not between the engines: the others are spoken with over the cheapest. */
const engines: [string, boolean, () => Promise<Started>, number][] = [
  ['the bundled Docker', true, () => startDocker(() => root), 4],
  ['Docker 20.10', olderThere, () => startDocker(olderApplication), 1],
  ["Podman's service", podmanThere, startPodman, 1],
]

describe.each(engines)('%s', (_, isThere, start, mostWays) => {
  describe.runIf(isThere)('gives its streams', () => {
    let engine: Started
    let door: TlsDoor
    beforeAll(async () => {
      engine = await start()
      door = await openTlsDoor(engine.socket, certificates, certificates.server)
      await importBusybox(engine, image)
      await docker(engine, 'run', '-d', '--name', 'web', image, 'sleep', '1000')
    })
    afterAll(async () => {
      await door?.dispose()
      await engine?.dispose()
    })

    const throughDoor = (): Target => door.target({ ca: certificates.ca, ...certificates.client })
    const throughHost = ({ target, surroundings }: SshServer) => ({
      target: target(engine.socket),
      surroundings,
    })
    const ways: [string, () => Way][] = [
      ['a unix socket', () => ({ target: { kind: 'unix', socket: engine.socket } })],
      ['TLS', () => ({ target: throughDoor() })],
      ['ssh', () => throughHost(host)],
      ['a command over ssh', () => throughHost(plainHost)],
    ]

    describe.each(ways.slice(0, mostWays))('over %s', (_, way) => {
      let connection: Connection
      beforeEach(() => {
        const { target, surroundings = nobody } = way()
        const transport = createTransport(target, surroundings)
        let known: string | null = null
        const pin = {
          read: () => known,
          write(identity: string) {
            known = identity
          },
        }
        connection = createPinnedConnection({ socket: '', transport, address: '', pin, onGreeted() {} })
      })
      afterEach(async () => {
        connection.dispose()
        for (const { sessions } of [host, plainHost]) await eventually(() => expect(sessions()).toBe(0))
      })

      async function exec(Cmd: readonly string[], Tty: boolean): Promise<{ id: string; stream: Duplex }> {
        const body = { Cmd, Tty, AttachStdin: true, AttachStdout: true, AttachStderr: true }
        const path = '/containers/web/exec'
        const { Id: id } = await connection.request<{ Id: string }>({
          method: 'POST',
          path,
          object: 'web',
          body,
        })
        const start = { method: 'POST', path: enginePath`/exec/${id}/start`, object: 'web' } as const
        return { id, stream: await connection.hijack({ ...start, body: { Detach: false, Tty } }) }
      }

      /** A terminal in which cat has answered. */
      async function typing() {
        const { stream } = await exec(['cat'], true)
        const seen: string[] = []
        stream.on('data', (chunk: Buffer) => seen.push(String(chunk)))
        stream.write('hello\n')
        // The terminal's echo, and cat's own.
        await eventually(() => expect(seen.join('').match(/hello\r\n/g)).toHaveLength(2))
        return { stream, seen }
      }

      const stateOf = (id: string) =>
        connection.request<{ Running: boolean; ExitCode: number | null }>({
          method: 'GET',
          path: enginePath`/exec/${id}/json`,
          object: 'web',
        })

      it('a terminal says what is typed, until its end is typed', async () => {
        const { stream, seen } = await typing()
        stream.write('\x04')
        await eventually(() => expect(stream.destroyed).toBe(true))
        expect(stream.errored).toBeNull()
        expect(seen.join('')).not.toContain('\x04')
      })

      it('a terminal is left by the end of the input, or by closing it', async () => {
        const { stream } = await typing()
        // Podman reads on.
        if (start === startPodman) stream.destroy()
        else stream.end()
        await eventually(() => expect(stream.destroyed).toBe(true))
        expect(stream.errored).toBeNull()
      })

      it('what is sent comes back, 10 MB of it, and ends when its input ends', async () => {
        const { id, stream } = await exec(['cat'], false)
        const sent = randomBytes(10_000_000)
        stream.end(sent)
        const pieces = createDemux('web').push(await buffer(stream))
        const hash = createHash('sha256')
        for (const { source, bytes } of pieces) if (source === 'stdout') hash.update(bytes)
        expect(hash.digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'))
        await eventually(async () => expect(await stateOf(id)).toMatchObject({ Running: false, ExitCode: 0 }))
      })

      it('what comes after the end of the input comes whole', async () => {
        const { stream } = await exec(['sh', '-c', 'cat; sleep 0.3; echo last words'], false)
        stream.end('first ')
        const pieces = createDemux('web').push(await buffer(stream))
        expect(pieces.map(({ bytes }) => Buffer.from(bytes)).join('')).toBe('first last words\n')
      })

      it('a container is attached to before its start', async () => {
        const body = {
          Image: image,
          Cmd: ['sh', '-c', 'read word; echo got $word'],
          Tty: true,
          OpenStdin: true,
        }
        const create = { method: 'POST', path: '/containers/create', object: 'x', body } as const
        const { Id } = await connection.request<{ Id: string }>(create)
        const query = { stream: 1, stdin: 1, stdout: 1, stderr: 1 }
        const attach = {
          method: 'POST',
          path: enginePath`/containers/${Id}/attach`,
          object: 'x',
          query,
        } as const
        const stream = await connection.hijack(attach)
        await connection.request({ method: 'POST', path: enginePath`/containers/${Id}/start`, object: 'x' })
        stream.write('it\n')
        expect(await text(stream)).toContain('got it\r\n')
        const remove = { method: 'DELETE', path: enginePath`/containers/${Id}`, object: 'x' } as const
        await connection.request({ ...remove, query: { force: true } })
      })

      it('what it refuses is said, and what is left ends', async () => {
        const start = { method: 'POST', object: 'web', body: { Detach: false, Tty: true } } as const
        const error = await failure(connection.hijack({ ...start, path: '/exec/0123456789ab/start' }))
        expect(error.code).toBe('not-found')
        const { stream } = await exec(['cat'], true)
        connection.release()
        expect((await failure(buffer(stream))).code).toBe('engine-unreachable')
        const again = await exec(['cat'], false)
        again.stream.destroy()
        // Its input has ended with it.
        await eventually(async () => expect((await stateOf(again.id)).Running).toBe(false))
      })
    })
  })
})
