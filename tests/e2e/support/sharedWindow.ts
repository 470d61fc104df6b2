import type { ElectronApplication, Page } from '@playwright/test'
import { idsIn, removedFolder } from '../../../main/services/removed/place'
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
 * settings, activity, what was removed. */
const ownStreams = 9

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
    await open.page.addInitScript(noteSections)
    await open.page.evaluate(noteSections)
    open.page.on('pageerror', (error) => mishaps.push(String(error)))
    open.page.on('console', (message) => {
      if (message.type() === 'error') mishaps.push(message.text())
    })
  })
  test.afterEach(async ({ engine }) => {
    await emptyEngine(engine.socket, [engine.image, ...keeps])
    if (!open) return
    await forgetRemoved(open.page, engine.home)
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

/** What a test has removed could come back otherwise. */
async function forgetRemoved(page: Page, home: string): Promise<void> {
  const ids = idsIn(removedFolder(home))
  if (ids.length === 0) return
  await page.evaluate(async (all) => {
    const { slipway } = globalThis as unknown as {
      slipway: { call(name: string, input: object): Promise<unknown> }
    }
    await slipway.call('removed.discard', { ids: all })
  }, ids)
}

/** Back to the list of containers, without a dialog, a filter or a chosen row. */
async function leave(page: Page): Promise<void> {
  const dialogs = page.getByRole('dialog').or(page.getByRole('alertdialog'))
  for (let tries = 0; tries < 5 && (await dialogs.count()) > 0; tries++) await page.keyboard.press('Escape')
  await expect(dialogs).toHaveCount(0)
  const seen = await page.evaluate(() => [...(window as unknown as Noted).sectionsSeen])
  for (const section of ['images', 'volumes'].filter((each) => seen.includes(each))) {
    await go(page, section)
    await forgetFilter(page, section)
  }
  for (const section of ['engine', 'containers']) {
    await go(page, section)
  }
  await forgetFilter(page, 'containers')
  await expect(page.getByRole('grid', { name: 'Containers' })).toHaveCount(0)
  await page.evaluate(() => (window as unknown as Noted).sectionsSeen.clear())
}

/** Again and again: of an address that changes more than two hundred times in ten seconds Chromium drops the rest. */
async function go(page: Page, section: string): Promise<void> {
  const name = section.slice(0, 1).toUpperCase() + section.slice(1)
  await expect(async () => {
    await page.evaluate((hash) => {
      location.hash = hash
    }, `#/${section}`)
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible({ timeout: 1_000 })
  }).toPass()
}

/** Lists keep what was looked for and chosen in them: it is taken back as a person would. */
async function forgetFilter(page: Page, section: string): Promise<void> {
  await page.getByRole('searchbox', { name: `Filter ${section}` }).fill('')
  const clear = page.getByRole('button', { name: 'Clear selection' })
  // It also goes by itself, with the last row that was chosen.
  await expect(async () => {
    if (await clear.isVisible()) await clear.click({ timeout: 1_000 })
    expect(await clear.count()).toBe(0)
  }).toPass()
}

interface Noted {
  /** Sections that were opened since: a list that nobody has opened keeps nothing. */
  readonly sectionsSeen: Set<string>
}

/** Runs in the page, before its own scripts once it is loaded anew. */
function noteSections(): void {
  const seen = new Set<string>()
  const note = () => void seen.add(location.hash.split('/')[1] ?? '')
  for (const name of ['pushState', 'replaceState'] as const) {
    const real = history[name].bind(history)
    history[name] = (...given) => {
      real(...given)
      note()
    }
  }
  addEventListener('hashchange', note)
  Object.assign(window, { sectionsSeen: seen })
}
