import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { buildImage } from './support/builds'
import { answerOpen, resize } from './support/desktop'
import { ComparePage } from './support/pages/comparePage'
import { LayersPage } from './support/pages/layersPage'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow(['shop:1', 'shop:2', 'other:1'])
let compare: ComparePage
test.beforeAll(async ({ engine }) => {
  const common = `FROM ${engine.image}\nRUN mkdir -p /srv/app && head -c 300000 /dev/urandom >/srv/app/kept\n`
  const first = [
    'RUN head -c 90000 /dev/urandom >/srv/app/gone && head -c 20000 /dev/zero >/srv/app/grows',
    'ENV MODE=test OLD=yes',
    'LABEL version=1',
    'CMD ["sleep", "1000"]',
  ]
  const second = [
    'RUN head -c 50000 /dev/zero >/srv/app/grows && head -c 7000 /dev/urandom >/srv/new && chmod 700 /etc/passwd',
    'ENV MODE=production',
    'LABEL version=2',
    'WORKDIR /srv',
    'CMD ["sleep", "1000"]',
  ]
  await buildImage(engine, 'shop:1', common + first.join('\n'))
  await buildImage(engine, 'shop:2', common + second.join('\n'))
  await buildImage(engine, 'other:1', `FROM ${engine.image}\nCMD ["true"]\n`)
})
test.beforeEach(async () => {
  compare = new ComparePage(window.page)
  await compare.open('Layers')
  await compare.show()
})

test('the two newest tags of a repository are proposed, and what differs is shown', async () => {
  await compare.button('Compare shop:1 with shop:2').click()
  await expect(compare.side('Before')).toHaveValue('shop:1')
  await expect(compare.side('After')).toHaveValue('shop:2')
  await expect(compare.metric('on disk (−53 kB)')).toHaveText('2.39 MB → 2.34 MB')
  await expect(compare.metric('visible at the end (−53 kB)')).toHaveText('2.39 MB → 2.34 MB')
  await expect(compare.metric('files added, modified, removed')).toHaveText('+1 ~2 −1')
  await expect(compare.metric(/^\s*removed\s*$/)).toHaveText('90 kB')
  await expect(compare.metric('kept once, in 2 layers of both')).toBeVisible()

  await compare.openDirectories('srv', 'app')
  expect(await compare.cells('srv')).toEqual([
    expect.stringContaining('+1 ~1 −1'),
    '410 kB',
    '357 kB',
    '−53 kB',
  ])
  expect(await compare.cells('gone')).toEqual(['− removed', '90 kB', '', '−90 kB'])
  expect(await compare.cells('grows')).toEqual(['~ modified size', '20 kB', '50 kB', '+30 kB'])
  expect(await compare.cells('new')).toEqual(['+ added', '', '7 kB', '+7 kB'])
  await expect(compare.file('kept')).toHaveCount(0)
  await compare.openDirectories('etc')
  expect((await compare.cells('passwd'))[0]).toBe('~ modified mode')

  await compare.files.getByRole('button', { name: 'Path' }).click()
  await expect(compare.files.getByRole('columnheader', { name: 'Path' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await compare.content.getByRole('button', { name: 'All files' }).click()
  await expect(compare.file('kept')).toBeVisible()
  expect(await compare.cells('kept')).toEqual(['', '300 kB', '300 kB', ''])
})

test('what both have is one stratum, and leads to its image', async () => {
  const { keyboard } = window.page
  await compare.compare('shop:1', 'shop:2')
  await expect(compare.strata.getByRole('link')).toHaveCount(4)
  const shared = compare.stratum(/kept, 300 kB, layer 2 of shop:1 and 2 of shop:2, kept once$/)
  const before = compare.stratum(/^Layer 3 of shop:1: RUN head -c 90000/)
  const after = compare.stratum(/^Layer 3 of shop:2: RUN head -c 50000/)
  const boxes = await Promise.all([shared, before, after].map((link) => link.boundingBox()))
  expect(boxes[0]!.width).toBeGreaterThan(boxes[1]!.width + boxes[2]!.width)
  expect(boxes[1]!.x + boxes[1]!.width).toBeLessThan(boxes[2]!.x)
  expect(boxes[1]!.y + boxes[1]!.height).toBeLessThanOrEqual(boxes[0]!.y)

  await after.focus()
  await keyboard.press('ArrowLeft')
  await expect(before).toBeFocused()
  await keyboard.press('ArrowDown')
  await expect(shared).toBeFocused()
  await keyboard.press('End')
  await expect(compare.stratum(/layer 1 of shop:1 and 1 of shop:2/)).toBeFocused()
  await keyboard.press('ArrowUp')
  await keyboard.press('ArrowUp')
  await expect(before).toBeFocused()
  await keyboard.press('Enter')
  const layers = new LayersPage(window.page)
  await expect(layers.strata('shop:1')).toBeVisible()
  await expect(layers.details.getByRole('heading', { level: 2 })).toHaveText('Layer 3 of 3')
})

test('the same layer on other ones below is told from one that is kept once', async ({ engine }) => {
  // A file of the same time and content makes the same layer wherever it is copied to.
  const files = [{ path: 'recipe', content: 'stir' }]
  for (const name of ['x', 'y']) {
    const steps = [`FROM ${engine.image}`, `RUN echo ${name} >/${name}`, 'COPY recipe /recipe']
    await buildImage(engine, `twice:${name}`, steps.join('\n'), files)
  }
  await compare.compare('twice:x', 'twice:y')
  await expect(compare.stratum(/^Layer 3 of twice:x: .*, kept twice$/)).toBeVisible()
  await expect(compare.stratum(/^Layer 3 of twice:y: .*, kept twice$/)).toBeVisible()
  await expect(compare.metric('kept once, in 1 layer of both')).toBeVisible()
})

test('settings that differ stand side by side', async () => {
  await compare.compare('shop:1', 'shop:2')
  await compare.tab('Settings').click()
  await expect(compare.settings.getByRole('row')).toHaveCount(5)
  expect(await compare.setting('MODE')).toEqual(['test', 'production'])
  expect(await compare.setting('OLD')).toEqual(['yes', 'not set'])
  expect(await compare.setting('Label')).toEqual(['1', '2'])
  expect(await compare.setting('Working directory')).toEqual(['not set', '/srv'])
  // Another pair stays on the tab that was chosen.
  await compare.button('Swap before and after').click()
  await expect.poll(() => compare.setting('OLD')).toEqual(['not set', 'yes'])
})

test('a path tells how it is on both sides', async () => {
  await compare.compare('shop:1', 'shop:2')
  await compare.openDirectories('etc')
  await compare.file('passwd').focus()
  await window.page.keyboard.press('Enter')
  const row = (name: string) =>
    compare.path.getByRole('row').filter({ has: window.page.getByRole('rowheader', { name, exact: true }) })
  await expect(row('Mode')).toContainText('-rw-r--r--')
  await expect(row('Mode')).toContainText('-rwx------')
  await expect(row('From')).toContainText('layer 1')
  await expect(row('From')).toContainText('layer 3')
  await compare.openDirectories('srv')
  await compare.file('new').click()
  await expect(compare.path.getByRole('heading', { level: 2 })).toHaveText('srv/new')
  await expect(row('Type')).toContainText('not there')
  await compare.file('app').click()
  await expect(compare.path).toContainText('410 kB → 350 kB')
  await compare.button('Close the path').click()
  await expect(compare.path).toHaveCount(0)
})

test('a filter finds paths by text, by size and by what became of them', async () => {
  await compare.compare('shop:1', 'shop:2')
  const status = compare.content.getByRole('status')
  await compare.file('srv').focus()
  await window.page.keyboard.press('/')
  await expect(compare.filter).toBeFocused()
  await compare.filter.fill('SRV/APP/')
  await expect(status).toHaveText('2 matches')
  await expect(compare.found.getByRole('row', { name: 'srv/app/grows' })).toContainText('+30 kB')
  await compare.content.getByRole('button', { name: /removed 1/ }).click()
  await expect(status).toHaveText('1 match')
  await expect(compare.found.getByRole('row', { name: 'srv/app/gone' })).toBeVisible()
  await compare.content.getByRole('textbox', { name: 'Smallest size' }).fill('1 MB')
  await expect(compare.content.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
  await compare.content.getByRole('button', { name: 'Clear the filter' }).click()
  await expect(compare.file('srv')).toBeVisible()
})

test('sides are swapped, the same one is not compared, and what is gone is named', async ({ engine }) => {
  const { page } = window
  await compare.compare('shop:2', 'shop:1')
  await compare.button('Swap before and after').click()
  await expect(compare.side('Before')).toHaveValue('shop:1')
  await expect(compare.metric('visible at the end (−53 kB)')).toBeVisible()
  await compare.choose('After', 'shop:1')
  await expect(page.getByRole('heading', { name: 'Both sides are the same' })).toBeVisible()
  await buildImage(engine, 'shop:3', 'FROM shop:2\nRUN echo three >/three\n')
  await compare.choose('After', 'shop:3')
  await expect(compare.file('three')).toBeVisible()
  await docker(engine, 'rmi', 'shop:3')
  await expect(page.getByRole('heading', { name: /^\w{12} is no longer there$/ })).toBeVisible()
  await expect(page.getByText('Choose another one on the right above.')).toBeVisible()
  // The way to the other views and back keeps what can be kept.
  await compare.choose('After', 'other:1')
  await compare.modes.getByText('One image').click()
  await expect(new LayersPage(page).strata('shop:1')).toBeVisible()
  await compare.modes.getByText('Compare').click()
  await expect(compare.side('Before')).toHaveValue('shop:1')
  await expect(compare.button('Compare shop:1 with shop:2')).toBeVisible()
})

test('images that are alike differ in nothing, and say so', async ({ engine }) => {
  await buildImage(engine, 'other:2', `FROM ${engine.image}\nCMD ["true"]\nLABEL only=settings\n`)
  await compare.compare('other:1', 'other:2')
  await expect(compare.content.getByRole('heading', { name: 'No file differs' })).toBeVisible()
  await compare.tab('Settings').click()
  expect(await compare.setting('only')).toEqual(['not set', 'settings'])
  await docker(engine, 'create', '--name', 'still', 'other:1')
  await compare.choose('After', 'still')
  await expect(compare.content.getByRole('heading', { name: 'No setting differs' })).toBeVisible()
})

test('a container against its image shows what it wrote, anew when it is read again', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'writer', 'shop:1')
  await docker(engine, 'exec', 'writer', 'sh', '-c', 'echo new >/srv/written; rm /srv/app/gone')
  await compare.choose('Before', 'writer')
  await compare.button('Compare shop:1 with writer').click()
  await expect(compare.stratum(/of writer: Writable layer/)).toBeVisible()
  await compare.openDirectories('srv', 'app')
  expect((await compare.cells('gone'))[0]).toBe('− removed')
  await expect(compare.file('written')).toContainText('added')
  await docker(engine, 'exec', 'writer', 'sh', '-c', 'echo later >/srv/later')
  await compare.button('Read again').click()
  await expect(compare.file('later')).toContainText('added')
})

test('an archive is chosen as one of the sides, and each of its images compared', async ({ engine }) => {
  const { app, page } = window
  const folder = mkdtempSync(join(tmpdir(), 'slipway-compare-'))
  try {
    const archive = join(folder, 'both.tar')
    await docker(engine, 'save', '-o', archive, 'shop:1', 'shop:2')
    await answerOpen(app, archive)
    await compare.choose('Before', 'shop:1')
    await compare.choose('After', 'From an archive file')
    await expect(compare.side('After')).toHaveValue('both.tar')
    const images = page.getByRole('combobox', { name: 'After: Image in the archive' })
    const show = async (tag: string) => {
      const option = images.getByRole('option', { name: tag })
      await images.selectOption((await option.getAttribute('value')) ?? '')
    }
    await expect(images).toBeVisible()
    await show('shop:2')
    await expect(compare.metric('visible at the end (−53 kB)')).toBeVisible()
    await show('shop:1')
    await expect(compare.content.getByRole('heading', { name: 'No file differs' })).toBeVisible()

    // Whoever closes the dialog keeps what was chosen.
    await answerOpen(app, null)
    await compare.choose('After', 'From an OCI directory')
    await expect(compare.side('After')).toHaveValue('both.tar')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('all of it is kept as pictures, light, dark and small, and axe finds nothing', async () => {
  const { page, app, slipway } = window
  const findings: string[] = []
  const look = async (name: string) =>
    findings.push(...(await findingsInBoth(slipway, `layers-compare-${name}`)))
  await look('nothing')
  await compare.compare('shop:1', 'shop:2')
  await compare.openDirectories('srv', 'app')
  await compare.file('grows').click()
  await expect(compare.path).toContainText('50 kB')
  await look('files')
  await compare.tab('Settings').click()
  await look('settings')
  const size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }))
  await resize(app, 900, 600)
  // There the strata have no room beside the files.
  await expect(compare.strata).toHaveCount(0)
  await compare.tab('Layers').click()
  await expect(compare.stratum(/kept once$/)).toHaveCount(2)
  await slipway.screen('layers-compare-small')
  await resize(app, size.width, size.height)
  await expect(compare.file('grows')).toBeVisible()
  expect(findings).toEqual([])
})
