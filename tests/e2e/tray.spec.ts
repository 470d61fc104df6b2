import { docker } from '../support/engine'
import { expect, launch, type Slipway, test } from './support/app'
import { type MenuEntry, type Panel, startBus, startPanel, type TestBus } from './support/dbus'

let bus: TestBus
let panel: Panel
let slipway: Slipway | undefined

test.beforeEach(async () => {
  bus = await startBus()
  panel = await startPanel(bus.address)
})
test.afterEach(async ({ engine }) => {
  await slipway?.close()
  slipway = undefined
  await panel.dispose()
  await bus.dispose()
  const left = await docker(engine, 'ps', '-aq')
  if (left) await docker(engine, 'rm', '-f', ...left.split('\n'))
})

const open = async (home: string) => {
  slipway = await launch({ home, env: { DBUS_SESSION_BUS_ADDRESS: bus.address } })
  await expect.poll(() => panel.items).toBe(1)
  return slipway
}
const labels = (entries: readonly MenuEntry[]) => entries.map(({ label }) => label)
const entry = (entries: readonly MenuEntry[], label: string) => entries.find((each) => each.label === label)
const isVisible = ({ app }: Slipway) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false)

test('the menu shows the engine and what runs, and Stop there stops the container', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'old_one', engine.image, 'sleep', '1000')
  await docker(engine, 'run', '-d', '--name', 'web', '-t', '-p', '127.0.0.1::80', engine.image, 'sh')
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
  await expect.poll(() => docker(engine, 'ps', '--format', '{{.Names}}'), { timeout: 30_000 }).toBe('old_one')
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

test('what fails in the tray is said in a notification', async ({ engine }) => {
  await docker(
    engine,
    'run',
    '-d',
    '--name',
    'first',
    '-p',
    '127.0.0.1:47081:80',
    engine.image,
    'sleep',
    '1000',
  )
  await docker(
    engine,
    'create',
    '--name',
    'second',
    '-p',
    '127.0.0.1:47081:80',
    engine.image,
    'sleep',
    '1000',
  )
  await open(engine.home)
  await expect
    .poll(async () => labels(entry(await panel.menu(), 'Stopped')?.children ?? []))
    .toEqual(['second'])
  await panel.click('Stopped', 'second', 'Start')
  await expect.poll(() => panel.notifications.map(([title]) => title)).toEqual(['Start second did not work'])
  expect(panel.notifications[0]?.[1]).toMatch(/47081/)
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
  await app.evaluate(({ dialog }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = (async (...given: unknown[]) => {
      const { message, buttons } = given.at(-1) as { message: string; buttons: string[] }
      asked.push(message, ...buttons)
      return { response: 1, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  })
  await panel.click('Stop engine')
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked))
    .toEqual(['One container is running.', 'Stop engine', 'Cancel'])
  expect(await docker(engine, 'ps', '--format', '{{.Names}}')).toBe('busy')

  await docker(engine, 'rm', '-f', 'busy')
  await expect.poll(async () => labels(await panel.menu())).toContain('No running containers')
  await panel.click('Stop engine')
  await expect.poll(async () => labels(await panel.menu()), { timeout: 60_000 }).toContain('Start engine')
  expect((await panel.menu())[0]?.label).toBe('Engine: stopped')
  await panel.click('Start engine')
  await expect.poll(async () => (await panel.menu())[0]?.label, { timeout: 60_000 }).toMatch(/^Engine: ready/)
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
