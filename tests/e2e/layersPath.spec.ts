import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { buildImage } from './support/builds'
import { LayersPage } from './support/pages/layersPage'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow(['shop:1'])
test.beforeAll(async ({ engine }) => {
  const instructions = ['RUN head -c 3000000 /dev/urandom >/model', 'ENV TIER=front', 'RUN echo shop >/name']
  await buildImage(engine, 'shop:1', [`FROM ${engine.image}`, ...instructions].join('\n'))
})

test('blueprint, image and containers are one picture, of which each part opens what it is', async ({
  engine,
}) => {
  const { page } = window
  const layers = new LayersPage(page)
  await layers.open('Layers')
  await layers.choose('shop:1')
  await page
    .getByRole('navigation', { name: 'Ways to look at layers' })
    .getByRole('link', { name: 'Whole path' })
    .click()
  const part = (name: string) => page.getByRole('region', { name, exact: true })
  await expect(part('Dockerfile').getByRole('listitem').last()).toContainText('RUN echo shop >/name')
  await expect(part('Dockerfile').getByTitle('It changes settings of the image')).toContainText([
    'ENV TIER=front',
  ])
  const strata = part('Image').getByRole('listitem')
  const [history, made] = await Promise.all([
    docker(engine, 'image', 'inspect', '--format', '{{len .RootFS.Layers}}', 'shop:1'),
    docker(engine, 'create', '--name', 'idle', 'shop:1', 'true'),
  ])
  await expect(strata).toHaveCount(Number(history))
  // The base at the bottom, as layers lie.
  await expect(strata.first()).toContainText('RUN echo shop >/name')
  await expect(part('Containers').getByRole('link', { name: 'idle' })).toBeVisible()
  await docker(engine, 'run', '-d', '--name', 'sailing', 'shop:1', 'sleep', '1000')
  await expect(part('Containers').getByRole('listitem')).toContainText(['sailing', 'idle'])
  expect(await findingsInBoth(window.slipway, 'path')).toEqual([])

  await part('Dockerfile').getByRole('link', { name: '/model' }).hover()
  await expect(strata.getByRole('link', { name: '/model' })).toHaveClass(/outline-accent/)

  await part('Containers').getByRole('link', { name: 'sailing' }).click()
  await expect(page.getByRole('complementary', { name: /sailing/ })).toBeVisible()
  await page.goBack()
  await part('Image').getByRole('link', { name: 'shop:1' }).click()
  await expect(page.getByRole('complementary', { name: /shop:1/ })).toBeVisible()
  await page.goBack()
  await strata.getByRole('link', { name: '/model' }).click()
  await expect(layers.strata('shop:1')).toBeVisible()
  expect(made).toMatch(/^[0-9a-f]{64}$/)
})
