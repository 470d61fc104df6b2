import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { root } from '../support/engine'
import { expect, launch, type Slipway, test } from './support/app'
import { forgetChoices } from './support/choices'
import { resize } from './support/desktop'
import { type EverydayWorld, everydayWorld, renewWorld } from './support/everydayWorld'
import { type Effort, Hand } from './support/hand'
import { ComparePage } from './support/pages/comparePage'
import { ContainersPage } from './support/pages/containersPage'
import { ImagesPage } from './support/pages/imagesPage'
import { LayersPage } from './support/pages/layersPage'
import { LogView } from './support/pages/logView'
import { RunDialog } from './support/pages/runDialog'

// The everyday tasks, each done in the window, with what it costs. None may cost more than it did when somebody used the
// window for hours and counted (`before`): that is how a new dialog or a lost shortcut is noticed.
let slipway: Slipway
let world: EverydayWorld
const costs: string[] = []

test.beforeAll(async ({ engine }) => {
  forgetChoices(engine.home)
  world = await everydayWorld(engine)
  slipway = await launch({ home: engine.home, motion: true })
  await resize(slipway.app, 1360, 860)
  await slipway.app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (url) => {
      opened.push(url)
    }
  })
})
test.afterAll(async ({ engine }) => {
  const folder = join(root, 'artefacts')
  mkdirSync(folder, { recursive: true })
  const table = ['task: clicks / keys (before)', ...costs].join('\n')
  writeFileSync(join(folder, 'everyday.txt'), `${table}\n`)
  console.log(table)
  await slipway?.close()
  await world?.leave()
  forgetChoices(engine.home)
})

const openedPorts = () =>
  slipway.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened.length)

/** Begins at the list of containers, as it is at the start. */
async function begin(): Promise<{ page: Page; hand: Hand; containers: ContainersPage }> {
  const { page } = slipway
  await page.evaluate(() => {
    location.hash = '#/containers'
  })
  const containers = new ContainersPage(page)
  await containers.search.fill('')
  await page.getByRole('group', { name: 'State' }).getByRole('button', { name: /^All/ }).click()
  await expect(containers.row('shopkeeper')).toBeVisible()
  await page.getByRole('heading', { name: 'Containers', level: 1 }).click()
  return { page, hand: new Hand(page), containers }
}

interface Start {
  readonly page: Page
  readonly hand: Hand
  readonly containers: ContainersPage
}

/** @param before what it cost then */
function task(name: string, before: Effort, act: (start: Start) => Promise<void>): void {
  test(name, async () => {
    const start = await begin()
    await act(start)
    const { clicks, keys } = start.hand.effort
    costs.push(`${name}: ${clicks} / ${keys} (${before.clicks} / ${before.keys})`)
    const limit = before.clicks + before.keys
    expect(clicks, 'clicks').toBeLessThanOrEqual(before.clicks)
    expect(clicks + keys, 'clicks and keys').toBeLessThan(limit)
  })
}

const inSection = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name })

test.describe('by mouse', () => {
  task('run a web server and open its port', { clicks: 3, keys: 14 }, async ({ page, hand, containers }) => {
    const dialog = new RunDialog(page)
    const before = await openedPorts()
    await hand.click(page.getByRole('button', { name: 'Run', exact: true }))
    await expect(dialog.image).toBeFocused()
    await hand.type('web:1')
    await hand.click(dialog.run)
    await expect(dialog.form).toHaveCount(0)
    await hand.click(
      page
        .getByRole('complementary')
        .getByRole('link', { name: /^Open port/ })
        .first(),
    )
    await expect.poll(openedPorts).toBe(before + 1)
    await expect(containers.grid).toBeVisible()
  })

  task('why a container ended', { clicks: 2, keys: 10 }, async ({ hand, containers }) => {
    await hand.click(containers.row('broken'))
    await expect(containers.stateIn('broken')).toContainText('exited 3')
    await expect(containers.panel('broken')).toContainText('no needle in this haystack')
  })

  task('search a log', { clicks: 3, keys: 13 }, async ({ page, hand, containers }) => {
    const view = new LogView(page)
    await hand.clickIn(containers.row('broken'), 'Logs')
    await expect(view.log).toContainText('haystack')
    await hand.press('Control+f')
    await hand.type('needle')
    await expect(page.getByText(/^1 line of /)).toBeVisible()
  })

  task('what makes an image big', { clicks: 3, keys: 0 }, async ({ page, hand }) => {
    const images = new ImagesPage(page)
    await hand.click(inSection(page, 'Images'))
    await hand.click(images.row('web:2'))
    const layers = images.panel('web:2').getByRole('list', { name: 'Layers' })
    await expect(layers.getByRole('listitem').filter({ hasText: '3 MB' })).toContainText('COPY')
  })

  task('stop all of a project', { clicks: 5, keys: 5 }, async ({ page, hand, containers }) => {
    await hand.click(page.getByRole('button', { name: 'Projects' }))
    const group = page.getByRole('row', { name: 'shop', exact: true })
    await hand.clickIn(group, 'Stop')
    const state = (name: string) => page.getByRole('row', { name, exact: true }).getByRole('gridcell').nth(1)
    for (const name of ['front', 'back']) await expect(state(name)).toHaveText('exited 137')
    await expect(state('shopkeeper')).toHaveText('running')
    await page.getByRole('button', { name: 'Projects' }).click()
    await expect(containers.grid).toBeVisible()
  })

  task("a container's image and its layers", { clicks: 3, keys: 10 }, async ({ page, hand, containers }) => {
    await hand.click(containers.row('broken'))
    await hand.click(containers.panel('broken').getByRole('link', { name: 'Layers of the image' }))
    await expect(new LayersPage(page).files).toBeVisible()
  })

  task('compare two images', { clicks: 6, keys: 24 }, async ({ page, hand }) => {
    const images = new ImagesPage(page)
    const compare = new ComparePage(page)
    await hand.click(inSection(page, 'Images'))
    await hand.click(images.row('web:1'), 'right')
    await hand.click(page.getByRole('menuitem', { name: /^Compare/ }))
    await hand.click(page.getByRole('button', { name: /^Compare/ }))
    await expect(compare.file('big')).toBeVisible()
  })

  task('pull from a registry', { clicks: 3, keys: 25 }, async ({ page, hand }) => {
    const images = new ImagesPage(page)
    await hand.click(inSection(page, 'Images'))
    await hand.click(page.getByRole('button', { name: 'Pull', exact: true }))
    await expect(images.reference).toBeFocused()
    await hand.type(world.pulled)
    await hand.press('Enter')
    await expect(images.panel(world.pulled)).toBeVisible()
  })

  task('disk use', { clicks: 3, keys: 0 }, async ({ page, hand }) => {
    await hand.click(page.getByRole('link', { name: / free$/ }))
    await expect(page.getByRole('table', { name: 'What is on disk' })).toContainText('In all')
  })

  // To any of them it is two clicks, as it was; between two of them, a key.
  task('switch the engine', { clicks: 2, keys: 0 }, async ({ page, hand }) => {
    const connection = page.getByRole('group', { name: 'Connection' })
    const choose = async (name: RegExp) => {
      await connection.getByRole('button').click()
      await page.getByRole('menuitemradio', { name }).click()
    }
    await choose(/^Second/)
    await expect(connection).toContainText('Second')
    await choose(/^Slipway engine/)
    await expect(connection).toContainText('Slipway engine')
    await hand.press('Control+e')
    await expect(connection).toContainText('Second')
    await page.keyboard.press('Control+e')
    await expect(connection).toContainText('Slipway engine')
  })
})

test.describe('by keyboard alone', () => {
  test.beforeAll(({ engine }) => renewWorld(engine))
  const only = (keys: number): Effort => ({ clicks: 0, keys })
  const palette = async ({ page, hand }: Start, text: string, found: string | RegExp) => {
    await hand.press('Control+k')
    await expect(page.getByRole('textbox', { name: 'Search or run a command' })).toBeFocused()
    await hand.type(text)
    await expect(page.getByRole('option').first()).toContainText(found)
    await hand.press('Enter')
  }

  // The palette, Enter, what was typed, and 21 times Tab.
  task('run a web server and open its port, by keys', only(30), async (start) => {
    const { page, hand } = start
    const dialog = new RunDialog(page)
    const before = await openedPorts()
    await palette(start, 'run web:1', 'Run web:1')
    await expect(dialog.name).toBeFocused()
    await hand.press('Enter')
    await expect(dialog.form).toHaveCount(0)
    // The details of what was run are where the focus is.
    await expect(
      page
        .getByRole('complementary')
        .getByRole('link', { name: /^Open port/ })
        .first(),
    ).toBeVisible()
    await hand.press('o')
    await expect.poll(openedPorts).toBe(before + 1)
  })

  task('search the log of what failed, by keys', only(23), async (start) => {
    const { page, hand } = start
    await palette(start, 'logs br', 'Logs broken')
    await expect(new LogView(page).log).toContainText('needle')
    await hand.press('Control+f')
    await hand.type('needle')
    await expect(page.getByText(/^1 line of /)).toBeVisible()
  })

  // What was typed, and 28 times Tab.
  task('what an image wastes, by keys', only(35), async (start) => {
    const { page, hand } = start
    const layers = new LayersPage(page)
    await palette(start, 'layers web:2', 'Layers of web:2')
    await expect(layers.files).toBeVisible()
    await hand.pressUntil('Tab', page.getByRole('tab', { name: 'Files' }), 15)
    await hand.press('ArrowRight', 'ArrowRight', 'Enter')
    await expect(page.getByRole('tab', { name: 'Waste' })).toHaveAttribute('aria-selected', 'true')
  })

  // "/", what was typed, 9 times Tab, Ctrl+A, 9 times Shift+Tab, Enter.
  task('stop all of a project, by keys', only(25), async (start) => {
    await palette(start, 'stop all', 'Stop all of shop')
    await start.containers.expectState('front-2', 'exited 137')
  })
})

task('remove old containers', { clicks: 4, keys: 0 }, async ({ page, hand, containers }) => {
  await hand.click(page.getByRole('group', { name: 'State' }).getByRole('button', { name: /^Stopped/ }))
  await hand.click(page.getByRole('button', { name: /^Remove \d+ stopped/ }))
  await hand.click(page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }))
  await expect(page.getByRole('alertdialog')).toHaveCount(0)
  await page.getByRole('group', { name: 'State' }).getByRole('button', { name: /^All/ }).click()
  await expect(containers.row('shopkeeper')).toBeVisible()
  await expect(containers.row('old-1')).toHaveCount(0)
})

test('the theme turns with one press, and is what it was with another', async () => {
  const { page } = slipway
  // The test's own would be the page's, whatever main sets.
  await page.emulateMedia({ colorScheme: null })
  const isDark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  const before = await isDark()
  const [other, same] = before ? ['Light', 'Dark'] : ['Dark', 'Light']
  await page.getByRole('button', { name: `${other} theme`, exact: true }).click()
  await expect.poll(isDark).toBe(!before)
  await page.getByRole('button', { name: `${same} theme`, exact: true }).click()
  await expect.poll(isDark).toBe(before)
})

test('an address of another version, or of what is gone, leads somewhere', async () => {
  const { page, containers } = await begin()
  const go = (hash: string) =>
    page.evaluate((to) => {
      location.hash = to
    }, hash)
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
  for (const hash of ['#/networks/abc', '#/', '#/containers/a/b/c/d', '#nonsense']) {
    await go('#/engine')
    await expect(heading('Engine')).toBeVisible()
    await go(hash)
    await expect(containers.row('shopkeeper'), hash).toBeVisible()
  }
  for (const [hash, name] of [
    ['#/containers/gone/no-such-tab', 'Containers'],
    ['#/images/sha256:gone/layers', 'Images'],
    ['#/volumes/gone/%E0%A4%A', 'Volumes'],
    ['#/layers/image:', 'Layers'],
    ['#/engine/no-such-tab', 'Engine'],
    ['#/settings/no-such-part', 'Settings'],
  ] as const) {
    await go(hash)
    await expect(heading(name), hash).toBeVisible()
  }
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Containers' }).click()
  await expect(containers.row('shopkeeper')).toBeVisible()
})
