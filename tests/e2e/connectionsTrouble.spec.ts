import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contextKey } from '../../main/services/connections/dockerContexts'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { createFakeEngine, type FakeEngine, json, streamHead } from '../support/fakeEngine'
import { expect, launch, type Slipway, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { resize } from './support/desktop'
import { ConnectionsPage } from './support/pages/connectionsPage'
import { ContainersPage } from './support/pages/containersPage'

// Each test has a window of its own on the one engine, and a person of its own with a Docker configuration.
let own: TestEngine
let slipway: Slipway
let view: ConnectionsPage
let personHome: string

test.beforeAll(async () => {
  own = await startEngine()
  await docker(own, 'run', '-d', '--name', 'here', await importBusybox(own), 'sleep', '1000')
})
test.afterAll(() => own?.dispose())
test.beforeEach(() => {
  personHome = mkdtempSync(join(tmpdir(), 'sw-person-'))
})
test.afterEach(async () => {
  await slipway?.close()
  rmSync(join(own.home, 'connections.json'), { force: true })
  rmSync(personHome, { recursive: true, force: true })
})

async function open() {
  slipway = await launch({ home: own.home, env: { HOME: personHome } })
  view = new ConnectionsPage(slipway.page)
  await slipway.page.emulateMedia({ reducedMotion: 'reduce' })
}
function addContext(name: string, host: string, more = {}) {
  const folder = join(personHome, '.docker/contexts/meta', contextKey(name))
  mkdirSync(folder, { recursive: true })
  const docker = { Host: host, ...more }
  writeFileSync(
    join(folder, 'meta.json'),
    JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }),
  )
}
async function expectClean(name: string) {
  expect(await findingsInBoth(slipway, name)).toEqual([])
}

test.describe('another engine behind the same socket', () => {
  let second: TestEngine
  test.beforeAll(async () => {
    second = await startEngine()
    await runThere('first')
  })
  test.afterAll(() => second?.dispose())

  /** What is behind the socket gives way to what is kept at `instead`, or to an empty engine; it is kept at `to`. */
  async function replace(to: string, instead?: string) {
    await second.engine.stop()
    renameSync(join(second.home, 'engine'), join(second.home, to))
    if (instead) renameSync(join(second.home, instead), join(second.home, 'engine'))
    const { phase } = await second.engine.start()
    expect(phase).toBe('ready')
  }
  /** It is stopped with its engine, at once. */
  async function runThere(name: string) {
    const image = await importBusybox(second)
    await docker(second, 'run', '-d', '--stop-signal', 'KILL', '--name', name, image, 'sleep', '1000')
  }
  const isRunning = (name: string) => docker(second, 'inspect', '--format', '{{.State.Running}}', name)

  test('it is shown, changed in nothing until it is trusted, and that holds for the next window', async () => {
    await open()
    await view.startAdding('Socket')
    await view.fill({ Name: 'Second', Socket: second.socket })
    await view.add()
    await expect(view.row('first')).toBeVisible()

    await replace('before')
    await runThere('other')
    await view.expectActive('Second', 'another engine')
    await expect(view.notice).toContainText('Another engine answers at Second than before')
    await expect(view.row('other')).toBeVisible()
    await expect(view.row('first')).toHaveCount(0)
    await expectClean('engine-changed')
    await view.press('other', 'Stop')
    await expect(view.messages.first()).toContainText(/Another engine answers at .* nothing is changed there/)
    await slipway.screen('engine-changed-refused')
    expect(await isRunning('other')).toBe('true')
    await resize(slipway.app, 900, 600)
    await slipway.screen('engine-changed-small')
    await resize(slipway.app, 1360, 860)

    await slipway.close()
    await open()
    await view.expectActive('Second', 'another engine')
    await view.button('It is the right one').click()
    await view.expectActive('Second', 'connected')
    await expect(view.notice).toHaveCount(0)
    await view.press('other', 'Stop')
    await view.expectState('other', /^exited/)
    expect(await isRunning('other')).toBe('false')

    await slipway.close()
    await open()
    await view.expectActive('Second', 'connected')
    await expect(view.row('other')).toBeVisible()
    await slipway.close()
    await replace('after', 'before')
    await open()
    await view.expectActive('Second', 'another engine')
    await expect(view.row('first')).toBeVisible()
  })
})

test.describe('what answers and is none', () => {
  let fake: FakeEngine
  test.beforeEach(async () => {
    fake = await createFakeEngine()
    await open()
    await view.startAdding('Socket')
  })
  test.afterEach(() => fake.dispose())

  test('an engine that is too old, other servers, files and places that are closed: a sentence for each', async () => {
    fake.on('GET', '/version', json({ Version: '18.09.1', ApiVersion: '1.39' }))
    await view.fill({ Socket: fake.socket })
    await view.add()
    await expect(view.alert).toContainText("speaks version 1.39 of Docker's API; Slipway needs 1.41 or newer")

    const folder = mkdtempSync(join(tmpdir(), 'sw-web-'))
    const web = createServer((_, answer) =>
      answer.setHeader('Content-Type', 'text/html').end('<h1>Hello</h1>'),
    )
    await new Promise<void>((resolve) => web.listen(join(folder, 'web.sock'), resolve))
    await view.fill({ Socket: join(folder, 'web.sock') })
    await view.add()
    await expect(view.alert).toContainText(/What answers at unix:.*web\.sock is no container engine/)
    web.removeAllListeners('request').on('request', (_, answer) => answer.writeHead(404).end('Not here'))
    await view.add()
    await expect(view.alert).toContainText(/What answers at unix:.*web\.sock is no container engine/)
    await expectClean('no-engine')
    web.close()
    rmSync(folder, { recursive: true })

    await view.fill({ Socket: join(folder, 'web.sock') })
    await view.add()
    await expect(view.alert).toContainText(`there is no unix://${join(folder, 'web.sock')}`)
    await view.fill({ Socket: '/etc/passwd' })
    await view.add()
    await expect(view.alert).toContainText('You may not use unix:///etc/passwd')
    await view.pressIn('Cancel')
    await view.expectActive('Slipway engine', 'ready')
  })

  test('what is stopped, or closed, while it is tried adds nothing', async () => {
    const waiting: Socket[] = []
    fake.on('GET', '/version', (socket) => void waiting.push(socket))
    fake.on('GET', /\/info$/, json({ ID: 'slow', Name: 'slow' }))
    const values = { Name: 'Slow', Socket: fake.socket }
    const answerAll = () => {
      for (const socket of waiting.splice(0))
        json({ Version: '26.1.5', ApiVersion: '1.45' })(socket, fake.requests[0]!)
    }
    const asked = () => expect.poll(() => waiting.length).toBe(1)

    for (const end of ['Stop', 'Cancel', 'typing']) {
      await view.fill(values)
      await view.add()
      await asked()
      await expect(view.dialog().getByRole('status')).toContainText(`Trying ${fake.socket}`)
      await expect(view.button('Add connection')).toBeDisabled()
      if (end === 'typing') await view.fill({ Name: 'Slower' })
      else await view.pressIn(end)
      await expect(view.dialog().getByRole('status')).toHaveCount(0)
      await expect(view.alert, 'it was not given up by itself').toHaveCount(0)
      answerAll()
      if (end === 'Cancel') await view.startAdding('Socket')
      await expect(view.field('Name')).toHaveValue({ Stop: 'Slow', Cancel: '', typing: 'Slower' }[end]!)
    }
    // Looked at last: on a busy machine that may take longer than an engine is waited for.
    await view.fill(values)
    await view.add()
    await asked()
    await expectClean('connection-trying')
    await view.pressIn('Cancel')
    await expect.poll(() => fake.open).toBe(0)
    await view.openMenu()
    await expect(view.menu.getByRole('menuitemradio', { name: /Slow/ })).toHaveCount(0)
    await slipway.page.keyboard.press('Escape')
    await view.expectActive('Slipway engine', 'ready')
  })

  test('a list with a row that cannot be read says so, one of many rows is whole, and one that does not come says that', async () => {
    const row = (name: string) => ({ Id: name.repeat(64), Names: [`/${name}`], Image: 'x', State: 'exited' })
    let events: Socket | undefined
    fake.on('GET', /\/_ping$/, json('OK'))
    fake.on('GET', /\/version$/, json({ Version: '26.1.5', ApiVersion: '1.45' }))
    fake.on('GET', /\/info$/, json({ ID: 'odd', Name: 'odd' }))
    fake.on('GET', /\/events$/, (socket) => {
      events = socket
      socket.write(streamHead)
    })
    fake.on('GET', /\/(images\/json|volumes)/, json([]))
    fake.on('GET', /\/containers\/json/, json([row('a'), { ...row('b'), Names: 5 }, row('c')]))
    await view.fill({ Name: 'Odd', Socket: fake.socket })
    await view.add()
    await view.expectActive('Odd', 'connected')
    await expect(view.row('a')).toBeVisible()
    await expect(view.row('c')).toBeVisible()
    const status = slipway.page.getByRole('status')
    await expect(status.getByText('1 row could not be read and is left out.')).toBeVisible()

    const event = { Type: 'container', Action: 'destroy', Actor: { ID: 'a'.repeat(64) } }
    const change = `${JSON.stringify(event)}\n`
    const tell = () => events!.write(`${change.length.toString(16)}\r\n${change}\r\n`)
    const many = Array.from({ length: 20_000 }, (_, at) => {
      const name = `box-${(at * 7919) % 20_000}`
      return { ...row('c'), Id: at.toString(16).padStart(64, '0'), Names: [`/${name}`] }
    })
    fake.on('GET', /\/containers\/json/, json([row('a'), ...many]))
    tell()
    const list = new ContainersPage(slipway.page)
    await expect(list.grid).toHaveAttribute('aria-rowcount', '20002')
    await list.grid.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
    await expect.poll(async () => (await list.names()).slice(0, 4)).toEqual(['a', 'box-0', 'box-1', 'box-2'])
    await list.search.fill('box-1999')
    await expect.poll(() => list.names()).toHaveLength(11)
    await list.search.fill('')
    await expect(list.grid).toHaveAttribute('aria-rowcount', '20002')
    await expect.poll(async () => (await list.names())[0]).toBe('a')

    fake.on('GET', /\/containers\/json/, (socket) => socket.write(streamHead))
    tell()
    await expect(status.getByText(/has not sent this list since it was asked for at/)).toBeVisible()
    await expect(view.row('a'), 'as it was').toBeVisible()
    await expectClean('list-owed')
  })
})

test('contexts that cannot be used say why, and one that became so stays the chosen one', async () => {
  addContext('plain', 'tcp://192.0.2.1:2375')
  addContext('trusting', 'tcp://192.0.2.1:2376', { SkipTLSVerify: true })
  addContext('pipe', 'npipe:////./pipe/docker_engine')
  addContext('near', `unix://${own.socket}.elsewhere`)
  await open()
  await view.openMenu()
  for (const [name, why] of [
    ['plain', 'it goes to another machine in the clear; it needs TLS'],
    ['trusting', 'it asks not to verify the certificate'],
    ['pipe', 'it names no engine that Slipway can reach'],
  ] as const) {
    const item = view.menu.getByRole('menuitemradio', { name: new RegExp(`^${name}`) })
    await expect(item).toHaveAttribute('aria-disabled', 'true')
    await expect(item).toContainText(why)
  }
  await view.menu.getByRole('menuitemradio', { name: /^near/ }).click()
  await view.expectActive('near', 'not answering')
  await slipway.close()

  addContext('near', 'tcp://192.0.2.1:2375')
  await open()
  await view.expectActive('near', 'refused')
  await expect(view.notice).toContainText('it goes to another machine in the clear; it needs TLS.')
  await expectClean('context-unusable')
  await slipway.close()

  rmSync(join(personHome, '.docker'), { recursive: true })
  await open()
  await view.expectActive('near', 'refused')
  await expect(view.notice).toContainText('There is no connection near any more.')
  await expect(view.row('here')).toHaveCount(0)
  await view.button("Switch to Slipway's own").click()
  await expect(view.row('here')).toBeVisible()
})

test('files that cannot be read are named and left as they are', async () => {
  const broken = {
    [join(own.home, 'connections.json')]: '{ "added": [ { "id": "added:1", ',
    [join(personHome, '.docker/config.json')]: '{ "currentContext": ',
    [join(personHome, '.docker/contexts/meta', contextKey('lost'), 'meta.json')]: 'nonsense',
  }
  addContext('lost', 'unix:///nowhere.sock')
  for (const [file, content] of Object.entries(broken)) writeFileSync(file, content)
  await open()
  await view.openMenu()
  await expect(view.menu.getByRole('menuitem', { name: 'All connections… 3 problems' })).toBeVisible()
  await slipway.page.keyboard.press('Escape')
  await view.manage()
  for (const file of Object.keys(broken)) await expect(view.alert.filter({ hasText: file })).toBeVisible()
  await expectClean('connections-problems')
  await view.connection('Slipway engine').getByRole('button', { name: 'Rename' }).click()
  await view.fill({ Name: 'Mine' })
  await view.pressIn('Save')
  await expect(view.messages.first()).toContainText(/connections\.json cannot be read, so it is not changed/)
  await expect(view.field('Name')).toHaveValue('Mine')
  await view.dialog().getByRole('button', { name: 'Add connection…' }).click()
  await view.pressIn('Socket')
  await view.fill({ Socket: '/nowhere/docker.sock' })
  await view.add()
  await view.pressIn('Add it all the same')
  await expect(view.alert).toContainText(/connections\.json cannot be read, so it is not changed/)
  for (const [file, content] of Object.entries(broken)) expect(readFileSync(file, 'utf8')).toBe(content)
})

test('many connections, and names that are long or meant to deceive', async () => {
  const name = `a\u202egnol\u0007 ${'name that goes on and on '.repeat(3)}end`
  addContext(name, 'ssh://me@host.of.a-department.of.a-company.example:2222/run/user/1000/docker.sock')
  for (let number = 1; number < 30; number++)
    addContext(`build-${number}`, `unix:///run/build-${number}.sock`)
  await open()
  await resize(slipway.app, 900, 600)
  await view.openMenu()
  await expect(view.menu.getByRole('menuitemradio')).toHaveCount(31)
  await expect(view.menu.getByRole('menuitemradio', { name: /^a⟨U\+202E⟩gnol⟨U\+0007⟩ name/ })).toBeVisible()
  // What comes after the list is never scrolled away, and keys reach all of it.
  await expect(view.menu.getByRole('menuitem', { name: 'Add connection…' })).toBeInViewport({ ratio: 1 })
  await expectClean('connections-many')
  await slipway.page.keyboard.type('build-29')
  const last = view.menu.getByRole('menuitemradio', { name: /^build-29/ })
  await expect(last).toBeFocused()
  await expect(last).toBeInViewport({ ratio: 1 })
  await slipway.page.keyboard.press('End')
  await expect(view.menu.getByRole('menuitem', { name: /All connections/ })).toBeFocused()
  await slipway.page.keyboard.press('Enter')

  const long = view.connection(name.replace('\u202e', '⟨U+202E⟩').replace('\u0007', '⟨U+0007⟩'))
  await long.getByRole('button', { name: 'Rename' }).click()
  await expect(view.field('Name')).toHaveValue(name.replace('\u202e', '').replace('\u0007', '').slice(0, 60))
  await expectClean('connections-many-all')
  await view.pressIn('Save')
  await expect(view.field('Name')).toHaveCount(0)
})

test('all of it by keyboard, and nothing that was typed is lost by accident', async () => {
  await open()
  const keys = slipway.page.keyboard
  await view.header.getByRole('button').focus()
  await keys.press('Enter')
  await expect(view.menu.getByRole('menuitemradio', { name: /Slipway engine/ })).toBeVisible()
  await keys.press('End')
  await keys.press('ArrowUp')
  await keys.press('Enter')
  await expect(view.field('Host')).toBeFocused()
  await keys.press('Shift+Tab')
  await keys.press('Shift+Tab')
  await expect(view.button('TCP')).toBeFocused()
  await keys.press('Enter')
  await view.field('Host').focus()
  await keys.press('Enter')
  await view.expectWrong('Host', 'Name the host.')
  await keys.type('127.0.0.1')
  await keys.press('Tab')
  await keys.type('1')
  await keys.press('Enter')
  await expect(view.alert).toContainText('No engine answers there: nothing listens at 127.0.0.1:1.')
  await expect(view.field('Port')).toBeFocused()

  await slipway.page.mouse.click(5, 400)
  await expect(view.field('Host')).toHaveValue('127.0.0.1')
  await keys.press('Escape')
  await expect(view.dialog()).toHaveCount(0)
  await expect(view.header.getByRole('button')).toBeFocused()
  await keys.press('Enter')
  await keys.press('End')
  await keys.press('ArrowUp')
  await keys.press('Enter')
  await expect(view.button('TCP')).toHaveAttribute('aria-pressed', 'true')
  await expect(view.field('Host')).toHaveValue('127.0.0.1')
  await expect(view.field('Port')).toHaveValue('1')
  await keys.press('Enter')
  await expect(view.alert).toContainText('No engine answers there')
  const anyway = view.button('Add it all the same')
  for (let presses = 0; presses < 30; presses++) {
    if (await anyway.evaluate((button) => button === document.activeElement)) break
    await keys.press('Tab')
  }
  await expect(anyway).toBeFocused()
  await keys.press('Enter')
  await view.expectActive('127.0.0.1', 'not answering')

  await view.switchTo(/Slipway engine/)
  await view.manage()
  const row = view.connection('127.0.0.1')
  await row.getByRole('button', { name: 'Rename' }).focus()
  await keys.press('Enter')
  await expect(view.field('Name')).toBeFocused()
  await keys.press('Escape')
  await expect(row.getByRole('button', { name: 'Rename' })).toBeFocused()
  await row.getByRole('button', { name: 'Remove' }).focus()
  await keys.press('Enter')
  await expect(row.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expect(row).toContainText('Remove 127.0.0.1 from this list?')
  await slipway.screen('connection-remove')
  await keys.press('Tab')
  await keys.press('Enter')
  await expect(row).toHaveCount(0)
  await expect(view.dialog().locator('button:focus')).toHaveCount(1)
})
