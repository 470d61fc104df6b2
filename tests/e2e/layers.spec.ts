import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { buildImage } from './support/builds'
import { ImagesPage } from './support/pages/imagesPage'
import { LayersPage } from './support/pages/layersPage'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow(['base:1', 'shop:1', 'blog:1'])
let layers: LayersPage
test.beforeEach(() => {
  layers = new LayersPage(window.page)
})
test.beforeAll(async ({ engine }) => {
  const base = [
    `FROM ${engine.image}`,
    'RUN head -c 3000000 /dev/urandom >/large',
    'ENV MODE=production',
    'RUN head -c 40000 /dev/urandom >/small',
  ]
  await buildImage(engine, 'base:1', base.join('\n'))
  await buildImage(engine, 'shop:1', 'FROM base:1\nRUN echo shop >/shop\nCMD ["sleep", "1000"]\n')
  await buildImage(engine, 'blog:1', 'FROM base:1\nRUN echo blog >/blog\n')
})

const open = async (image: string) => {
  await layers.open('Layers')
  await layers.choose(image)
}

test('an image is strata: each instruction that made files, with its size, in proportion', async () => {
  await open('shop:1')
  await expect(layers.layer(4)).toContainText('files: 1 added, 0 modified, 0 removed')
  const texts = await layers.texts('shop:1')
  expect(texts).toHaveLength(4)
  const words = 'files: 1 added, 0 modified, 0 removed +1'
  expect(texts[1]).toBe(`Layer 2: RUN head -c 3000000 /dev/urandom >/large 3 MB ${words} in 3 images`)
  expect(texts[2]).toBe(`Layer 3: base:1 RUN head -c 40000 /dev/urandom >/small 40 kB ${words} in 3 images`)
  expect(texts[3]).toBe(`Layer 4: RUN echo shop >/shop 5 B ${words}`)
  const heights = await layers
    .strata('shop:1')
    .getByRole('option')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height).reverse())
  expect(heights[1], 'the largest is the tallest').toBe(Math.max(...heights))
  expect(heights[2]!).toBeLessThan(heights[1]!)
  expect(heights[3]!, 'five bytes are less than forty thousand').toBeLessThan(heights[2]!)
})

test('a stack of few layers stands on the ground, called by its image', async ({ engine }) => {
  await open(engine.image)
  const stratum = layers.layer(1)
  await expect(stratum).toContainText(engine.image)
  await expect(stratum).not.toContainText('IMPORT')
  const [box, content] = [await stratum.boundingBox(), await layers.content.boundingBox()]
  const foot = content!.y + content!.height - (box!.y + box!.height)
  expect(box!.height, 'not drawn out').toBeLessThan(content!.height / 2)
  expect(foot, 'pixels below it').toBeLessThan(24)
})

test('a layer has the same colour in every image, and says who shares it', async () => {
  await open('shop:1')
  const shop = await layers.colours('shop:1')
  await expect(layers.layer(2)).toContainText('in 3 images')
  await layers.layer(2).click()
  await expect(layers.details.getByRole('link', { name: 'blog:1' })).toBeVisible()
  await layers.details.getByRole('link', { name: 'blog:1' }).click()
  await expect(layers.strata('blog:1')).toBeVisible()
  const blog = await layers.colours('blog:1')
  expect(blog.slice(0, 3)).toEqual(shop.slice(0, 3))
  for (const [index, colour] of shop.entries()) expect(colour, 'neighbours').not.toBe(shop[index + 1])

  // The same again where the image is described.
  await layers.open('Images')
  const images = new ImagesPage(window.page)
  const panel = await images.details('blog:1')
  await expect(panel.getByRole('list', { name: 'Layers' })).toContainText('RUN echo blog >/blog')
})

test('containers stand on top, live, with what they wrote when it is measured', async ({ engine }) => {
  await open('shop:1')
  await expect(layers.writable).toHaveCount(0)
  const write = 'head -c 300000 /dev/urandom >/written; sleep 1000'
  await docker(engine, 'run', '-d', '--name', 'writer', 'shop:1', 'sh', '-c', write)
  await docker(engine, 'create', '--name', 'idle', 'shop:1')
  const writer = layers.writable.getByRole('link', { name: 'writer' })
  await expect(writer).toContainText('running')
  await expect(layers.writable.getByRole('link', { name: 'idle' })).toContainText('created')
  await expect.poll(() => docker(engine, 'exec', 'writer', 'wc', '-c', '/written')).toContain('300000')
  await layers.writable.getByRole('button', { name: 'Measure' }).click()
  await expect(writer).toContainText('300 kB')
  await docker(engine, 'rm', '-f', 'idle')
  await expect(layers.writable.getByRole('link')).toHaveCount(1)
  await window.slipway.screen('layers-writable')
  await writer.click()
  await expect(layers.strata('writer')).toBeVisible()
})

test('the strata are walked with the arrows, and their details follow', async () => {
  await open('shop:1')
  const { keyboard } = window.page
  const position = layers.details.getByRole('heading', { level: 2 })
  await expect(position).toHaveText('Layer 4 of 4')
  await layers.strata('shop:1').getByRole('option', { selected: true }).focus()
  await keyboard.press('ArrowDown')
  await expect(position).toHaveText('Layer 3 of 4')
  await keyboard.press('ArrowDown')
  await expect(layers.details).toContainText('RUN head -c 3000000 /dev/urandom >/large')
  await keyboard.press('End')
  await expect(position).toHaveText('Layer 1 of 4')
  await keyboard.press('Home')
  await expect(position).toHaveText('Layer 4 of 4')
  await expect(layers.strata('shop:1').getByRole('option', { selected: true })).toBeFocused()
  await expect(layers.details).toContainText(/sha256:[0-9a-f]{64}/)
})

test('several layers are chosen with Shift, and are one to all that is asked of them', async () => {
  await open('shop:1')
  const { keyboard } = window.page
  const position = layers.details.getByRole('heading', { level: 2 })
  await layers.layer(3).click()
  await keyboard.press('Shift+ArrowUp')
  await expect(position).toHaveText('Layers 3 to 4 of 4')
  await expect(layers.strata('shop:1').getByRole('option', { selected: true })).toHaveCount(2)
  await expect.poll(() => layers.names()).toEqual(['small', 'shop'])
  await layers.layer(2).click({ modifiers: ['Shift'] })
  await expect(position).toHaveText('Layers 2 to 3 of 4')
  await expect.poll(() => layers.names()).toEqual(['large', 'small'])
  await layers.details.getByRole('button', { name: 'Show layer 2' }).click()
  await expect(position).toHaveText('Layer 2 of 4')
  await expect.poll(() => layers.names()).toEqual(['large'])
})

test('an image without layers, and one while the engine is stopped, say so', async ({ engine }) => {
  const { page } = window
  await buildImage(engine, 'bare:1', 'FROM scratch\nLABEL kind=bare\n')
  await layers.open('Layers')
  await layers.image.fill('bare:1')
  await page.getByRole('option', { name: 'bare:1' }).click()
  const nothing = page.getByRole('heading', { name: 'No layers' })
  await expect(nothing).toBeVisible()
  expect((await nothing.boundingBox())!.y, 'below the bar').toBeGreaterThan(150)

  await layers.choose('shop:1')
  await expect.poll(() => layers.names()).toEqual(['shop'])
  await engine.engine.stop()
  await expect(page.getByText('The engine is stopped')).toBeVisible()
  await expect(layers.file('shop'), 'what was read is still there').toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'No engine, no list' })).toBeVisible()
  await engine.engine.start()
  await expect.poll(() => layers.names()).toEqual(['shop'])
})

test('an image that is removed while it is looked at is said to be gone', async ({ engine }) => {
  await open('blog:1')
  await docker(engine, 'rmi', 'blog:1')
  await expect(window.page.getByRole('heading', { name: 'This image is no longer there' })).toBeVisible()
  await layers.choose('shop:1')
})
