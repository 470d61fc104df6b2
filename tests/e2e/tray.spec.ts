import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { docker } from '../support/engine'

import { freePort } from '../support/freePort'
import { electronExecutable, emptyAfterEach, expect, isRoot, launch, type Slipway, test } from './support/app'

import { type MenuEntry, type Panel, startBus, startPanel, type TestBus } from './support/dbus'
import { answerBoxes, saidInBoxes } from './support/desktop'

emptyAfterEach()

let bus: TestBus
let panel: Panel
let slipway: Slipway | undefined

test.beforeEach(async () => {
  bus = await startBus()
  panel = await startPanel(bus.address)
})
test.afterEach(async () => {
  await slipway?.close()
  slipway = undefined
  await panel.dispose()
  await bus.dispose()
})

const open = async (home: string, executable?: string) => {
  slipway = await launch({ home, executable, env: { DBUS_SESSION_BUS_ADDRESS: bus.address } })
  await expect.poll(() => panel.items).toBe(1)
  return slipway
}
const labels = (entries: readonly MenuEntry[]) => entries.map(({ label }) => label)
const entry = (entries: readonly MenuEntry[], label: string) => entries.find((each) => each.label === label)
const isVisible = ({ app }: Slipway) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false)

test('the menu shows the engine and what runs, and Stop there stops the container', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'old_one', engine.image, 'sleep', '1000')
  await docker(
    engine,
    'run',
    '-d',
    '--stop-signal',
    'KILL',
    '--name',
    'web',
    '-t',
    '-p',
    '127.0.0.1::80',
    engine.image,
    'sh',
  )
  await docker(engine, 'create', '--name', 'never', engine.image, 'true')
  await open(engine.home)

  await expect.poll(async () => labels(await panel.menu())).toContain('web')
  const menu = await panel.menu()
  expect(menu[0]?.label).toMatch(/^Engine: ready, Docker \d/)
  expect(menu[0]?.enabled).toBe(false)
  expect(labels(menu).filter((label) => label === 'web' || label === 'old_one')).toEqual(['web', 'old_one'])
  const port = (await docker(engine, 'port', 'web', '80/tcp')).split(':').at(-1)
  expect(labels(entry(menu, 'web')!.children)).toEqual(['Stop', 'Restart', `Open port ${port}`, 'Logs'])
  expect(labels(entry(menu, 'Stopped')!.children)).toEqual(['never'])

  await panel.click('web', 'Stop')
  await expect.poll(() => docker(engine, 'ps', '--format', '{{.Names}}')).toBe('old_one')
  await expect.poll(async () => labels(entry(await panel.menu(), 'Stopped')!.children)).toContain('web')

  await panel.click('Stopped', 'web', 'Start')
  await expect.poll(() => docker(engine, 'ps', '--format', '{{.Names}}')).toContain('web')
})

test('the menu follows what the command line does', async ({ engine }) => {
  await open(engine.home)
  await expect.poll(async () => labels(await panel.menu())).toContain('No running containers')
  await docker(engine, 'run', '-d', '--name', 'fresh', engine.image, 'sleep', '1000')
  await expect.poll(async () => labels(await panel.menu())).toContain('fresh')
  await docker(engine, 'rename', 'fresh', 'older')
  await expect.poll(async () => labels(await panel.menu())).toContain('older')
  await docker(engine, 'rm', '-f', 'older')
  await expect.poll(async () => labels(await panel.menu())).toContain('No running containers')
})

/** A program that starts Electron on a machine where a library is empty: in mounts of its own, as the same user. */
const electronWithout = (library: string) => `#!/bin/sh
exec unshare --map-root-user --mount sh -c '
  for each in /lib/*/${library}; do mount --bind /dev/null "$each" || exit; done
  user=$0 group=$1 && shift && exec unshare --map-user="$user" --map-group="$group" "${electronExecutable()}" "$@"
' "$(id -u)" "$(id -g)" "$@"
`

/** Two containers for one port: the second cannot start. Resolves to what is then said. */
async function createRivals(engine: { socket: string; image: string }) {
  const port = await freePort()
  const command = ['-p', `127.0.0.1:${port}:80`, engine.image, 'sleep', '1000']
  await docker(engine, 'run', '-d', '--name', 'first', ...command)
  await docker(engine, 'create', '--name', 'second', ...command)
  return ['Start second did not work', expect.stringContaining(String(port))]
}
async function startSecond() {
  await expect
    .poll(async () => labels(entry(await panel.menu(), 'Stopped')?.children ?? []))
    .toEqual(['second'])
  await panel.click('Stopped', 'second', 'Start')
}

test('what fails in the tray is said in a notification', async ({ engine }) => {
  const complaint = await createRivals(engine)
  await open(engine.home)
  await startSecond()
  await expect.poll(() => panel.notifications).toEqual([complaint])
})

async function hideWindow(): Promise<void> {
  await slipway!.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(() => isVisible(slipway!)).toBe(false)
}

test('in the window where the desktop shows no notifications and the person is at the window', async ({
  engine,
}) => {
  await panel.dispose()
  panel = await startPanel(bus.address, { notifications: false })
  await createRivals(engine)
  const { app, page } = await open(engine.home)
  await answerBoxes(app, 0)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus())
  await startSecond()
  await expect(page.getByText('Start second did not work')).toBeVisible()
  expect(await saidInBoxes(app)).toEqual([])
})

test('and in a dialog where there is no window to say it in', async ({ engine }) => {
  await panel.dispose()
  panel = await startPanel(bus.address, { notifications: false })
  const complaint = await createRivals(engine)
  const { app } = await open(engine.home)
  await hideWindow()
  await answerBoxes(app, 0)
  await startSecond()
  await expect.poll(() => saidInBoxes(app)).toEqual([[...complaint, 'Close']])
})

test('and in a dialog where the library for notifications is missing', async ({ engine }) => {
  test.skip(isRoot, 'Chromium has no sandbox as root')
  const folder = mkdtempSync(join(tmpdir(), 'sw-without-'))
  const executable = join(folder, 'electron')
  writeFileSync(executable, electronWithout('libnotify.so.4'), { mode: 0o755 })
  const complaint = await createRivals(engine)
  const { app } = await open(engine.home, executable)
  rmSync(folder, { recursive: true })
  await hideWindow()
  await answerBoxes(app, 0)
  await startSecond()
  await expect.poll(() => saidInBoxes(app)).toEqual([[...complaint, 'Close']])
  expect(panel.notifications).toEqual([])
})

test('closing the window keeps the tray, which brings it back, at the logs when asked for', async ({
  engine,
}) => {
  await docker(engine, 'run', '-d', '--name', 'talker', engine.image, 'sh', '-c', 'echo hello; sleep 1000')
  const { app, page } = await open(engine.home)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(() => isVisible(slipway!)).toBe(false)

  await expect.poll(async () => labels(await panel.menu())).toContain('talker')
  await panel.click('talker', 'Logs')
  await expect.poll(() => isVisible(slipway!)).toBe(true)
  await expect(page).toHaveURL(/#\/containers\/[0-9a-f]{64}\/logs$/)
  await expect(page.getByText('hello')).toBeVisible()
})

test('the engine can be stopped and started; what runs is asked about first', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'busy', engine.image, 'sleep', '1000')
  const { app } = await open(engine.home)
  await expect.poll(async () => labels(await panel.menu())).toContain('busy')
  await answerBoxes(app, 1)
  await panel.click('Stop engine')
  await expect
    .poll(() => saidInBoxes(app))
    .toEqual([['One container is running.', expect.any(String), 'Stop engine', 'Cancel']])
  expect(await docker(engine, 'ps', '--format', '{{.Names}}')).toBe('busy')

  await docker(engine, 'rm', '-f', 'busy')
  await expect.poll(async () => labels(await panel.menu())).toContain('No running containers')
  await panel.click('Stop engine')
  await expect.poll(async () => labels(await panel.menu())).toContain('Start engine')
  expect((await panel.menu())[0]?.label).toBe('Engine: stopped')
  await panel.click('Start engine')
  await expect.poll(async () => (await panel.menu())[0]?.label).toMatch(/^Engine: ready/)
})

test('a panel that comes later gets the tray, and again after it was restarted', async ({ engine }) => {
  await panel.dispose()
  slipway = await launch({ home: engine.home, env: { DBUS_SESSION_BUS_ADDRESS: bus.address } })
  for (let start = 0; start < 2; start++) {
    panel = await startPanel(bus.address)
    await expect.poll(() => panel.items).toBe(1)
    await expect.poll(async () => labels(await panel.menu())).toContain('Show Slipway')
    if (start === 0) await panel.dispose()
  }
})
