import { startEngine, type TestEngine } from '../support/engine'
import { expect, launch, type Slipway, test } from './support/app'
import { ImagesPage } from './support/pages/imagesPage'

let own: TestEngine
let slipway: Slipway
test.beforeAll(async () => {
  own = await startEngine()
  slipway = await launch({ home: own.home })
  await slipway.page.emulateMedia({ reducedMotion: 'reduce' })
})
test.afterAll(async () => {
  await slipway?.close()
  await own?.dispose()
})

test('the first run, without an image or a container, says in every view what comes next', async () => {
  const { page } = slipway
  const images = new ImagesPage(page)
  const empty = (heading: string) => page.getByRole('main').getByRole('heading', { name: heading })
  await expect(empty('No containers yet')).toBeVisible()
  await expect(page.getByText(/A container is a running instance of an image/)).toBeVisible()
  await slipway.screen('first-containers')
  await expect(
    page.getByText(/Pull an image from a registry, load one from an archive, or build/),
  ).toBeVisible()
  await expect(images.build).toBeEnabled()
  await images.button('Pull').click()
  await expect(images.reference).toBeFocused()
  await page.keyboard.press('Escape')

  await images.open('Images')
  await expect(empty('No images yet')).toBeVisible()
  await expect(page.getByText(/An image is a read-only template made of layers/)).toBeVisible()
  await expect(images.button('Load').last()).toBeVisible()
  await expect(images.build).toBeEnabled()
  await slipway.screen('first-images')
  await images.button('Pull').last().click()
  await expect(images.reference).toBeFocused()
  await page.keyboard.press('Escape')

  await images.open('Layers')
  await expect(empty('No layers yet')).toBeVisible()
  await expect(images.build).toBeEnabled()
  await slipway.screen('first-layers')
  await page.getByRole('link', { name: 'All images' }).or(page.getByText('All images')).first().click()
  await expect(empty('No layers yet')).toBeVisible()
  await expect(images.build).toBeEnabled()
})

test('after a registry did not answer Images says so, and what works without one is the advice', async () => {
  const { page } = slipway
  const images = new ImagesPage(page)
  await images.open('Images')
  await images.pull('registry.invalid/team/app:1')
  await expect(images.reference).toHaveAccessibleDescription(
    /^The registry registry\.invalid cannot be reached\./,
  )
  await page.keyboard.press('Escape')
  const said = page.getByRole('status').filter({ hasText: 'no connection to registry.invalid' })
  await expect(said).toBeVisible()
  await expect(page.getByText(/Without a network, build Slipway’s welcome image/)).toBeVisible()
  await slipway.screen('first-images-offline')
})
