import { docker, dockerdOf } from '../support/engine'
import { type Registry, type SlowRegistry, startRegistry, throttle } from '../support/registry'
import { emptyAfterEach, expect, launch, type Slipway, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { noiseImage } from './support/builds'
import { type Panel, startBus, startPanel, type TestBus } from './support/dbus'
import { answerBoxes, saidInBoxes } from './support/desktop'
import { ActivityPage } from './support/pages/activityPage'
import { ImagesPage } from './support/pages/imagesPage'

emptyAfterEach()

let registry: Registry
let slow: SlowRegistry
let reference: string
let bus: TestBus
let panel: Panel
let slipway: Slipway | undefined

test.beforeAll(async ({ engine }) => {
  const dockerd = dockerdOf(engine.home)
  registry = await startRegistry(dockerd)
  slow = await throttle(dockerd, registry, 400_000)
  reference = `${slow.host}/team/noise:1`
  await noiseImage(engine, 'noise:1', 1_500_000)
  await docker(engine, 'tag', 'noise:1', `${registry.host}/team/noise:1`)
  await docker(engine, 'push', '--quiet', `${registry.host}/team/noise:1`)
  await docker(engine, 'rmi', 'noise:1', `${registry.host}/team/noise:1`)
})
test.afterAll(async () => {
  await slow?.stop()
  await registry?.stop()
})
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

async function open(home: string): Promise<ActivityPage> {
  slipway = await launch({ home, env: { DBUS_SESSION_BUS_ADDRESS: bus.address } })
  await expect.poll(() => panel.items).toBe(1)
  return new ActivityPage(slipway.page)
}
/** Begins a pull, and leaves it to itself once bytes come: it waits for `slow.goOn()` before the last of them. */
async function pull(view: ActivityPage, of = reference): Promise<void> {
  const images = new ImagesPage(view.page)
  const before = slow.sent
  slow.hold()
  await images.open('Images')
  await images.pull(of)
  await expect.poll(() => slow.sent - before).toBeGreaterThan(50_000)
  await images.pullDialog.getByRole('button', { name: 'Hide' }).click()
  await view.open('Containers')
}
const closeWindow = ({ app }: Slipway) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
const isVisible = ({ app }: Slipway) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false)

test('a pull goes on while the page is loaded anew, and waits to be seen in the list of activities', async ({
  engine,
}) => {
  const view = await open(engine.home)
  await expect(view.button(/^Activity/)).toHaveCount(0)
  await pull(view)
  await view.page.reload()
  await expect(view.opener).toHaveAccessibleName('Activity: 1 running')
  await view.opener.click()
  await expect(view.list.getByRole('listitem')).toContainText(`Pulling ${reference}`)
  await expect(view.list.getByRole('progressbar')).toBeVisible()
  expect(await findingsInBoth(slipway!, 'activity-running')).toEqual([])

  slow.goOn()
  await expect(view.list.getByRole('listitem')).toContainText(`${reference} is here`)
  expect(await docker(engine, 'images', '-q', reference)).not.toBe('')
  await view.list.getByRole('button', { name: 'Open' }).click()
  await expect(new ImagesPage(view.page).panel(reference)).toBeVisible()
  await expect(view.opener).toHaveCount(0)
})

test('it is cancelled from there, and the engine hangs up', async ({ engine }) => {
  const view = await open(engine.home)
  await pull(view)
  await view.opener.click()
  await view.list.getByRole('button', { name: 'Cancel' }).click()
  await expect(view.list).toHaveCount(0)
  // It hangs up over the next bytes, not while it waits for them.
  slow.goOn()
  await view.page.keyboard.press('Escape')
  await expect(view.opener).toHaveCount(0)
  await expect.poll(() => slow.open, 'the engine hangs up').toBe(0)
  expect(await docker(engine, 'images', '-q', reference)).toBe('')
})

test('what ends while the window is hidden is said by the desktop, and is in the list when it is back', async ({
  engine,
}) => {
  const view = await open(engine.home)
  await pull(view)
  await closeWindow(slipway!)
  await expect.poll(() => isVisible(slipway!)).toBe(false)
  slow.goOn()
  await expect.poll(() => panel.notifications).toEqual([[`${reference} is here`, '']])
  await panel.click('Show Slipway')
  await expect(view.opener).toHaveAccessibleName('Activity: 1 done')
  await view.opener.click()
  await expect(view.list.getByRole('listitem')).toContainText(`${reference} is here`)
  await view.page.keyboard.press('Escape')
  await expect(view.opener, 'it was seen').toHaveCount(0)
})

test('what fails then is said, too; in a dialog where the desktop shows no notifications', async ({
  engine,
}) => {
  await panel.dispose()
  panel = await startPanel(bus.address, { notifications: false })
  const view = await open(engine.home)
  await answerBoxes(slipway!.app, 0)
  const missing = `${registry.host}/team/nothing:1`
  await closeWindow(slipway!)
  await expect.poll(() => isVisible(slipway!)).toBe(false)
  await view.page.evaluate(
    (of) => window.slipway.call('images.pull', { reference: of }) as Promise<unknown>,
    missing,
  )
  await expect
    .poll(() => saidInBoxes(slipway!.app))
    .toEqual([[`Pulling ${missing} failed`, expect.any(String), 'Close']])

  await panel.click('Show Slipway')
  await expect(view.opener).toHaveAccessibleName('Activity: 1 failed')
  await view.opener.click()
  const row = view.list.getByRole('listitem')
  await expect(row.getByRole('alert')).not.toBeEmpty()
  await expect(row.getByRole('button', { name: 'Copy details' })).toBeVisible()
  expect(await findingsInBoth(slipway!, 'activity-failed')).toEqual([])
  await view.page.keyboard.press('Escape')
  await expect(view.opener, 'a failure stays').toHaveAccessibleName('Activity: 1 failed')
  await view.page.reload()
  await view.opener.click()
  await row.getByRole('button', { name: 'Dismiss' }).click()
  await expect(view.list).toHaveCount(0)
})

test('no notification is shown to who wants none', async ({ engine }) => {
  const view = await open(engine.home)
  await view.page.evaluate(() => window.slipway.call('settings.change', { notices: false }))
  await pull(view)
  await closeWindow(slipway!)
  await expect.poll(() => isVisible(slipway!)).toBe(false)
  slow.goOn()
  await expect.poll(() => docker(engine, 'images', '-q', reference)).not.toBe('')
  await panel.click('Show Slipway')
  await expect(view.opener).toHaveAccessibleName('Activity: 1 done')
  expect(panel.notifications).toEqual([])
  await view.page.evaluate(() => window.slipway.call('settings.reset', undefined))
})
