import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { buildImage, deepImage } from './support/builds'
import { resize } from './support/desktop'
import { FleetPage } from './support/pages/fleetPage'
import { LayersPage } from './support/pages/layersPage'
import { shareWindow } from './support/sharedWindow'

/** As the window writes some megabytes. */
function megabytes(bytes: number): string {
  const maximumFractionDigits = bytes < 9.995e6 ? 2 : 1
  const style = { style: 'unit', unit: 'megabyte', unitDisplay: 'short', maximumFractionDigits } as const
  return new Intl.NumberFormat('en', style).format(bytes / 1e6)
}

const window = shareWindow(['shop:1', 'shop:2', 'deep:1'])
let fleet: FleetPage
test.beforeAll(async ({ engine }) => {
  await buildImage(engine, 'shop:1', `FROM ${engine.image}\nRUN head -c 3000000 /dev/urandom >/model\n`)
  await buildImage(engine, 'shop:2', 'FROM shop:1\nRUN head -c 900000 /dev/urandom >/data\n')
  await deepImage(engine, 'deep:1', 60)
})
test.beforeEach(async () => {
  fleet = new FleetPage(window.page)
  await fleet.show()
})

test('a layer that images share is one band, counted once', async ({ engine }) => {
  await expect(fleet.band('shared by 4')).toHaveCount(1)
  await expect(fleet.band('>/model, shared by 2, 3 MB')).toHaveCount(1)
  await expect(fleet.band('>/data, 900 kB, only in shop:2')).toHaveCount(1)

  const size = async (image: string) =>
    Number(await docker(engine, 'image', 'inspect', '--format', '{{.Size}}', image))
  const [base, first, second, deep] = await Promise.all(
    [engine.image, 'shop:1', 'shop:2', 'deep:1'].map(size),
  )
  const stored = second! + deep! - base!
  const unshared = base! + first! + second! + deep!
  await expect(fleet.metric('on disk, each layer once')).toHaveText(megabytes(stored))
  await expect(fleet.metric('if nothing were shared')).toHaveText(megabytes(unshared))
  await expect(fleet.metric('saved by sharing')).toHaveText(megabytes(unshared - stored))
  await expect(fleet.image('shop:2')).toContainText('900 kB of its own')
  await expect(fleet.image(engine.image)).toContainText('all shared')

  // In the picture the shared band runs across its columns, with the same floor.
  const [band, below] = await Promise.all(
    ['shared by 4', '>/model'].map((name) => fleet.band(name).boundingBox()),
  )
  const names = await Promise.all(['shop:1', 'shop:2'].map((name) => fleet.image(name).boundingBox()))
  expect(below!.x).toBeCloseTo(names[0]!.x, 0)
  expect(below!.x + below!.width).toBeCloseTo(names[1]!.x + names[1]!.width, 0)
  expect(band!.width).toBeGreaterThan(below!.width * 1.9)
  expect(below!.y + below!.height).toBeLessThan(band!.y)
})

test('sixty small layers are drawn as one that says so', async () => {
  await expect(fleet.band('60 layers, 120 B, only in deep:1')).toHaveCount(1)
  await fleet.band('60 layers').hover()
  await expect(window.page.getByText('Layers 2 to 61 from the base')).toBeVisible()
  await expect(window.page.getByText(/^and \d+ more$/)).toBeVisible()
})

test('a container comes with its writable layer, tells what it wrote, and goes', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'roamer', 'shop:2', 'sleep', '1000')
  await expect(fleet.container('roamer')).toBeVisible()
  await expect(fleet.container('roamer')).toHaveAccessibleName(/^roamer, running, .* on shop:2$/)
  await expect(fleet.metric('in 1 writable layer')).toBeVisible()
  await docker(engine, 'exec', 'roamer', 'sh', '-c', 'head -c 500000 /dev/zero >/written')
  await docker(engine, 'stop', '-t', '0', 'roamer')
  await expect(fleet.container('roamer')).toHaveAccessibleName(/^roamer, .*exited, /)
  await expect(fleet.container('roamer')).toContainText('500 kB')
  await expect(fleet.metric('in 1 writable layer')).toHaveText('500 kB')
  await fleet.container('roamer').click()
  await expect(new LayersPage(window.page).strata('roamer').getByRole('option')).toHaveCount(5)
  await window.page.goBack()
  await docker(engine, 'rm', '-f', 'roamer')
  await expect(fleet.container('roamer')).toHaveCount(0)
  await expect(fleet.metric('in no writable layer')).toBeVisible()
})

test('a container whose image is gone stands apart', async ({ engine }) => {
  const brief = await buildImage(engine, 'brief:1', 'FROM shop:1\nRUN echo brief >/brief\n')
  await docker(engine, 'create', '--name', 'left', 'brief:1', 'true')
  await expect(fleet.container('left')).toBeVisible()
  // By its id: by its name an image that a container stands on only loses the name.
  await docker(engine, 'rmi', '-f', brief)
  await expect(fleet.orphans.getByRole('link', { name: 'left' })).toBeVisible()
  await expect(fleet.container('left')).toHaveCount(0)
})

test('a band opens its image with that layer, a name the image', async () => {
  const layers = new LayersPage(window.page)
  await fleet.band('>/data').click()
  await expect(layers.details.getByRole('heading', { level: 2 })).toHaveText('Layer 3 of 3')
  await expect(layers.strata('shop:2')).toBeVisible()
  await window.page.goBack()
  await fleet.image('shop:1').click()
  await expect(layers.strata('shop:1').getByRole('option')).toHaveCount(2)
})

test('all of it is reached by keyboard, and found by typing', async () => {
  const { keyboard } = window.page
  await keyboard.press('/')
  await expect(fleet.search).toBeFocused()
  await keyboard.type('shop')
  await expect(fleet.page.getByRole('status').filter({ hasText: '2 images' })).toBeVisible()
  await keyboard.press('Enter')
  await expect(fleet.image('shop:1')).toBeFocused()
  await keyboard.press('ArrowUp')
  await expect(fleet.band('shared by 4')).toBeFocused()
  await expect(window.page.getByText('Stored once for 4 images:')).toBeVisible()
  await keyboard.press('ArrowUp')
  await expect(fleet.band('>/model')).toBeFocused()
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowRight')
  await expect(fleet.image('shop:2')).toBeFocused()
  await keyboard.press('Enter')
  await expect(new LayersPage(window.page).strata('shop:2')).toBeVisible()
  await window.page.goBack()
  await fleet.search.fill('no such thing')
  await expect(fleet.page.getByRole('status').filter({ hasText: 'Nothing matches' })).toBeVisible()
})

test('it is kept as pictures, light, dark and small, and axe finds nothing', async ({ engine }) => {
  const { page, app, slipway } = window
  for (const name of ['web-1', 'web-2']) await docker(engine, 'create', '--name', name, 'shop:2', 'true')
  await expect(fleet.container('web-2')).toBeVisible()
  const findings = await findingsInBoth(slipway, 'layers-fleet')
  const size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }))
  await resize(app, 900, 600)
  await expect(fleet.image('shop:1')).toBeVisible()
  await slipway.screen('layers-fleet-small')
  await resize(app, size.width, size.height)
  expect(findings).toEqual([])
})
