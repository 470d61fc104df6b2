import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { trayColours } from '../../main/app/trayPictures'
import { register, unregister } from '../../main/services/connections/registration'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { addConnection } from './support/addedConnection'
import { expect, launch, type Slipway, test } from './support/app'
import { type MenuEntry, type Panel, startBus, startPanel, type TestBus } from './support/dbus'
import { ContainersPage } from './support/pages/containersPage'

// One is stopped here: neither is the one that the other files share. Each test has a window of its own on them.
let own: TestEngine
let other: TestEngine
let bus: TestBus
let panel: Panel
let slipway: Slipway
let view: ContainersPage
let personHome: string

test.beforeAll(async () => {
  own = await startEngine()
  other = await startEngine()
  await docker(own, 'run', '-d', '--name', 'here', await importBusybox(own), 'sleep', '1000')
  const how = ['-d', '--name', 'there', '--restart', 'unless-stopped', '--stop-signal', 'KILL']
  await docker(other, 'run', ...how, await importBusybox(other), 'sleep', '1000')
})
test.beforeEach(async () => {
  personHome = mkdtempSync(join(tmpdir(), 'sw-person-'))
  bus = await startBus()
  panel = await startPanel(bus.address)
})
test.afterEach(async () => {
  await slipway?.close()
  await panel?.dispose()
  await bus?.dispose()
  rmSync(personHome, { recursive: true, force: true })
})
test.afterAll(async () => {
  await own?.dispose()
  await other?.dispose()
})

/** Opens the window at the own engine or at the other one, and waits until the tray shows what runs there. */
async function openAt(engine: 'own' | 'other') {
  addConnection(own.home, 'Second', { kind: 'unix', socket: other.socket }, engine === 'other')
  const env = { HOME: personHome, DBUS_SESSION_BUS_ADDRESS: bus.address }
  slipway = await launch({ home: own.home, env })
  view = new ContainersPage(slipway.page)
  await expect.poll(() => panel.items).toBe(1)
  await expect.poll(async () => labels(await panel.menu())).toContain(engine === 'own' ? 'here' : 'there')
}

const labels = (entries: readonly MenuEntry[]) => entries.map(({ label }) => label)
const firstLine = async () => (await panel.menu())[0]?.label
const connections = async () =>
  (await panel.menu()).find(({ label }) => label === 'Connections')?.children ?? []
const chosen = async () => labels((await connections()).filter((entry) => entry.chosen))

/** How many pixels of the tray's icon have the colour of a connection. */
async function marked(colour: keyof typeof trayColours): Promise<number> {
  const { pixels } = (await panel.picture())!
  const wanted = Buffer.alloc(4)
  wanted.writeUInt32BE(trayColours[colour] + 0xff000000)
  let count = 0
  for (let at = 0; at < pixels.length; at += 4) if (wanted.equals(pixels.subarray(at, at + 4))) count++
  return count
}

/** Reads the menu until its first line is this one; no menu on the way may show what is of another engine. */
async function follow(line: string, foreign: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const shown = labels(await panel.menu())
        if (shown[0] === line) expect(shown).not.toContain(foreign)
        return shown[0]
      },
      { intervals: [10] },
    )
    .toBe(line)
}

test('the tray names the engine, and switches to another whose containers it then shows', async () => {
  await openAt('own')
  await expect.poll(async () => labels(await connections())).toEqual(['Slipway engine', 'Second'])
  expect(await chosen()).toEqual(['Slipway engine'])
  for (const { picture } of [(await panel.menu())[0]!, ...(await connections())]) {
    expect(Buffer.from(picture!.subarray(1, 4)).toString()).toBe('PNG')
  }
  expect(labels(await panel.menu())).toContain('Stop engine')
  expect(await marked('orange')).toBe(0)
  await view.details('here')
  await view.choose('here', 'Remove')
  await expect(view.question('Remove here?')).toBeVisible()

  await panel.click('Connections', 'Second')
  await follow('Second: connected', 'here')
  await expect.poll(async () => labels(await panel.menu())).toContain('there')
  expect(labels(await panel.menu())).not.toContain('here')
  expect(await chosen()).toEqual(['Second'])
  await expect.poll(() => marked('orange')).toBeGreaterThan(50)
  expect(await marked('teal')).toBe(0)

  await expect(view.page.getByRole('group', { name: 'Connection' })).toContainText('Second')
  await expect(view.row('there')).toBeVisible()
  await expect(view.question('Remove here?'), 'what was to be confirmed was meant for the other').toHaveCount(
    0,
  )
  await expect(view.page).toHaveURL(/#\/containers$/)

  const started = () => docker(other, 'inspect', '--format', '{{.State.StartedAt}}', 'there')
  const before = await started()
  await panel.click('there', 'Restart')
  await expect.poll(started).not.toBe(before)
  expect(await docker(own, 'ps', '--format', '{{.Names}}')).toBe('here')
})

test('stopping the engine there means the own one, and is asked about its containers', async () => {
  await openAt('other')
  await slipway.app.evaluate(({ dialog }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = (async (...given: unknown[]) => {
      const { message, detail } = given.at(-1) as { message: string; detail: string }
      asked.push(message, detail)
      return { response: 1, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  })
  expect(labels(await panel.menu())).not.toContain('Stop engine')
  await panel.click("Stop Slipway's engine")
  const asked = () => slipway.app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
  await expect.poll(asked).toHaveLength(2)
  const [message, detail] = await asked()
  expect(message).toBe("One container is running in Slipway's own engine.")
  expect(detail).toContain('Nothing of it comes back by itself when the engine starts again.')
  expect(detail).toContain('What runs at Second is not touched.')
  expect(await docker(own, 'ps', '--format', '{{.Names}}')).toBe('here')
})

test('an engine that went away is named so, without its containers, and never replaced by another', async () => {
  await openAt('other')
  await other.engine.stop()
  await follow('Second: not answering', 'there')
  expect(labels(await panel.menu()).filter(Boolean)).toEqual([
    'Second: not answering',
    'Connections',
    "Stop Slipway's engine",
    'Show Slipway',
    'Quit',
  ])
  expect(await chosen()).toEqual(['Second'])
  await other.engine.start()
  await follow('Second: connected', 'here')
  await expect.poll(async () => labels(await panel.menu())).toContain('there')
})

test('what can be chosen is looked up when it is unfolded; what fails is said, and the mark stays', async () => {
  await openAt('other')
  // What is known of the connections at first is the active one alone.
  await expect.poll(async () => labels(await connections())).toEqual(['Slipway engine', 'Second'])
  const context = { folder: join(personHome, '.docker'), home: '/elsewhere', socket: '/nowhere/docker.sock' }
  register(context)
  expect(labels(await connections())).toEqual(['Slipway engine', 'Second'])
  await panel.unfold('Connections')
  await expect.poll(async () => labels(await connections())).toEqual(['Slipway engine', 'slipway', 'Second'])

  await unregister(context)
  await panel.click('Connections', 'slipway')
  await expect
    .poll(() => panel.notifications.map(([title]) => title))
    .toEqual(['Switch to slipway did not work'])
  await expect.poll(chosen).toEqual(['Second'])
  expect(await firstLine()).toBe('Second: connected')

  await panel.unfold('Connections')
  await expect.poll(async () => labels(await connections())).toEqual(['Slipway engine', 'Second'])
})

test('back at the own engine the icon is plain again', async () => {
  await openAt('other')
  await expect.poll(() => marked('orange')).toBeGreaterThan(50)
  await panel.click('Connections', 'Slipway engine')
  await expect.poll(firstLine).toMatch(/^Engine: ready/)
  await expect.poll(async () => labels(await panel.menu())).toContain('here')
  expect(labels(await panel.menu())).not.toContain('there')
  expect(labels(await panel.menu())).toContain('Stop engine')
  expect(await chosen()).toEqual(['Slipway engine'])
  await expect.poll(() => marked('orange')).toBe(0)
})
