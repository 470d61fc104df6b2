import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { docker } from '../support/engine'
import { isAlive } from '../support/processes'
import { emptyAfterEach, expect, launch, type Slipway, test } from './support/app'
import { forgetChoices } from './support/choices'
import { answerBoxes, resize } from './support/desktop'
import { SettingsPage } from './support/pages/settingsPage'
import { runFromPalette, typeIntoPalette } from './support/palette'

emptyAfterEach()

let slipway: Slipway | undefined
let file = ''

test.beforeEach(({ engine }) => {
  file = join(engine.home, 'settings.json')
  // The home is the worker's, and other files leave choices there.
  forgetChoices(engine.home)
})
test.afterEach(async ({ engine }) => {
  await slipway?.close()
  slipway = undefined
  forgetChoices(engine.home)
})

async function open(home: string): Promise<SettingsPage> {
  await slipway?.close()
  slipway = await launch({ home })
  // Playwright's windows are light whatever is chosen.
  await slipway.page.emulateMedia({ colorScheme: null })
  return new SettingsPage(slipway.page)
}
const stored = () => JSON.parse(readFileSync(file, 'utf8'))
/** The page's own background, what is behind it, and what the page takes the system's theme for. */
const look = async ({ app, page }: Slipway) => ({
  page: await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
  behind: await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBackgroundColor()),
  dark: await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches),
})
const dark = { page: 'rgb(14, 19, 24)', behind: '#0E1318', dark: true }
const light = { page: 'rgb(245, 246, 248)', behind: '#F5F6F8', dark: false }

test('a theme holds at once and at the next start; so do the other choices', async ({ engine }) => {
  const view = await open(engine.home)
  await runFromPalette(view.page, 'Go to Settings')
  await expect(view.page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  for (const [name, expected] of [
    ['Light', light],
    ['Dark', dark],
  ] as const) {
    await view.choice('Theme', name).click()
    await expect.poll(() => look(slipway!)).toEqual(expected)
  }
  await slipway!.screen('settings-dark-chosen')
  await typeIntoPalette(view.page, 'e')
  await slipway!.screen('palette-dark')
  await view.page.keyboard.press('Escape')
  await runFromPalette(view.page, 'Theme: Light')
  await expect.poll(() => look(slipway!)).toEqual(light)
  await runFromPalette(view.page, 'What is on disk')
  const disk = view.page.getByRole('table', { name: 'What is on disk' })
  await expect(view.button('Measure again')).toBeVisible()
  await expect(disk.getByRole('row', { name: /^Images/ })).toContainText('MB')
  await expect(disk.getByRole('row', { name: /^Logs of the engine/ })).toContainText('kB')
  await expect(view.page.getByRole('region', { name: 'What is on disk' })).toBeFocused()
  await slipway!.screen('settings-disk')
  for (const width of [900, 1920]) {
    await resize(slipway!.app, width, 860)
    await slipway!.screen(`settings-${width}`)
  }
  await resize(slipway!.app, 1360, 860)
  await view.page.getByRole('combobox', { name: 'Language' }).selectOption('English')
  await view.choice('Theme', 'Dark').click()
  await view.choice('Containers that run when you quit', 'Keep them running').click()
  await view.checkbox('Show timestamps').uncheck()
  await view.checkbox('Show desktop notifications').uncheck()
  await expect.poll(stored).toMatchObject({
    theme: 'dark',
    language: 'en',
    whenQuitting: 'keep',
    logTimestamps: false,
    notices: false,
  })

  const again = await open(engine.home)
  expect(await look(slipway!)).toEqual(dark)
  await again.open('Settings')
  await expect(again.choice('Theme', 'Dark')).toHaveAttribute('aria-pressed', 'true')
  await expect(again.choice('Containers that run when you quit', 'Keep')).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await expect(again.checkbox('Show timestamps')).not.toBeChecked()
  await expect(again.checkbox('Show desktop notifications')).not.toBeChecked()
  await expect(again.checkbox('Wrap long lines')).not.toBeChecked()

  await again.button('Reset to defaults').click()
  await again.question.getByRole('button', { name: 'Reset to defaults' }).click()
  await expect(again.choice('Theme', 'As the system')).toHaveAttribute('aria-pressed', 'true')
  await expect(again.checkbox('Show timestamps')).toBeChecked()
  await expect.poll(stored).toEqual({ version: 1 })
})

test('what a panel and the log remember outlives a restart, and is in no profile', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'talker', engine.image, 'sh', '-c', 'echo hello; sleep 1000')
  const view = await open(engine.home)
  // As an earlier version left it.
  await view.page.evaluate(() => {
    localStorage.setItem('slipway.width.containers', '555')
    localStorage.setItem('slipway.logs.wrap', 'on')
  })
  await view.page.reload()
  await view.row('talker').click()
  const panel = view.page.getByRole('complementary')
  await expect(panel.getByRole('separator')).toHaveAttribute('aria-valuenow', '555')
  await expect.poll(stored).toMatchObject({ logWrap: true, remembered: { 'width.containers': 555 } })
  expect(await view.page.evaluate(() => Object.keys(localStorage))).toEqual([])

  await panel.getByRole('separator').press('ArrowLeft')
  const share = expect.objectContaining({ share: expect.any(Number) })
  await expect.poll(stored).toMatchObject({ remembered: { 'panel.containers': share } })
  await view.tab('Logs').click()
  await view.button('Wrap lines').click()
  await expect.poll(stored).toMatchObject({ logWrap: false })

  const again = await open(engine.home)
  await again.row('talker').click()
  await expect(panelOf(again).getByRole('separator')).toHaveAttribute('aria-valuenow', '579')
  await again.tab('Logs').click()
  await expect(again.button('Wrap lines')).toHaveAttribute('aria-pressed', 'false')
})
const panelOf = ({ page }: SettingsPage) => page.getByRole('complementary')

test('a damaged file is told of where one looks, stays as it is, and choices hold meanwhile', async ({
  engine,
}) => {
  writeFileSync(file, '{"theme": "dark", oops')
  const view = await open(engine.home)
  await view.open('Settings')
  await expect(view.problem).toContainText(`${file} cannot be understood, so it is left as it is`)
  await slipway!.screen('settings-damaged')
  await view.choice('Theme', 'Dark').click()
  await expect.poll(() => look(slipway!)).toEqual(dark)
  expect(readFileSync(file, 'utf8')).toBe('{"theme": "dark", oops')

  writeFileSync(file, '{"theme": "light", "mine": 1}')
  await view.checkbox('Wrap long lines').check()
  await expect(view.problem).toHaveCount(0)
  expect(stored()).toMatchObject({ theme: 'dark', mine: 1, logWrap: true })
})

test('quitting asks nothing where it is settled that containers go on', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'busy', engine.image, 'sleep', '1000')
  writeFileSync(file, '{"whenQuitting":"keep","noTraySeen":true}')
  await open(engine.home)
  const { app, process } = slipway!
  await answerBoxes(app, 2)
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()
      ?.items[0]?.submenu?.items.find(({ label }) => label === 'Quit')
      ?.click()
  })
  await expect.poll(() => isAlive(process.pid!)).toBe(false)
  slipway = undefined
  expect(await docker(engine, 'ps', '--format', '{{.Names}}')).toBe('busy')
})
