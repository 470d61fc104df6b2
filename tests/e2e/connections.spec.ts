import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { addConnection } from './support/addedConnection'
import { expect, launch, type Slipway, test } from './support/app'
import { resize } from './support/desktop'
import { ConnectionsPage } from './support/pages/connectionsPage'
import { typeIntoPalette } from './support/palette'

// One is stopped here: neither is the one that the other files share. Each test has a window of its own on them.
let own: TestEngine
let other: TestEngine
let slipway: Slipway
let view: ConnectionsPage
let personHome: string

test.beforeAll(async () => {
  personHome = mkdtempSync(join(tmpdir(), 'sw-person-'))
  own = await startEngine()
  other = await startEngine()
  await docker(own, 'run', '-d', '--name', 'here', await importBusybox(own), 'sleep', '1000')
  const how = ['-d', '--name', 'there', '--restart', 'unless-stopped', '--stop-signal', 'KILL']
  await docker(other, 'run', ...how, await importBusybox(other), 'sleep', '1000')
})
test.afterEach(async () => {
  await slipway?.close()
  rmSync(join(own.home, 'connections.json'), { force: true })
})
test.afterAll(async () => {
  await own?.dispose()
  await other?.dispose()
  rmSync(personHome, { recursive: true, force: true })
})

/** @param second whether the person has added a second engine, and whether it is the active one */
async function open(second: 'none' | 'added' | 'active') {
  const target = { kind: 'unix', socket: other.socket } as const
  if (second !== 'none') addConnection(own.home, 'Second', target, second === 'active')
  slipway = await launch({ home: own.home, env: { HOME: personHome } })
  view = new ConnectionsPage(slipway.page)
  await expect(view.row(second === 'active' ? 'there' : 'here')).toBeVisible()
}

test('what is added is tried out first; then the lists are those of that engine', async () => {
  await open('none')
  await expect(view.header).toContainText('Slipway engine')
  await view.startAdding('SSH')
  await view.add()
  await view.expectWrong('Host', 'Name the host.')
  await slipway.screen('connection-add-ssh')

  await view.pressIn('Socket')
  await view.field('Socket').fill(own.socket)
  await view.add()
  await view.expectWrong(
    'Socket',
    "This is the socket of Slipway's own engine, which is in the list by itself.",
  )
  await view.field('Socket').fill('/nowhere/docker.sock')
  await view.field('Name').fill('slipway ENGINE')
  await view.add()
  await view.expectWrong('Name', 'Another connection is called that. Choose another name.')
  await view.field('Name').fill('Second')
  await view.add()
  await expect(view.alert).toContainText('No engine answers there')
  await slipway.screen('connection-add-failed')
  await view.field('Socket').fill(other.socket)
  await view.add()
  await expect(view.dialog()).toHaveCount(0)

  await expect(view.header).toContainText('Second')
  await expect(view.header).toContainText('connected')
  await expect(view.row('there')).toBeVisible()
  await expect(view.row('here')).toHaveCount(0)
  const colour = (selector: string, side: string) =>
    slipway.page.evaluate(
      ([selector, side]) => getComputedStyle(document.querySelector(selector)!).getPropertyValue(side),
      [selector, side] as const,
    )
  expect(await colour('header', 'border-bottom-color')).toBe(
    await colour('header [role=group] button', 'border-left-color'),
  )
  await slipway.screen('connection-second')
  await view.open('Layers')
  await expect(view.page.getByText(/^Second writes its images out to show their layers/)).toBeVisible()
  await view.open('Containers')
  await view.openMenu()
  await expect(view.menu.getByRole('menuitemradio', { name: /Second/ })).toHaveAttribute(
    'aria-checked',
    'true',
  )
  await expect(view.menu.getByRole('menuitemradio', { name: /Slipway engine/ })).toBeVisible()
  await slipway.screen('connection-menu')
  await slipway.page.keyboard.press('Escape')
})

test('an engine that went away is stale, and the window never goes to another by itself', async () => {
  await open('active')
  await other.engine.stop()
  await expect(view.header).toContainText('not answering')
  await expect(view.page.getByText(/^Second does not answer\. What you see is from/)).toBeVisible()
  await expect(view.row('there')).toBeVisible()
  await expect(view.row('here')).toHaveCount(0)
  await slipway.page.emulateMedia({ colorScheme: 'dark' })
  await resize(slipway.app, 900, 600)
  await slipway.screen('connection-lost')
  await slipway.page.emulateMedia({ colorScheme: 'light' })
  await resize(slipway.app, 1360, 860)
  await other.engine.start()
  await expect(view.header).toContainText('connected')
  await view.expectState('there', 'running')
})

test('the palette switches, and the Engine view stays that of the own engine', async () => {
  await open('active')
  await view.open('Engine')
  await expect(
    view.page.getByText(
      "This is Slipway's own engine; Restart and Stop are for it alone. The other views show Second.",
    ),
  ).toBeVisible()
  await expect(view.page.getByText(/^It is Docker \d+\.\d.*, API \d\.\d+, on \S/)).toBeVisible()
  await expect(view.page.getByText(/ of .*B$/).first()).toBeVisible()
  await slipway.screen('connection-engine-view')
  await view.page.getByRole('link', { name: 'Show what takes room' }).click()
  await expect(view.page.getByText('On the disk of Second, as that engine counts it.')).toBeVisible()
  const disk = view.page.getByRole('table', { name: 'What is on disk' })
  await expect(disk.getByRole('row', { name: /^Images/ })).toContainText('MB')
  await expect(disk.getByRole('row', { name: /^Logs/ }), 'its files are not ours to read').toHaveCount(0)
  await slipway.screen('connection-disk')
  await view.open('Containers')
  await typeIntoPalette(slipway.page, 'Switch to Slipway engine')
  await expect(slipway.page.getByRole('option', { name: /Switch to Slipway engine/ })).toBeVisible()
  await slipway.page.keyboard.press('Enter')
  await expect(view.row('here')).toBeVisible()
  await expect(view.row('there')).toHaveCount(0)
  await expect(view.header).toContainText('ready')
})

test('connections are renamed, offered to docker, and removed', async () => {
  await open('added')
  await view.manage()
  await view.connection('Second').getByRole('button', { name: 'Rename' }).click()
  await view.field('Name').fill('Slipway engine')
  await view.expectWrong('Name', 'Another connection is called that. Choose another name.')
  await view.field('Name').fill('Staging')
  await view.dialog().getByRole('radio', { name: 'Orange' }).check({ force: true })
  await slipway.screen('connections-rename')
  await view.pressIn('Save')
  await expect(view.connection('Staging')).toBeVisible()

  const offer = view.dialog().getByRole('checkbox', { name: /as the context slipway/ })
  const contexts = join(personHome, '.docker/contexts/meta')
  await offer.click()
  await expect(offer).toBeChecked()
  await expect.poll(() => readdirSync(contexts)).toHaveLength(1)
  await slipway.screen('connections')
  await offer.click()
  await expect(offer).not.toBeChecked()
  await expect.poll(() => readdirSync(contexts)).toEqual([])

  await view.connection('Staging').getByRole('button', { name: 'Remove' }).click()
  await view.connection('Staging').getByRole('button', { name: 'Cancel' }).click()
  await view.connection('Staging').getByRole('button', { name: 'Remove' }).click()
  await view.connection('Staging').getByRole('button', { name: 'Remove' }).click()
  await expect(view.connection('Staging')).toHaveCount(0)
  await slipway.page.keyboard.press('Escape')
  await expect(view.row('here')).toBeVisible()
})
