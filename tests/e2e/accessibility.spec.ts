import type { Page } from '@playwright/test'
import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { lookedAtInBoth } from './support/axe'
import { buildImage } from './support/builds'
import { resize } from './support/desktop'
import { LayersPage } from './support/pages/layersPage'
import { leaveScene, scenes } from './support/scenes'
import { shareWindow } from './support/sharedWindow'

const long = 'an-image-with-a-name-that-is-longer-than-any-column-of-the-table-could-ever-be-made-to-hold'
const window = shareWindow(['site:2', `${long}:1`])

test.beforeAll(async ({ engine }) => {
  const site = [
    `FROM ${engine.image}`,
    'RUN head -c 900000 /dev/urandom >/noise',
    'LABEL tier=front',
    'CMD ["sleep", "1000"]',
  ]
  await buildImage(engine, 'site:2', site.join('\n'))
  await buildImage(
    engine,
    `${long}:1`,
    `FROM site:2\nRUN echo ${'a very long instruction '.repeat(20)} >/long\n`,
  )
})
test.beforeEach(async ({ engine }) => {
  const talk = 'for i in $(seq 60); do echo hello $i; done; sleep 1000'
  const words = [
    '-e',
    'PASSWORD=secret',
    '-v',
    'data:/data',
    '-p',
    '127.0.0.1::80',
    'site:2',
    'sh',
    '-c',
    talk,
  ]
  await docker(engine, 'run', '-d', '--name', 'web', ...words)
  await docker(engine, 'create', '--name', 'idle', 'site:2')
})

test('axe finds nothing serious in any view or dialog, light and dark', async () => {
  const { page } = window
  const findings: string[] = []
  for (const scene of scenes({ container: 'web', image: 'site:2', volume: 'data' })) {
    await scene.show(page)
    findings.push(...(await lookedAtInBoth(page, scene.name)))
    await leaveScene(page)
  }
  expect(findings).toEqual([])
})

test('a small window and long names: nothing is cut off or wider than the window', async ({ engine }) => {
  const { page, app } = window
  const longVolume = `a-volume-${'with-a-very-long-name-'.repeat(6)}end`
  const name = `a-container-${'with-a-very-long-name-'.repeat(6)}end`
  await docker(
    engine,
    'run',
    '-d',
    '--name',
    name,
    '-v',
    `${longVolume}:/data`,
    `${long}:1`,
    'sh',
    '-c',
    'echo hello; sleep 1000',
  )
  const size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }))
  await resize(app, 900, 600)
  for (const scene of scenes({ container: name, image: `${long}:1`, volume: longVolume })) {
    await scene.show(page)
    // Columns follow the width of their list a frame later, and a busy machine draws few frames.
    await expect.poll(() => outsideOfWindow(page), { message: scene.name }).toEqual([])
    await window.slipway.screen(`${scene.name}-small`)
    await leaveScene(page)
  }
  await resize(app, size.width, size.height)
})

test('every control of every view is reached with the Tab key', async () => {
  const { page } = window
  const missed: string[] = []
  for (const [index, section] of [
    'Containers',
    'Images',
    'Layers',
    'Volumes',
    'Engine',
    'Settings',
  ].entries()) {
    await page.keyboard.press(`Control+${index + 1}`)
    await expect(page.getByRole('heading', { level: 1, name: section })).toBeVisible()
    if (section === 'Layers') await expect(new LayersPage(page).details).toBeVisible()
    await expect(page.getByRole('main').getByRole('button').first()).toBeVisible()
    missed.push(...(await unreached(page)).map((what) => `${section}: ${what}`))
  }
  expect(missed).toEqual([])
})

test('images and layers work without a pointer', async () => {
  const { page } = window
  const { keyboard } = page
  await keyboard.press('Control+2')
  await expect(page.getByRole('heading', { level: 1, name: 'Images' })).toBeVisible()
  await keyboard.press('/')
  await keyboard.type('site:2')
  await keyboard.press('Enter')
  const row = page.getByRole('row', { name: /^(site:2|an-image)/ })
  await expect(row).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('complementary')).toBeVisible()
  await keyboard.press('Escape')
  await expect(page.getByRole('complementary')).toHaveCount(0)
  await expect(row).toBeFocused()
  await keyboard.press('Delete')
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await keyboard.press('Escape')
  await expect(row).toBeFocused()
  await keyboard.press('r')
  await expect(page.getByRole('dialog', { name: 'Run a container' })).toBeVisible()
  await keyboard.press('Escape')
  await expect(row).toBeFocused()
  await keyboard.press('y')
  await expect(page.getByRole('listbox', { name: /^Layers of/ })).toBeVisible()
})

/** Visible controls that a person who only has Tab would not come to. */
async function unreached(page: import('@playwright/test').Page): Promise<readonly string[]> {
  await page.evaluate(() => {
    ;(document.activeElement as HTMLElement | null)?.blur()
    getSelection()?.removeAllRanges()
    document.documentElement.dataset.visited = ''
  })
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab')
    const again = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null
      if (!element || element === document.body || 'visited' in element.dataset) return true
      element.dataset.visited = ''
      return false
    })
    if (again && presses > 3) break
  }
  return page.evaluate(() => {
    const controls = [
      ...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, [tabindex]'),
    ]
    const missed = controls.filter(
      (element) =>
        element.tabIndex >= 0 &&
        // A group whose one stop is what was chosen in it.
        element.getAttribute('role') !== 'tablist' &&
        !('visited' in element.dataset) &&
        !(element as HTMLButtonElement).disabled &&
        element.checkVisibility({ checkVisibilityCSS: true }) &&
        element.getBoundingClientRect().width > 0,
    )
    for (const element of controls) delete element.dataset.visited
    return missed.map((element) => element.outerHTML.slice(0, 140))
  })
}

/** What reaches out of the window or of its table, each as the start of its HTML. */
function outsideOfWindow(page: Page) {
  return page.evaluate(() => {
    const root = document.documentElement
    const outside = [
      ...document.querySelectorAll('button, input, a, [role="dialog"], [role="alertdialog"]'),
    ].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect()
      return width > 0 && element.checkVisibility() && (left < -1 || right > innerWidth + 1)
    })
    const cut = [...document.querySelectorAll('[role="gridcell"], [role="columnheader"]')].filter((cell) => {
      const grid = cell.closest('[role="grid"], [role="treegrid"]')!.getBoundingClientRect()
      return cell.getBoundingClientRect().right > grid.right + 1
    })
    return [
      ...(root.scrollWidth > root.clientWidth ? ['the page scrolls sideways'] : []),
      ...[...outside, ...cut].map((element) => element.outerHTML.slice(0, 120)),
    ]
  })
}
