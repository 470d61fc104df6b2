import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { buildImage } from './support/builds'
import { answerOpen } from './support/desktop'
import { ContainersPage } from './support/pages/containersPage'
import { ImagesPage } from './support/pages/imagesPage'
import { RunDialog } from './support/pages/runDialog'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let images: ImagesPage
let folder: string
test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-images-'))
  images = new ImagesPage(window.page)
  await images.open('Images')
})
test.afterEach(() => rmSync(folder, { recursive: true }))

test('the list follows the command line', async ({ engine }) => {
  await expect(images.row(engine.image)).toBeVisible()
  await docker(engine, 'tag', engine.image, 'another:1')
  await expect(images.row('another:1').getByRole('img', { name: '1 more tag' })).toBeVisible()
  await docker(engine, 'rmi', 'another:1')
  await expect(images.row(engine.image)).toBeVisible()
  await expect(images.row('another:1')).toHaveCount(0)

  const id = await buildImage(engine, 'site:2', `FROM ${engine.image}\nRUN echo hello >/hello\n`)
  const row = images.row('site:2')
  await expect(row).toContainText(id.slice(7, 19))
  await docker(engine, 'create', '--name', 'web', 'site:2')
  await expect(row.getByRole('gridcell').nth(5)).toHaveText('1')
  await docker(engine, 'rm', 'web')
  await expect(row.getByRole('gridcell').nth(5)).toHaveText('0')

  await images.search.fill('site')
  await expect(images.row(engine.image)).toHaveCount(0)
  await images.search.fill(id.slice(7, 15))
  await expect(row).toBeVisible()
})

test('details show every instruction as docker history does, and the containers of the image', async ({
  engine,
}) => {
  const dockerfile = [
    `FROM ${engine.image}`,
    'ENV TOKEN=open-sesame',
    'LABEL tier=front',
    'RUN head -c 200000 /dev/urandom >/data',
    'WORKDIR /srv',
    'EXPOSE 80',
    'CMD ["true"]',
  ]
  await buildImage(engine, 'site:2', dockerfile.join('\n'))
  await docker(engine, 'create', '--name', 'web', 'site:2')
  const panel = await images.details('site:2')

  const history = await docker(engine, 'history', '--no-trunc', '--format', '{{.Size}}', 'site:2')
  const sizes = history.split('\n')
  const items = panel.getByRole('list', { name: 'Layers' }).getByRole('listitem')
  await expect(items).toHaveCount(sizes.length)
  const rows = await items.allInnerTexts()
  const shown = rows.map((text) => /([\d.]+) ([kMG]?B)$/.exec(text)?.slice(1).join('') ?? '0B')
  expect(shown).toEqual(sizes)
  for (const [index, text] of [
    [0, 'CMD ["true"]'],
    [2, 'WORKDIR /srv'],
    [3, 'RUN head -c 200000 /dev/urandom >/data'],
    [5, 'ENV TOKEN=open-sesame'],
  ] as const) {
    expect(rows[index]).toContain(text)
  }
  await expect(panel.getByText('80/tcp')).toBeVisible()
  // A row leads to its layer: WORKDIR makes one of its own, so it is the second of three.
  await window.slipway.screen('image-details')
  await panel.getByRole('link', { name: 'RUN head -c 200000 /dev/urandom >/data' }).click()
  await expect(window.page.getByRole('heading', { name: 'Layer 2 of 3' })).toBeVisible()
  await images.open('Images')
  await images.details('site:2')
  await panel.getByRole('tab', { name: 'Inspect' }).click()
  await expect(panel.getByRole('textbox', { name: 'Inspect site:2' })).toContainText('"Id"')
  await panel.getByRole('tab', { name: 'Overview' }).click()
  await panel.getByRole('link', { name: 'web' }).click()
  await expect(new ContainersPage(window.page).panel('web')).toBeVisible()
})

test('Load brings in what docker save wrote', async ({ engine }) => {
  const archive = join(folder, 'site.tar')
  await buildImage(engine, 'site:2', `FROM ${engine.image}\nRUN echo hello >/hello\n`)
  await docker(engine, 'save', '-o', archive, 'site:2')
  await docker(engine, 'rmi', 'site:2')
  await expect(images.row('site:2')).toHaveCount(0)

  await answerOpen(window.app, null)
  await images.button('Load').click()
  await expect(images.transfers).toHaveCount(0)
  await answerOpen(window.app, archive)
  await images.button('Load').click()
  await expect(images.panel('site:2')).toBeVisible()
  await expect(images.row('site:2')).toBeVisible()
  await expect(images.transfers).toHaveCount(0)
  expect(await docker(engine, 'run', '--rm', 'site:2', 'cat', '/hello')).toBe('hello')
})

test('an archive that is none is refused in one sentence, which stays until it is dismissed', async () => {
  const broken = join(folder, 'broken.tar')
  writeFileSync(broken, 'this is not an archive'.repeat(100))
  await answerOpen(window.app, broken)
  await images.button('Load').click()
  await expect(images.transfers.getByRole('alert')).toHaveText(
    /^broken\.tar cannot be read as an archive of images: it is no archive\. Choose one /,
  )
  await expect(images.transfers.getByRole('progressbar')).toHaveCount(0)
  await images.transfers.getByRole('button', { name: 'Dismiss' }).click()
  await expect(images.transfers).toHaveCount(0)
})

test('Remove asks, names the containers that keep an image, and removes what nothing keeps', async ({
  engine,
}) => {
  await buildImage(engine, 'used:1', `FROM ${engine.image}\nRUN echo used >/file\n`)
  await buildImage(engine, 'free:1', `FROM ${engine.image}\nRUN echo free >/file\n`)
  await docker(engine, 'create', '--name', 'keeper', 'used:1')
  await expect(images.row('used:1')).toBeVisible()
  await images.choose('used:1', 'Remove')
  const used = images.question('Remove used:1?')
  await expect(used).toContainText('Stays: the container keeper uses it.')
  await expect(used.getByRole('button', { name: 'Remove' })).toBeDisabled()
  await used.getByRole('button', { name: 'Cancel' }).click()

  const uses = window.page.getByRole('group', { name: 'Use' })
  await uses.getByRole('button', { name: 'Unused' }).click()
  await expect(images.row('used:1')).toHaveCount(0)
  await expect(images.row('free:1')).toContainText('5 B')
  await expect(
    window.page.getByText(/^Together .+ on disk, each layer once\. Removing what is unused frees /),
  ).toBeVisible()
  await window.slipway.screen('images-unused')
  await uses.getByRole('button', { name: 'All' }).click()
  await images.row('free:1').click({ modifiers: ['Control'] })
  await images.row('used:1').click({ modifiers: ['Control'] })
  await images.bulk.getByRole('button', { name: 'Remove' }).click()
  const several = images.question('Remove 1 of 2 images?')
  await expect(several.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expect(several).toContainText('Built or loaded here and on no registry: it cannot be fetched again.')
  await expect(several.getByText('In all this frees 5 B.')).toBeVisible()
  await window.slipway.screen('images-remove')
  await several.getByRole('button', { name: 'Remove' }).click()
  await expect(several).toHaveCount(0)
  await expect(images.row('free:1')).toHaveCount(0)
  await expect(images.row('used:1')).toBeVisible()
  const left = await docker(engine, 'images', '--format', '{{.Repository}}:{{.Tag}}')
  expect(left.split('\n').sort()).toEqual([engine.image, 'used:1'])
})

test('an image that goes while its details are open is said to be gone', async ({ engine }) => {
  await buildImage(engine, 'site:2', `FROM ${engine.image}\nRUN echo hello >/hello\n`)
  await images.details('site:2')
  await expect(window.page.getByText('RUN echo hello >/hello')).toBeVisible()
  await docker(engine, 'rmi', 'site:2')
  const said = window.page.getByRole('alert').filter({ hasText: 'is no longer there: it was removed.' })
  await expect(said).toBeVisible()
  await expect(window.page.getByText('RUN echo hello >/hello')).toBeVisible()
})

test('Run begins with the image that was chosen', async ({ engine }) => {
  await images.row(engine.image).hover()
  await images.row(engine.image).getByRole('button', { name: 'Run' }).click()
  const dialog = new RunDialog(window.page)
  await expect(dialog.image).toHaveValue(engine.image)
  await expect(dialog.name).toBeFocused()
  await window.page.keyboard.press('Escape')

  await images.choose(engine.image, 'Compare with…')
  const side = (name: string) => window.page.getByRole('combobox', { name, exact: true })
  await expect(side('Before')).toHaveValue(engine.image)
  await expect(side('After')).toBeFocused()
})
