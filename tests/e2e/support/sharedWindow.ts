import type { ElectronApplication, Page } from '@playwright/test'
import { emptyEngine } from '../../support/emptyEngine'
import { expect, launch, type Slipway, test } from './app'
import { forgetChoices } from './choices'
import { resize } from './desktop'

/** The window that all tests of a file share; each test finds it at an empty list of containers. */
export interface SharedWindow {
  readonly page: Page
  readonly app: ElectronApplication
  readonly slipway: Slipway
}

/** What the window itself listens to, whatever it shows: engine, connection, containers, images, volumes, notices,
 * settings, activity. */
const ownStreams = 8

/**
 * Opens one window for the tests of this file. After each test the engine is emptied, and it is checked that no stream stayed
 * open behind what was left, and that no script failed in the window.
 * @param keeps names of images that outlive a test
 */
export function shareWindow(keeps: readonly string[] = []): SharedWindow {
  let open: Slipway | undefined
  const mishaps: string[] = []

  test.beforeAll(async ({ engine }) => {
    // The home is shared by all files: what another left of sizes and switches is no part of this one.
    forgetChoices(engine.home)
    open = await launch({ home: engine.home })
    await resize(open.app, 1360, 860)
    open.page.on('pageerror', (error) => mishaps.push(String(error)))
    open.page.on('console', (message) => {
      if (message.type() === 'error') mishaps.push(message.text())
    })
  })
  test.afterEach(async ({ engine }) => {
    await emptyEngine(engine.socket, [engine.image, ...keeps])
    if (!open) return
    await leave(open.page)
    await expect.poll(open.openStreams, { message: 'streams that outlive what was shown' }).toBe(ownStreams)
    expect(mishaps.splice(0), 'errors in the window').toEqual([])
  })
  test.afterAll(async ({ engine }) => {
    await open?.close()
    open = undefined
    forgetChoices(engine.home)
    if (keeps.length > 0) await emptyEngine(engine.socket, [engine.image])
  })

  const opened = () => {
    if (!open) throw new Error('The window is not open yet')
    return open
  }
  return {
    get slipway() {
      return opened()
    },
    get page() {
      return opened().page
    },
    get app() {
      return opened().app
    },
  }
}

/** Back to the list of containers, without a dialog, a filter or a chosen row. */
async function leave(page: Page): Promise<void> {
  const dialogs = page.getByRole('dialog').or(page.getByRole('alertdialog'))
  for (let tries = 0; tries < 5 && (await dialogs.count()) > 0; tries++) await page.keyboard.press('Escape')
  await expect(dialogs).toHaveCount(0)
  await forgetFilters(page)
  for (const path of ['#/engine', '#/containers']) {
    await page.evaluate((hash) => {
      location.hash = hash
    }, path)
    const heading = path.slice(2, 3).toUpperCase() + path.slice(3)
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
  }
  await expect(page.getByRole('grid', { name: 'Containers' })).toHaveCount(0)
}

/** Lists keep what was looked for and chosen in them: it is taken back as a person would, in each that has any. */
async function forgetFilters(page: Page): Promise<void> {
  for (const section of ['containers', 'images', 'volumes']) {
    await page.evaluate((hash) => {
      location.hash = hash
    }, `#/${section}`)
    const filter = page.getByRole('searchbox', { name: `Filter ${section}` })
    await filter.fill('')
    const clear = page.getByRole('button', { name: 'Clear selection' })
    if (await clear.isVisible()) await clear.click()
  }
}
