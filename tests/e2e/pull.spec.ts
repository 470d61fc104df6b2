import { docker, dockerdOf } from '../support/engine'
import { type Registry, type SlowRegistry, startRegistry, throttle } from '../support/registry'
import { expect, test } from './support/app'
import { noiseImage } from './support/builds'
import { ImagesPage } from './support/pages/imagesPage'
import { RunDialog } from './support/pages/runDialog'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let images: ImagesPage
let registry: Registry
let slow: SlowRegistry

test.beforeAll(async ({ engine }) => {
  const dockerd = dockerdOf(engine.home)
  registry = await startRegistry(dockerd)
  slow = await throttle(dockerd, registry, 700_000)
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
  images = new ImagesPage(window.page)
  await images.open('Images')
})

test('Pull shows the progress of each layer and opens the image when it is here', async ({ engine }) => {
  const reference = `${slow.host}/team/noise:1`
  await images.pull(reference)
  const layers = images.pullDialog.getByRole('list', { name: `Layers of ${reference}` })
  await expect(layers.getByRole('listitem')).toHaveCount(1)
  await expect(images.pullDialog.getByRole('progressbar').first()).toBeVisible()
  await window.slipway.screen('pull-progress')
  await expect(images.pullDialog).toHaveCount(0)
  await expect(images.panel(reference)).toBeVisible()
  expect(await docker(engine, 'images', '-q', reference)).not.toBe('')
  // Whatever other names it has: the one that was pulled is the one that is seen.
  await docker(engine, 'tag', reference, 'noise:1')
  await window.page.keyboard.press('Escape')
  await expect(images.row('noise:1')).toContainText(reference)
  await window.slipway.screen('images-fresh-tag')
  await docker(engine, 'rmi', 'noise:1')
})

test('a pull that is hidden goes on, and can be cancelled from the list', async ({ engine }) => {
  const reference = `${slow.host}/team/noise:1`
  await images.pull(reference)
  await expect.poll(() => slow.sent).toBeGreaterThan(100_000)
  await images.pullDialog.getByRole('button', { name: 'Hide' }).click()
  await expect(images.pullDialog).toHaveCount(0)
  await expect(images.transfers).toContainText(`Pulling ${reference}`)
  await images.transfers.getByRole('button', { name: 'Cancel' }).click()
  await expect(images.transfers).toHaveCount(0)
  await expect.poll(() => slow.open, 'the engine hangs up').toBe(0)
  expect(await docker(engine, 'images', '-q', reference)).toBe('')
})

test('a pull that is cancelled leaves the form as it was', async ({ engine }) => {
  const reference = `${slow.host}/team/noise:1`
  await images.pull(reference)
  await expect.poll(() => slow.open).toBeGreaterThan(0)
  await images.pullDialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(images.reference).toBeFocused()
  await expect(images.reference).toHaveValue(reference)
  await expect.poll(() => slow.open).toBe(0)
  expect(await docker(engine, 'images', '-q', reference)).toBe('')
})

const failures = [
  {
    what: 'what is not the name of an image',
    reference: () => 'Not An Image',
    says: /^This is not the name of an image/,
  },
  {
    what: 'an image that the registry does not have',
    reference: () => `${registry.host}/team/nothing:1`,
    says: /^The registry has no image 127\.0\.0\.1:\d+\/team\/nothing:1\./,
  },
  {
    what: 'a registry that is not there',
    reference: () => 'registry.invalid/team/app:1',
    says: /^The registry registry\.invalid cannot be reached\./,
  },
  {
    what: 'a registry on the loopback of this machine',
    reference: () => '127.0.0.1:9/team/app:1',
    says: /^127\.0\.0\.1:9 is out of reach: the engine has a network of its own/,
  },
]
for (const { what, reference, says } of failures) {
  test(`${what} is said at the field, and nothing goes on`, async () => {
    await images.pull(reference())
    await expect(images.reference).toHaveAccessibleDescription(says)
    await expect(images.reference).toHaveValue(reference())
    await expect(images.pullDialog.getByRole('progressbar')).toHaveCount(0)
    await expect(images.pullDialog.getByRole('button', { name: 'Pull' })).toBeEnabled()
  })
}

test('Run pulls an image that is not here, where it is asked for', async ({ engine }) => {
  const reference = `${registry.host}/team/noise:1`
  await images.open('Containers')
  const dialog = new RunDialog(window.page)
  await dialog.start()
  await dialog.chooseImage(reference)
  await dialog.showMore()
  await dialog.command.fill('/no/program')
  await expect(dialog.run).toHaveText('Pull and run')
  await window.slipway.screen('run-pull-first')
  // The image is there, and the run that was asked for goes on by itself: it fails, for nothing is in this image.
  await dialog.refused(/^\S+ could not start: the image has no program \/no\/program\./, dialog.command)
  await expect(dialog.run).toHaveText('Run')
  expect(await docker(engine, 'images', '-q', reference)).not.toBe('')
  await dialog.create.click()
  await expect(dialog.form).toHaveCount(0)
  expect(await docker(engine, 'ps', '-a', '--format', '{{.Image}}')).toBe(reference)
})
