import { expect, type Page } from '@playwright/test'
import { ActivityPage } from '../e2e/support/pages/activityPage'
import { ComparePage } from '../e2e/support/pages/comparePage'
import { ContainersPage } from '../e2e/support/pages/containersPage'
import { FleetPage } from '../e2e/support/pages/fleetPage'
import { ImagesPage } from '../e2e/support/pages/imagesPage'
import { LayersPage } from '../e2e/support/pages/layersPage'
import { scenes } from '../e2e/support/scenes'
import type { Answers } from './data/answer'
import { busy, empty, failed, loading, loggedIn, lost, pullingAnswers, unreadable } from './data/answers'

/** Something that is looked at, light and dark. */
export interface Picture {
  readonly name: string
  readonly of: 'gallery' | 'window'
  /** What the address says after the page. */
  readonly hash: string
  readonly size: { readonly width: number; readonly height: number }
  readonly answers: Answers
  /** The way there, once the page is loaded. */
  show(page: Page): Promise<void>
}

const usual = { width: 1280, height: 800 }
const small = { width: 900, height: 600 }
const image = 'shop/web:2.4.0'

function picture(name: string, show: Picture['show'], more: Partial<Picture> = {}): Picture {
  return { name, of: 'window', hash: '', size: usual, answers: busy, ...more, show }
}
const part = (sheet: string, name: string, show: Picture['show'] = async () => {}) =>
  picture(`parts-${name}`, show, { of: 'gallery', hash: `#${sheet}` })

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

const parts: readonly Picture[] = [
  part('controls', 'controls'),
  part('controls', 'menu', async (page) => {
    await press(page, 'Menu')
    await page.getByRole('menuitem', { name: 'Start' }).hover()
  }),
  part('controls', 'combobox', async (page) => {
    await page.getByRole('combobox', { name: 'Image' }).click()
    await page.getByRole('option', { name: /^registry/ }).hover()
  }),
  part('controls', 'tooltip', async (page) => {
    await page.getByRole('button', { name: 'Tooltip' }).focus()
    await expect(page.getByRole('tooltip')).toBeAttached()
  }),
  part('signs', 'signs'),
  part('lists', 'lists', async (page) => {
    await page.getByRole('row', { name: 'container-10', exact: true }).hover()
  }),
  part('dialogs', 'dialog', (page) => press(page, 'Dialog')),
  part('dialogs', 'question', (page) => press(page, 'Question')),
]

async function layers(page: Page): Promise<LayersPage> {
  const view = new LayersPage(page)
  await view.open('Layers')
  await view.choose(image)
  await expect(view.files).toBeVisible()
  return view
}
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click()
async function imageDetails(page: Page): Promise<void> {
  const view = new ImagesPage(page)
  await view.open('Images')
  await expect((await view.details(image)).getByRole('list', { name: 'Layers' })).toBeVisible()
}
const heading = (name: string) => (page: Page) => expect(page.getByRole('heading', { name })).toBeVisible()

/** The log goes to what was found once its lines are measured; its beginning is the same place whenever that is. */
async function toBeginning(page: Page): Promise<void> {
  const scrolled = () =>
    page.getByRole('log').evaluate(async (log) => {
      log.scrollTop = 0
      for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame)
      return log.scrollTop
    })
  await expect.poll(scrolled).toBe(0)
}

const views: readonly Picture[] = [
  ...scenes({ container: 'web-1', image, volume: 'shop_db-data' })
    // Its charts go on with the clock.
    .filter(({ name }) => name !== 'container-usage')
    .map(({ name, show }) =>
      picture(name, async (page) => {
        await show(page)
        if (name === 'container-logs') await toBeginning(page)
      }),
    ),
  picture(
    'containers-small',
    async (page) => {
      const view = new ContainersPage(page)
      await view.row('web-2').getByRole('checkbox').check()
      await view.row('import-of-the-week').getByRole('checkbox').check()
      await view.row('worker').hover()
    },
    { size: small },
  ),
  picture('containers-empty', heading('No containers yet'), { answers: empty }),
  picture('volumes-empty', heading('No volumes yet'), { answers: empty, hash: '#/volumes' }),
  picture('images-empty', heading('No images yet'), { answers: empty, hash: '#/images' }),
  picture('engine-failed', heading('Engine'), { answers: failed, hash: '#/engine' }),
  picture('containers-failed', heading('Containers'), { answers: failed }),
  picture('containers-lost', async (page) => expect(new ContainersPage(page).row('web-1')).toBeVisible(), {
    answers: lost,
  }),
  picture(
    'containers-loading',
    async (page) => expect(page.getByRole('status', { name: 'Loading' })).toBeVisible(),
    {
      answers: loading,
    },
  ),
  picture('container-lost', async (page) => void (await new ContainersPage(page).details('web-1')), {
    answers: lost,
  }),
  picture(
    'container-logs-unreadable',
    async (page) => {
      await new ContainersPage(page).details('web-1')
      await tab(page, 'Logs')
      await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    },
    { answers: unreadable, size: small },
  ),
  picture('images-remove', async (page) => {
    const view = new ImagesPage(page)
    await view.open('Images')
    for (const name of ['node:22-bookworm-slim', 'nginx:1.27'])
      await view.row(name).getByRole('checkbox').check()
    await view.bulk.getByRole('button', { name: /^Remove/ }).click()
    await expect(view.question(/^Remove /)).toContainText('In all')
  }),
  picture('image-overview-small', async (page) => void (await imageDetails(page)), { size: small }),
  picture(
    'registries',
    async (page) => {
      await press(page, 'Registries…')
      await expect(page.getByRole('dialog', { name: 'Registries' })).toContainText('docker.io')
    },
    { answers: loggedIn, hash: '#/settings' },
  ),
  picture('layers-empty', heading('No layers yet'), { answers: empty, hash: '#/layers' }),
  picture(
    'image-pull',
    async (page) => {
      const view = new ImagesPage(page)
      await view.open('Images')
      await view.pull('python:3.13')
      await expect(view.pullDialog.getByRole('progressbar').first()).toBeVisible()
    },
    { answers: pullingAnswers },
  ),
  picture(
    'activity',
    async (page) => {
      const view = new ActivityPage(page)
      await view.opener.click()
      await expect(view.list).toBeVisible()
    },
    { answers: pullingAnswers },
  ),
  picture('layers-tree', async (page) => {
    const view = await layers(page)
    await press(page, 'Stacked')
    await view.openDirectories('app', 'node_modules', 'usr')
    await view.file('usr').click()
    await expect(view.path).toBeVisible()
  }),
  picture('layers-treemap', async (page) => {
    const view = await layers(page)
    await press(page, 'Stacked')
    await tab(page, 'Treemap')
    await expect(view.parts.getByRole('listitem').first()).toBeVisible()
  }),
  picture('layers-waste', async (page) => {
    const view = await layers(page)
    await tab(page, 'Waste')
    await expect(view.waste).toBeVisible()
  }),
  picture('layers-small', async (page) => void (await layers(page)), { size: small }),
  picture('layers-all', (page) => new FleetPage(page).show()),
  picture('layers-compare', async (page) => {
    const view = new ComparePage(page)
    await view.show()
    await view.compare(image, 'shop/web:2.5.0-rc1')
    await view.openDirectories('app')
  }),
]

export const pictures: readonly Picture[] = [...parts, ...views]
