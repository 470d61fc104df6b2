import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Target } from '../../main/contract/connections'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { createTransport } from '../../main/engine/transport/createTransport'
import { fingerprintOf } from '../../main/engine/transport/knownHosts'
import { createRelay } from '../../main/engine/transport/relay'
import { readHostKey } from '../../main/engine/transport/sshClient'
import { type SshSurroundings, sshSurroundings } from '../../main/engine/transport/sshConfig'
import type { Transport } from '../../main/engine/transport/transport'
import { createTrials } from '../../main/services/connections/trials'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { createFakeEngine, type FakeEngine, faults, json, stream } from '../support/fakeEngine'
import { type SshServer, startSshServer } from '../support/sshServer'
import { type Certificates, makeCertificates, openTlsDoor, type TlsDoor } from '../support/tlsEngine'

const nobody: SshSurroundings = sshSurroundings({}, '/nowhere', '/nowhere')
const list = { method: 'GET', path: '/containers/json', object: 'Containers', timeout: 60_000 } as const

let engine: FakeEngine
const opened: Transport[] = []

beforeEach(async () => {
  engine = await createFakeEngine()
  engine.on('GET', '/containers/json', json([1]))
})
afterEach(async () => {
  for (const transport of opened.splice(0)) transport.close()
  await eventually(() => expect(engine.open).toBe(0))
  await engine.dispose()
})

function connectTo(target: Target, surroundings = nobody): Connection {
  const transport = createTransport(target, surroundings)
  opened.push(transport)
  return createConnection({ socket: '', transport })
}

/** Typed errors for all that an answer can suffer on its way, as over a unix socket. */
async function expectFaultsTyped(connection: Connection) {
  expect(await connection.request(list)).toEqual([1])
  const befalling = Object.entries(faults).map(async ([name, answer], at) => {
    engine.on('GET', `/faults/${at}`, answer)
    const { code } = await failure(connection.request({ ...list, path: `/faults/${at}`, timeout: 1_000 }))
    expect(['timeout', 'engine-unreachable', 'engine-failed'], name).toContain(code)
  })
  await Promise.all(befalling)
  expect(await connection.request(list)).toEqual([1])
}

describe('ssh', () => {
  let host: SshServer
  beforeAll(async () => {
    host = await startSshServer()
  })
  afterAll(() => host?.dispose())
  beforeEach(() => host.makeKnown())

  const reach = () => connectTo(host.target(engine.socket), host.surroundings)

  it('carries requests and streams over one connection', async () => {
    host.makeKnown({ hashed: true })
    engine.on('GET', '/events', stream(['ab'], { end: false }))
    const logins = () => host.log().split('Accepted publickey').length - 1
    const before = logins()
    const connection = reach()
    const events = await connection.stream({ ...list, path: '/events' })
    const many = await Promise.all(Array.from({ length: 30 }, () => connection.request(list)))
    expect(many).toEqual(Array.from({ length: 30 }, () => [1]))
    expect(logins() - before).toBe(1)
    events.destroy()
  })

  it('ends each fault with an AppError', () => expectFaultsTyped(reach()))

  it('answers on a socket of this machine, for threads', async () => {
    const transport = createTransport(host.target(engine.socket), host.surroundings)
    opened.push(transport)
    const path = `${engine.socket}.near`
    const relay = await createRelay(transport, path)
    expect(await createConnection({ socket: path }).request(list)).toEqual([1])
    relay.close()
  })

  it('asks nothing of a host that is not known, until its key is trusted', async () => {
    const { surroundings } = host
    const { ownKnownHosts } = surroundings
    rmSync(`${host.personHome}/.ssh/known_hosts`)
    const target = host.target(engine.socket)
    const logged = host.log().length
    const error = await failure(connectTo(target, surroundings).request(list))
    expect(error.code).toBe('host-key-unknown')
    expect(error.details).toMatchObject({ fingerprint: host.fingerprint, keyType: 'ssh-ed25519' })
    expect(engine.requests).toEqual([])
    expect(host.log().slice(logged)).not.toMatch(/publickey|Postponed|Accepted/)

    const trials = createTrials(surroundings)
    const wrong = fingerprintOf(Buffer.from('another key'))
    expect((await failure(trials.trustHost(target, wrong))).code).toBe('host-key-changed')
    await trials.trustHost(target, host.fingerprint)
    expect(await connectTo(target, surroundings).request(list)).toEqual([1])
    expect(readFileSync(ownKnownHosts, 'utf8')).toContain('ssh-ed25519')
    expect(() => readFileSync(`${host.personHome}/.ssh/known_hosts`)).toThrow()
    rmSync(ownKnownHosts)
  })

  it('refuses a host whose key was changed, and sends nothing', async () => {
    await host.changeKey()
    const logged = host.log().length
    const error = await failure(reach().request(list))
    expect(error.code).toBe('host-key-changed')
    expect(error.details?.file).toBe(`${host.personHome}/.ssh/known_hosts`)
    expect(engine.requests).toEqual([])
    expect(host.log().slice(logged)).not.toMatch(/publickey|Postponed|Accepted/)
    expect((await readHostKey(host.target(null), host.surroundings)).verdict).toBe('changed')
    expect(
      (await failure(createTrials(host.surroundings).trustHost(host.target(null), host.fingerprint))).code,
    ).toBe('host-key-changed')
  })

  it('refuses one whose key is changed in the middle, until the new one is known', async () => {
    const connection = reach()
    expect(await connection.request(list)).toEqual([1])
    await host.changeKey()
    const logged = host.log().length
    for (const _ of 'twice') expect((await failure(connection.request(list))).code).toBe('host-key-changed')
    expect(engine.requests).toHaveLength(1)
    expect(host.log().slice(logged)).not.toMatch(/publickey|Postponed|Accepted/)
    host.makeKnown()
    expect(await connection.request(list)).toEqual([1])
  })

  it('says when the host goes, and comes back with it', async () => {
    engine.on('GET', '/events', stream(['ab'], { end: false }))
    const connection = reach()
    const events = await connection.stream({ ...list, path: '/events' })
    const drain = async () => {
      for await (const _ of events);
    }
    const ending = failure(drain())
    await host.stop()
    expect((await ending).code).toBe('engine-unreachable')
    expect((await failure(connection.request(list))).code).toBe('engine-unreachable')
    await host.start()
    expect(await connection.request(list)).toEqual([1])
  })

  it('says who is not let in, and which name is no host', async () => {
    const target = host.target(engine.socket)
    const stranger = { ...target, identityFile: `${host.personHome}/../host` }
    expect((await failure(connectTo(stranger, host.surroundings).request(list))).code).toBe('login-denied')
    const keyless = { ...host.surroundings, personHome: '/nowhere' }
    expect((await failure(connectTo(target, keyless).request(list))).code).toBe('login-denied')
    const alias = { ...target, host: 'my-alias.invalid' }
    const error = await failure(connectTo(alias, host.surroundings).request(list))
    expect(error.code).toBe('engine-unreachable')
    expect(error.message).toMatch(/no host of this name/)
    // Also where there is nothing to log in with.
    const lost = await failure(connectTo(alias, keyless).request(list))
    expect(lost.message).toMatch(/no host of this name/)
  })

  it('says when nobody is at the socket there', async () => {
    const target = host.target('/nowhere/docker.sock')
    expect((await failure(connectTo(target, host.surroundings).request(list))).code).toBe(
      'engine-unreachable',
    )
  })
})

describe('ssh to a host that forwards no sockets', () => {
  let host: SshServer
  let bin: string
  beforeAll(async () => {
    bin = mkdtempSync(join(tmpdir(), 'sw-bin-'))
    // What docker does there: its standard streams are the engine's.
    writeFileSync(
      `${bin}/docker`,
      `#!${process.execPath}
const [host, address, ...words] = process.argv.slice(2)
if (host !== '-H' || words.join(' ') !== 'system dial-stdio') process.exit(1)
const engine = require('node:net').connect(address.slice('unix://'.length))
engine.on('error', ({ message }) => {
  console.error(message)
  process.exit(1)
})
process.stdin.pipe(engine).pipe(process.stdout)
`,
      { mode: 0o755 },
    )
    host = await startSshServer({ forwarding: false, path: bin })
    host.makeKnown()
  })
  afterAll(async () => {
    await host?.dispose()
    rmSync(bin, { recursive: true })
  })

  it('goes through docker there, more at once than the host allows', async () => {
    const connection = connectTo(host.target(engine.socket), host.surroundings)
    const many = await Promise.all(Array.from({ length: 25 }, () => connection.request(list)))
    expect(many).toEqual(Array.from({ length: 25 }, () => [1]))
  })

  it('says what docker says when it fails', async () => {
    const target = host.target('/nowhere/docker.sock')
    const error = await failure(connectTo(target, host.surroundings).request(list))
    expect(error.code).toBe('engine-unreachable')
    expect(error.details?.reason).toMatch(/connect ENOENT/)
  })
})

describe('TLS', () => {
  let certificates: Certificates
  let door: TlsDoor | undefined
  beforeAll(() => {
    certificates = makeCertificates()
  })
  afterAll(() => certificates?.dispose())
  afterEach(() => door?.dispose())

  async function openDoor(server: keyof Pick<Certificates, 'server' | 'otherName' | 'expired'> = 'server') {
    door = await openTlsDoor(engine.socket, certificates, certificates[server])
    return door
  }
  const files = () => ({ ca: certificates.ca, ...certificates.client })

  it('carries requests', async () => {
    const connection = connectTo((await openDoor()).target(files()))
    expect(await connection.request(list)).toEqual([1])
  })

  it('ends each fault with an AppError', async () => {
    await expectFaultsTyped(connectTo((await openDoor()).target(files())))
  })

  for (const [what, server, from] of [
    ['another name', 'otherName', 'ca'],
    ['a certificate that has run out', 'expired', 'ca'],
    ['an authority that is not ours', 'server', null],
  ] as const) {
    it(`refuses ${what}, and sends nothing`, async () => {
      const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
      const { port, target } = await openDoor(server)
      const connection = connectTo(target({ ...files(), ca: from && certificates.ca }))
      const error = await failure(connection.request(list))
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      expect(error.code).toBe('certificate-refused')
      expect(error.details?.reason).toBeTruthy()
      expect(door!.received).toBe(0)
      expect(engine.requests).toEqual([])
      expect(port).toBeGreaterThan(0)
    })
  }

  it('says that the engine wants a certificate', async () => {
    const error = await failure(connectTo((await openDoor()).target({ ca: certificates.ca })).request(list))
    expect(error.code).toBe('login-denied')
    expect(engine.requests).toEqual([])
  })

  it('says which file is missing', async () => {
    const target = (await openDoor()).target({ ...files(), key: '/nowhere/key.pem' })
    expect((await failure(connectTo(target).request(list))).details?.file).toBe('/nowhere/key.pem')
  })
})
