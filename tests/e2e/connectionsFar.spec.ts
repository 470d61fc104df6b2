import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  docker,
  importBusybox,
  removeHome,
  startEngine,
  type TestEngine,
  temporaryHome,
} from '../support/engine'
import { olderApplication, olderThere } from '../support/engineData'
import { type SshServer, startSshServer } from '../support/sshServer'
import { type Certificates, makeCertificates, openTlsDoor, type TlsDoor } from '../support/tlsEngine'
import { addConnection } from './support/addedConnection'
import { expect, launch, type Slipway, test } from './support/app'
import { axeFindings, findingsInBoth } from './support/axe'
import { resize } from './support/desktop'
import { ConnectionsPage } from './support/pages/connectionsPage'

let own: TestEngine
/** The oldest Docker that Slipway speaks with, where this machine has it. */
let other: TestEngine
let folder: string
let host: SshServer
let certificates: Certificates
let slipway: Slipway
let view: ConnectionsPage

test.beforeAll(async () => {
  own = await startEngine()
  folder = temporaryHome()
  other = olderThere ? await startEngine(temporaryHome(), olderApplication(folder)) : await startEngine()
  await docker(own, 'run', '-d', '--name', 'here', await importBusybox(own), 'sleep', '1000')
  await docker(other, 'run', '-d', '--name', 'there', await importBusybox(other), 'sleep', '1000')
  host = await startSshServer()
  certificates = makeCertificates()
})
test.afterAll(async () => {
  await own?.dispose()
  await other?.dispose()
  removeHome(folder)
  await host?.dispose()
  certificates?.dispose()
})

/** @param far whether the person has added the host and trusts its key; then the window begins with it */
async function open(far: boolean) {
  for (const name of ['connections.json', 'known_hosts']) rmSync(join(own.home, name), { force: true })
  if (far) {
    addConnection(own.home, 'Far', host.target(other.socket), true)
    writeFileSync(join(own.home, 'known_hosts'), host.knownLine())
  }
  slipway = await launch({ home: own.home, env: { HOME: host.personHome } })
  view = new ConnectionsPage(slipway.page)
  await view.expectActive(far ? 'Far' : 'Slipway engine', far ? 'connected' : 'ready')
}

/** What is said can be seen whole, also in the smallest window, and by those who do not see. */
async function expectSeen(name: string) {
  await resize(slipway.app, 900, 600)
  await expect(view.alert).toBeInViewport({ ratio: 1 })
  await expect(view.button('Add connection')).toBeInViewport({ ratio: 1 })
  expect(await findingsInBoth(slipway, name)).toEqual([])
  await resize(slipway.app, 1360, 860)
}

test.describe('ssh', () => {
  const logins = () => host.log().split('Accepted publickey').length - 1
  test.afterEach(() => slipway?.close())

  test('a host that is not known is a question, and nothing is sent before it is answered', async () => {
    await open(false)
    const before = logins()
    await view.startAdding('SSH')
    await view.fill({ Host: '127.0.0.1', Port: String(host.port), 'Socket there': other.socket, Name: 'Far' })
    await view.add()
    await expect(view.alert).toContainText('127.0.0.1 is not known here yet')
    // As `ssh-keygen -lf` on that host prints it.
    await expect(view.alert).toContainText(`${host.fingerprint} (ED25519)`)
    await expect(view.alert).toContainText('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
    await expect(view.dialog().getByRole('button', { name: 'Add it all the same' })).toHaveCount(0)
    await expectSeen('host-key-unknown')
    expect(logins()).toBe(before)

    await view.pressIn('Trust this key')
    await expect(view.dialog()).toHaveCount(0)
    await view.expectActive('Far', 'connected')
    await expect(view.header).toContainText(`Docker ${other.engine.state.version}`)
    await expect(view.row('there')).toBeVisible()
    await expect(view.row('here')).toHaveCount(0)
    expect(readFileSync(join(own.home, 'known_hosts'), 'utf8')).toContain(
      `[127.0.0.1]:${host.port} ssh-ed25519`,
    )
    expect(existsSync(join(host.personHome, '.ssh/known_hosts'))).toBe(false)
  })

  test('a host that goes is stale, and right again when it is back', async () => {
    await open(true)
    await expect(view.row('there')).toBeVisible()
    await host.stop()
    await view.expectActive('Far', 'not answering')
    await expect(view.notice).toContainText(/^.*Far does not answer\. What you see is from/)
    await expect(view.row('there')).toBeVisible()
    await docker(other, 'rename', 'there', 'renamed')
    await host.start()
    await view.expectActive('Far', 'connected')
    await expect(view.row('renamed')).toBeVisible()
    await expect(view.row('there')).toHaveCount(0)
    await docker(other, 'rename', 'renamed', 'there')
    await expect(view.row('there')).toBeVisible()
  })

  test('a key that was changed is refused, with the command that mends it', async () => {
    await open(true)
    const before = logins()
    await host.changeKey()
    await view.expectActive('Far', 'refused')
    await expect(view.notice).toContainText('There is no connection to Far.')
    await expect(view.notice).toContainText(
      `127.0.0.1 shows another key than the one in line 1 of ${join(own.home, 'known_hosts')}`,
    )
    await expect(view.notice).toContainText(host.fingerprint)
    await expect(view.button('Trust this key')).toHaveCount(0)
    await slipway.screen('host-key-changed-active')
    expect(await axeFindings(slipway.page)).toEqual([])

    await view.switchTo(/Slipway engine/)
    await expect(view.row('here')).toBeVisible()
    await view.startAdding('SSH')
    await view.fill({ Host: '127.0.0.1', Port: String(host.port), 'Socket there': other.socket })
    await view.add()
    await expect(view.alert).toContainText('127.0.0.1 shows another key')
    for (const name of ['Trust this key', 'Add it all the same']) {
      await expect(view.dialog().getByRole('button', { name })).toHaveCount(0)
    }
    await expectSeen('host-key-changed')
    expect(logins()).toBe(before)

    const command = (await view.alert.locator('code').textContent()) ?? ''
    execFileSync('sh', ['-c', command], { stdio: 'ignore' })
    await view.add()
    await expect(view.alert).toContainText(`${host.fingerprint} (ED25519)`)
    await view.pressIn('Cancel')

    await view.switchTo(/Far/)
    await expect(view.notice).toContainText('127.0.0.1 is not known here yet')
    await slipway.screen('host-key-unknown-active')
    await view.notice.getByRole('button', { name: 'Trust this key' }).click()
    await view.expectActive('Far', 'connected')
    await expect(view.row('there')).toBeVisible()
  })

  test('what is wrong on the way there is one sentence, and what was typed stays', async () => {
    await open(true)
    await view.startAdding('SSH')
    const right = {
      Host: '127.0.0.1',
      Port: String(host.port),
      'Socket there': other.socket,
      'Private key': '',
    }
    await view.fill(right)
    await view.fill({ 'Private key': '/nowhere/id_ed25519' })
    await view.add()
    await view.expectWrong('Private key', '/nowhere/id_ed25519 cannot be used: it is not there.')

    await view.fill({ 'Private key': join(host.personHome, '../host') })
    await view.add()
    await expect(view.alert).toContainText(/^.*127\.0\.0\.1 does not let \S+ in: /)

    await view.fill({ ...right, Host: 'no-such-host.invalid' })
    await view.add()
    await expect(view.alert).toContainText('No engine answers there')
    await expect(view.alert).toContainText('the host no-such-host.invalid was not found')

    await view.fill({ ...right, Port: '1' })
    await view.add()
    await expect(view.alert).toContainText('nothing listens at 127.0.0.1')

    await view.fill({ ...right, 'Socket there': '/nowhere/docker.sock' })
    await view.add()
    await expect(view.alert).toContainText('No engine answers there')
    await expect(view.field('Host')).toHaveValue('127.0.0.1')
    await expect(view.field('Port')).toHaveValue(String(host.port))
    await expectSeen('ssh-no-socket')

    await view.pressIn('Add it all the same')
    await view.expectActive('127.0.0.1', 'not answering')
    await expect(view.notice).toContainText('127.0.0.1 does not answer; it is tried again and again.')
    await view.switchTo(/Far/)
    await view.expectActive('Far', 'connected')
  })
})

test.describe('TLS', () => {
  let door: TlsDoor | undefined
  test.beforeAll(() => open(false))
  test.afterAll(() => slipway?.close())
  test.afterEach(async () => {
    await door?.dispose()
    if ((await view.dialog().count()) > 0) await view.pressIn('Cancel')
  })

  async function start(server: 'server' | 'otherName' | 'expired' = 'server') {
    door = await openTlsDoor(other.socket, certificates, certificates[server])
    const { ca, client } = certificates
    await view.startAdding('TCP')
    await view.fill({ Host: '127.0.0.1', Port: String(door.port), Name: 'Tls' })
    await view.fill({ 'Authority (CA)': ca, Certificate: client.cert, Key: client.key })
  }

  for (const [what, server, ca, sentence] of [
    ['another name', 'otherName', () => certificates.ca, /made out to another name \(engine\.test\)/],
    ['a certificate that has run out', 'expired', () => certificates.ca, /has expired, so nothing was sent/],
    ['another authority', 'server', () => certificates.client.cert, /signed by another authority/],
    ['an authority that this machine does not know', 'server', () => '', /signed by another authority/],
  ] as const) {
    test(`${what} is refused`, async () => {
      await start(server)
      await view.fill({ 'Authority (CA)': ca() })
      await view.add()
      await expect(view.alert).toContainText(sentence)
      await expect(view.dialog().getByRole('button', { name: 'Add it all the same' })).toHaveCount(0)
      await expectSeen(`tls-${server}`)
      await expect(view.field('Port')).toHaveValue(String(door!.port))
      expect(door!.received).toBe(0)
    })
  }

  test('files that are not what they should be are wrong at their fields', async () => {
    await start()
    const { ca, client, server } = certificates
    await view.fill({ Key: '' })
    await view.add()
    await view.expectWrong('Key', 'The certificate needs its key.')
    await view.fill({ Key: '/nowhere/key.pem' })
    await view.add()
    await view.expectWrong('Key', '/nowhere/key.pem cannot be used: it is not there.')
    await view.fill({ Key: server.key })
    await view.add()
    await view.expectWrong('Key', /it is not the key of this certificate/)
    await view.fill({ Key: client.cert })
    await view.add()
    await view.expectWrong('Key', /there is no private key in PEM in it/)
    await slipway.screen('tls-wrong-key')
    await view.fill({ Key: client.key, 'Authority (CA)': client.key })
    await view.add()
    await view.expectWrong('Authority (CA)', /there is no certificate in PEM in it/)
    await view.fill({ 'Authority (CA)': ca, Certificate: '', Key: '' })
    await view.add()
    await expect(view.alert).toContainText('The engine lets in only those whose certificate it trusts')
    expect(door!.received).toBe(0)
  })

  test('with the right ones the lists are those of that engine', async () => {
    await start()
    await view.add()
    await view.expectActive('Tls', 'connected')
    await expect(view.row('there')).toBeVisible()
    await view.press('there', 'Stop')
    await view.expectState('there', /^exited/)
    expect(await docker(other, 'inspect', '--format', '{{.State.Running}}', 'there')).toBe('false')
    await view.switchTo(/Slipway engine/)
    await expect(view.row('here')).toBeVisible()
  })
})
