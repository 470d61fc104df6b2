import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Target } from '../../main/contract/connections'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { createTransport } from '../../main/engine/transport/createTransport'
import type { SshSurroundings } from '../../main/engine/transport/sshConfig'
import type { Transport } from '../../main/engine/transport/transport'
import { addressOf, parseAddress } from '../../main/services/connections/address'
import { createTrials } from '../../main/services/connections/trials'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { createFakeEngine, type FakeEngine, json } from '../support/fakeEngine'
import { processes } from '../support/processes'
import { startHangingAgent, startSshAgent, type TestAgent } from '../support/sshAgent'
import { makeKey, type SshServer, startSshServer } from '../support/sshServer'

const list = { method: 'GET', path: '/containers/json', object: 'Containers', timeout: 60_000 } as const
const me = userInfo().username

let engine: FakeEngine
let host: SshServer
let surroundings: SshSurroundings
const opened: Transport[] = []
/** On which nothing is to be left open. */
const hosts: SshServer[] = []

beforeAll(async () => {
  host = await startSshServer()
  hosts.push(host)
})
afterAll(() => host?.dispose())
beforeEach(async () => {
  engine = await createFakeEngine()
  engine.on('GET', '/containers/json', json([1]))
  surroundings = host.surroundings
  host.makeKnown()
})
afterEach(async () => {
  for (const transport of opened.splice(0)) transport.close()
  await eventually(() => expect(engine.open).toBe(0))
  await engine.dispose()
  for (const left of ['config', 'id_rsa']) rmSync(inHome(`.ssh/${left}`), { force: true })
  rmSync(surroundings.ownKnownHosts, { force: true })
  for (const { sessions } of hosts) await eventually(() => expect(sessions()).toBe(0))
})

const inHome = (path: string) => join(host.personHome, path)
const configure = (...lines: string[]) => writeFileSync(inHome('.ssh/config'), `${lines.join('\n')}\n`)

/** As a Docker context has it. */
const alias = (name: string) => parseAddress(`ssh://${name}${engine.socket}`, null)!

function connectTo(target: Target, around = surroundings): Connection {
  const transport = createTransport(target, around)
  opened.push(transport)
  return createConnection({ socket: '', transport })
}

const refusal = (target: Target, around = surroundings) => failure(connectTo(target, around).request(list))

async function expectReached(target: Target, around = surroundings) {
  expect(await connectTo(target, around).request(list)).toEqual([1])
}

describe('~/.ssh/config', () => {
  it('leads an alias to its host, with its key and its known hosts', async () => {
    mkdirSync(inHome('keys'), { recursive: true })
    renameSync(inHome('.ssh/id_ed25519'), inHome('keys/Far-Away_key'))
    writeFileSync(inHome(`known_${host.port}`), host.knownLine('the-host'))
    rmSync(inHome('.ssh/known_hosts'))
    writeFileSync(inHome('.ssh/more'), `Host Far-Away\n HostName 127.0.0.1\n Port ${host.port}\n`)
    configure(
      `Include ${inHome('.ssh/more')}`,
      'Host Far-Away',
      ' IdentityFile ~/keys/none',
      ' IdentityFile "~/keys/%n_key"',
      ' IdentitiesOnly yes',
      ` UserKnownHostsFile ${inHome('known_%p')}`,
      'Match exec "true"',
      ' HostKeyAlias The-Host',
    )
    try {
      const target = alias('Far-Away')
      await expectReached(target)
      expect(addressOf(target)).toBe(`ssh://Far-Away${engine.socket}`)
      await expectReached(alias(`${me}@Far-Away`))
    } finally {
      renameSync(inHome('keys/Far-Away_key'), inHome('.ssh/id_ed25519'))
    }
  })

  it('comes after what the connection names', async () => {
    configure(
      'Host 127.0.0.1',
      ' Port 1',
      ' User stranger',
      ' IdentityFile /nowhere/key',
      ' IdentitiesOnly yes',
    )
    const named = { ...host.target(engine.socket), identityFile: inHome('.ssh/id_ed25519') }
    await expectReached(named)
    expect((await refusal({ ...named, port: null })).code).toBe('engine-unreachable')
    expect((await refusal({ ...named, user: null })).details).toMatchObject({ user: 'stranger' })
    expect((await refusal({ ...named, identityFile: null })).code).toBe('login-denied')
  })

  it('never weakens the check of the host', async () => {
    const careless = [' StrictHostKeyChecking no', ' UserKnownHostsFile /dev/null', ' CheckHostIP no']
    configure('Host far', ' HostName 127.0.0.1', ` Port ${host.port}`, ...careless)
    const logged = host.log().length
    const error = await refusal(alias('far'))
    expect(error.code).toBe('host-key-unknown')
    expect(error.details).toMatchObject({ host: 'far', fingerprint: host.fingerprint })
    expect(host.log().slice(logged)).not.toMatch(/publickey|Postponed|Accepted/)
    await createTrials(surroundings).trustHost(alias('far'), host.fingerprint)
    await expectReached(alias('far'))
  })

  /** A number of seconds that nobody else on this machine sleeps. */
  const endless = `sleep ${1e6 + process.pid}`
  it.each([
    ['a ProxyCommand', ' ProxyCommand nc %h %p', /ProxyCommand/],
    ['a word that ssh does not know', ' HostNam 127.0.0.1', /Bad configuration option: hostnam/],
    ['commands that do not end', `Match exec "${endless}"`, /longer than/],
    ['jumps in a circle', ' ProxyJump other\nHost other\n ProxyJump far', /circle/],
  ])('says that %s cannot be followed', async (_, line, words) => {
    configure('Host far', line)
    const hasty = { ...surroundings, timeouts: { configuration: 500 } }
    const error = await refusal(alias('far'), line.includes(endless) ? hasty : surroundings)
    expect(error.code).toBe('unsupported')
    expect(error.message).toMatch(words)
    await eventually(() => expect(processes().filter(({ command }) => command.includes(endless))).toEqual([]))
  })

  it('is not read where there is no ssh, and the defaults count', async () => {
    configure('Host *', ' Port 1', ' HostName 127.0.0.1')
    const without = { ...surroundings, program: null }
    await expectReached(host.target(engine.socket), without)
    expect((await refusal({ ...host.target(null), host: 'far.invalid' }, without)).code).toBe(
      'engine-unreachable',
    )
  })
})

describe('ProxyJump', () => {
  let jump: SshServer
  beforeAll(async () => {
    jump = await startSshServer({ person: host })
    hosts.push(jump)
  })
  afterAll(() => jump?.dispose())
  beforeEach(() => {
    writeFileSync(inHome('.ssh/known_hosts'), host.knownLine() + jump.knownLine())
    const there = (name: string, { port }: SshServer) => [
      `Host ${name}`,
      ' HostName 127.0.0.1',
      ` Port ${port}`,
    ]
    configure(
      ...[...there('jump', jump), ...there('first', host), ...there('far', host), ' ProxyJump jump'],
      ...[...there('farther', host), ` ProxyJump first,${me}@127.0.0.1:${jump.port}`],
    )
  })

  const logins = ({ log }: SshServer) => log().split('Accepted publickey').length - 1

  it('is followed, over one host and over several', async () => {
    const before = [logins(jump), logins(host)]
    await expectReached(alias('far'))
    expect([logins(jump), logins(host)]).toEqual([before[0]! + 1, before[1]! + 1])
    await expectReached(alias('farther'))
    expect([logins(jump), logins(host)]).toEqual([before[0]! + 2, before[1]! + 3])
  })

  it('checks the key of each host, and logs in to none that is not known', async () => {
    rmSync(inHome('.ssh/known_hosts'))
    const before = [logins(jump), logins(host)]
    const first = await refusal(alias('far'))
    expect(first.code).toBe('host-key-unknown')
    expect(first.details).toMatchObject({ host: 'jump', fingerprint: jump.fingerprint })
    expect([logins(jump), logins(host)]).toEqual(before)

    const trials = createTrials(surroundings)
    expect((await failure(trials.trustHost(alias('far'), host.fingerprint))).code).toBe('host-key-changed')
    await trials.trustHost(alias('far'), jump.fingerprint)
    const second = await refusal(alias('far'))
    expect(second.details).toMatchObject({ host: 'far', fingerprint: host.fingerprint })
    expect(logins(host)).toBe(before[1])
    await trials.trustHost(alias('far'), host.fingerprint)
    await expectReached(alias('far'))
  })

  it('refuses a jump whose key was changed, and goes no further', async () => {
    const connection = connectTo(alias('far'))
    expect(await connection.request(list)).toEqual([1])
    const before = logins(host)
    await jump.changeKey()
    const error = await failure(connection.request(list))
    expect(error.code).toBe('host-key-changed')
    expect(error.details).toMatchObject({ host: 'jump', fingerprint: jump.fingerprint })
    expect(logins(host)).toBe(before)
    expect(engine.requests).toHaveLength(1)
  })

  it('says when the jump goes, and comes back with it', async () => {
    const connection = connectTo(alias('far'))
    expect(await connection.request(list)).toEqual([1])
    await jump.stop()
    const error = await failure(connection.request(list))
    expect(error).toMatchObject({ code: 'engine-unreachable', details: { object: 'jump' } })
    await jump.start()
    expect(await connection.request(list)).toEqual([1])
  })

  it('says when the jump cannot reach the host', async () => {
    configure(
      'Host jump',
      ' HostName 127.0.0.1',
      ` Port ${jump.port}`,
      'Host far',
      ' Port 1',
      ' ProxyJump jump',
    )
    expect(await refusal(alias('far'))).toMatchObject({
      code: 'engine-unreachable',
      details: { object: 'far' },
    })
  })
})

describe('the agent', () => {
  const passphrase = 'open sesame'
  let agent: Awaited<ReturnType<typeof startSshAgent>>
  const agents: TestAgent[] = []
  const key = () => inHome('.ssh/id_ed25519')

  beforeAll(async () => {
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', key()], { stdio: 'ignore' })
  })
  afterAll(() => {
    execFileSync('ssh-keygen', ['-q', '-p', '-P', passphrase, '-N', '', '-f', key()], { stdio: 'ignore' })
  })
  beforeEach(async () => {
    agent = await startSshAgent()
    agents.push(agent)
  })
  afterEach(async () => {
    for (const one of agents.splice(0)) await one.dispose()
  })

  const withAgent = ({ socket }: TestAgent): SshSurroundings => ({
    ...surroundings,
    env: { SSH_AUTH_SOCK: socket },
  })
  const target = () => host.target(engine.socket)

  it('logs in with a key that has a passphrase', async () => {
    agent.add(key(), passphrase)
    await expectReached(target(), withAgent(agent))
    await expectReached({ ...target(), identityFile: key() }, withAgent(agent))
  })

  it('is the one that the configuration names', async () => {
    agent.add(key(), passphrase)
    configure('Host *', ` IdentityAgent ${agent.socket}`, ' IdentitiesOnly yes')
    await expectReached(target())
    configure('Host *', ' IdentityAgent none')
    expect((await refusal(target(), withAgent(agent))).code).toBe('login-denied')
    configure('Host *', ' IdentityAgent $OTHER_AGENT')
    await expectReached(target(), { ...surroundings, env: { OTHER_AGENT: agent.socket } })
  })

  it('offers the keys that are named first, for the host counts them', async () => {
    for (let at = 0; at < 8; at++) {
      const other = inHome(`other-${at}`)
      makeKey(other)
      agent.add(other, '')
    }
    agent.add(key(), passphrase)
    await expectReached(target(), withAgent(agent))
    // Also where only the key itself tells its public part.
    const lone = inHome('lone')
    writeFileSync(lone, readFileSync(key()), { mode: 0o600 })
    await expectReached({ ...target(), identityFile: lone }, withAgent(agent))
    configure('Host *', ` IdentityFile ${inHome('other-7')}`)
    expect((await refusal(target(), withAgent(agent))).code).toBe('login-denied')
  })

  it('is missed by name where a key has a passphrase', async () => {
    for (const around of [surroundings, withAgent(agent)]) {
      for (const identityFile of [null, key()]) {
        const error = await refusal({ ...target(), identityFile }, around)
        expect(error.code).toBe('login-denied')
        expect(error.message).toMatch(new RegExp(`${key()} has a passphrase.*ssh-add`))
      }
    }
    expect(engine.requests).toEqual([])
  })

  it('is given up when it hangs, and a key file is taken', async () => {
    const hanging = await startHangingAgent()
    agents.push(hanging)
    const hasty = (agent: TestAgent) => ({ ...withAgent(agent), timeouts: { agent: 500 } })
    const error = await refusal(target(), hasty(hanging))
    expect(error.code).toBe('login-denied')
    expect(error.message).toMatch(/agent does not answer/)
    const open = inHome('.ssh/id_rsa')
    writeFileSync(open, readFileSync(key()), { mode: 0o600 })
    execFileSync('ssh-keygen', ['-q', '-p', '-P', passphrase, '-N', '', '-f', open], { stdio: 'ignore' })
    await expectReached(target(), hasty(hanging))
    await expectReached(target(), withAgent({ ...hanging, socket: '/nowhere/agent' }))
  })
})
