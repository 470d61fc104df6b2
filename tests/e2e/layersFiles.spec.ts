import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describedArchive } from '../support/describedArchives'
import { docker } from '../support/engine'
import { hostileArchives, hostileLayers } from '../support/hostileArchives'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { buildImage } from './support/builds'
import { answerOpen, resize } from './support/desktop'
import { ComparePage } from './support/pages/comparePage'
import { ContainersPage } from './support/pages/containersPage'
import { ImagesPage } from './support/pages/imagesPage'
import { LayersPage } from './support/pages/layersPage'
import { shareWindow } from './support/sharedWindow'

const xz = (input: Buffer) => execFileSync('xz', ['--compress', '--stdout'], { input })
/** Bytes of a size as the window writes it: `1.98 MB`. */
function bytesOf(text: string): number {
  const [figure, unit = ''] = text.split(/\s/)
  return Number(figure) * ({ B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[unit] ?? Number.NaN)
}

const window = shareWindow(['app:1', 'app:2'])
let layers: LayersPage
let folder: string
test.beforeAll(async ({ engine }) => {
  const app = [
    `FROM ${engine.image}`,
    [
      'RUN mkdir -p /srv/app/lib /srv/app/web',
      'head -c 300000 /dev/urandom >/srv/app/lib/big.bin',
      'head -c 20000 /dev/urandom >/srv/app/lib/small.bin',
      'head -c 90000 /dev/urandom >/srv/app/web/page.bin',
      "printf 'first\\n' >/srv/app/notes.txt",
    ].join(' && '),
    "RUN chown -R 33:33 /srv/app && printf 'first\\nsecond\\n' >/srv/app/notes.txt",
    'RUN rm /srv/app/lib/small.bin && mkdir /many && cd /many && seq 1200 | xargs touch',
  ]
  await buildImage(engine, 'app:1', app.join('\n'))
  await buildImage(engine, 'app:2', 'FROM app:1\nRUN echo two >/two\n')
})
test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-layers-'))
  layers = new LayersPage(window.page)
  await layers.open('Layers')
  await layers.choose('app:1')
})
test.afterEach(() => rmSync(folder, { recursive: true }))

test('a layer shows what it changed, as a tree that opens and closes', async () => {
  const { keyboard } = window.page
  await layers.layer(2).click()
  await expect.poll(() => layers.names()).toEqual(['srv'])
  await expect(layers.file('srv')).toContainText('added')
  await layers.openDirectories('srv', 'app')
  await expect.poll(() => layers.names()).toEqual(['srv', 'app', 'lib', 'web', 'notes.txt'])
  await expect(layers.file('lib')).toContainText('320 kB')
  await expect(layers.file('lib')).toHaveAttribute('aria-level', '3')
  await layers.openDirectories('lib')
  await expect.poll(() => layers.names()).toContain('big.bin')
  await expect(layers.file('big.bin')).toContainText('300 kB')
  // The image has a passwd, and no group.
  await expect(layers.file('big.bin')).toContainText('root:0')

  // The arrows: to the parent, close it, to the last line.
  await layers.file('big.bin').focus()
  await keyboard.press('ArrowLeft')
  await expect(layers.file('lib')).toBeFocused()
  await keyboard.press('ArrowLeft')
  await expect(layers.file('lib')).toHaveAttribute('aria-expanded', 'false')
  await expect(layers.file('big.bin')).toHaveCount(0)
  await keyboard.press('End')
  await expect(layers.file('notes.txt')).toBeFocused()
  await keyboard.press('Home')
  await expect(layers.file('srv')).toBeFocused()
  await keyboard.press('ArrowRight')
  await expect(layers.file('app')).toBeFocused()
})

test('what is open stays open in another order and in other layers', async () => {
  await layers.layer(3).click()
  await layers.openDirectories('srv', 'app')
  await expect.poll(() => layers.names()).toEqual(['srv', 'app', 'lib', 'web', 'notes.txt'])
  await expect(layers.file('notes.txt')).toContainText('modified')
  await expect(layers.file('lib')).toContainText('33:33')
  await layers.files.getByRole('button', { name: 'Path' }).click()
  await expect(layers.files.getByRole('columnheader', { name: 'Path' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await expect.poll(() => layers.names()).toEqual(['srv', 'app', 'lib', 'notes.txt', 'web'])
  await layers.layer(2).click()
  await expect.poll(() => layers.names()).toEqual(['srv', 'app', 'lib', 'notes.txt', 'web'])
  await expect(layers.file('lib')).toContainText('root:0')
  await layers.layer(4).click()
  await expect.poll(() => layers.names()).toEqual(['many', 'srv', 'app', 'lib'])
})

test('what a layer removed is told apart, in it and in the whole stack', async () => {
  await layers.layer(4).click()
  await layers.openDirectories('srv', 'app', 'lib')
  const small = layers.file('small.bin')
  await expect(small).toContainText('removed')
  await expect(small).toContainText('−20 kB')
  await expect(layers.file('big.bin')).toHaveCount(0)
  await layers.content.getByRole('button', { name: 'Stacked' }).click()
  await expect(layers.file('big.bin')).toContainText('300 kB')
  await expect(layers.file('bin')).toBeVisible()
  await expect(small).toContainText('removed')
})

test('a filter finds paths by text, by size and by what became of them', async () => {
  await layers.layer(4).click()
  await layers.content.getByRole('button', { name: 'Stacked' }).click()
  await layers.filter.fill('.BIN')
  const row = (path: string) => layers.found.getByRole('row', { name: path, exact: true })
  await expect(layers.content.getByRole('status')).toHaveText('3 matches')
  for (const path of ['srv/app/lib/big.bin', 'srv/app/lib/small.bin', 'srv/app/web/page.bin']) {
    await expect(row(path)).toBeVisible()
  }
  await layers.content.getByRole('textbox', { name: 'Smallest size' }).fill('50 kB')
  await expect(layers.content.getByRole('status')).toHaveText('2 matches')
  await layers.content.getByRole('textbox', { name: 'Smallest size' }).fill('plenty')
  await expect(layers.content.getByRole('alert')).toContainText('A size is a number with a unit')
  await layers.content.getByRole('textbox', { name: 'Smallest size' }).fill('')
  // All that is there is counted, not what the chosen layer did.
  await expect(layers.content.getByRole('button', { name: /removed/ })).toHaveCount(0)
  await layers.content.getByRole('button', { name: 'Only this layer' }).click()
  await layers.content.getByRole('button', { name: /removed 1/ }).click()
  await expect(layers.content.getByRole('status')).toHaveText('1 match')
  await expect(row('srv/app/lib/small.bin')).toBeVisible()
  await layers.filter.fill('no such path')
  await expect(layers.content.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
  await layers.content.getByRole('button', { name: 'Clear the filter' }).click()
  await expect(layers.file('many')).toBeVisible()
  await window.page.keyboard.press('/')
  await expect(layers.filter).toBeFocused()
})

test('a filter lists each path once, whichever directories are open in the tree', async () => {
  await layers.layer(4).click()
  await layers.content.getByRole('button', { name: 'Stacked' }).click()
  await layers.sortByPath()
  await layers.openDirectories('srv', 'app', 'lib')
  await layers.filter.fill('srv/app')
  await expect(layers.found.getByRole('row', { name: 'srv/app/notes.txt', exact: true })).toBeVisible()
  await layers.filter.press('Enter')
  await window.page.keyboard.press('End')
  await expect(layers.found.getByRole('row', { name: 'srv/app/web/page.bin', exact: true })).toBeFocused()
  await expect(layers.content.getByRole('status')).toHaveText('7 matches')
  await layers.filter.fill('')
  await expect(layers.file('big.bin')).toBeVisible()
})

test('a directory of many files is read where it is looked at', async () => {
  const { keyboard } = window.page
  await layers.layer(4).click()
  await layers.sortByPath()
  await layers.openDirectories('many')
  await expect(layers.file('1')).toBeVisible()
  await expect(layers.file('1')).toHaveAttribute('aria-setsize', '1200')
  await layers.file('many').focus()
  await keyboard.press('End')
  await expect(layers.file('srv')).toBeFocused()
  await keyboard.press('ArrowUp')
  await expect(layers.file('999')).toBeFocused()
  await expect(layers.file('999')).toHaveAttribute('aria-posinset', '1200')
  await keyboard.press('ArrowLeft')
  await expect(layers.file('many')).toBeFocused()
})

test('a path tells its history, with advice, and what is in each of its versions', async () => {
  await layers.layer(3).click()
  await layers.openDirectories('srv', 'app')
  await layers.file('notes.txt').focus()
  await window.page.keyboard.press('Enter')
  const events = layers.path.getByRole('tabpanel', { name: 'History' }).getByRole('listitem')
  await expect(events).toHaveCount(2)
  await expect(events.first()).toContainText('Added in layer 2')
  await expect(events.last()).toContainText('Modified in layer 3')
  await expect(events.last()).toContainText('size 6 B → 13 B')
  await expect(events.last()).toContainText('owner root:0 → 33:33')
  await layers.path.getByRole('tab', { name: 'Preview' }).click()
  const content = layers.path.getByRole('region', { name: 'Content of notes.txt' })
  await expect(content).toContainText('second')
  await layers.path.getByRole('combobox', { name: 'Version' }).selectOption('layer 2, 6 B')
  await expect(content).not.toContainText('second')
  await expect(content).toContainText('first')

  // Bytes that only changed hands.
  await layers.openDirectories('lib')
  await layers.file('big.bin').click()
  await expect(layers.path).toContainText('This is no text: 300 kB of data.')
  await layers.path.getByRole('tab', { name: 'History' }).click()
  await expect(layers.path).toContainText('all 300 kB stored again')
  await expect(layers.path).toContainText('Set the owner in layer 2, which writes the file.')
  await layers.path.getByRole('button', { name: 'in layer 2' }).click()
  await expect(layers.layer(2)).toHaveAttribute('aria-selected', 'true')
  await layers.path.getByRole('button', { name: 'Find in Files' }).click()
  await expect(layers.found.getByRole('row', { name: 'srv/app/lib/big.bin' })).toBeVisible()
  await layers.path.getByRole('button', { name: 'Close the path' }).click()
  await expect(layers.details).toBeVisible()
})

test('the treemap shows where the bytes are, and goes into directories and back', async () => {
  const { page } = window
  await layers.layer(2).click()
  await layers.tab('Treemap').click()
  await expect(layers.parts.getByRole('button', { name: /srv/ })).toContainText('410 kB')
  await layers.parts.getByRole('button', { name: /srv/ }).click()
  await layers.parts.getByRole('button', { name: /app/ }).click()
  await expect(layers.parts.getByRole('button')).toHaveCount(3)
  const trail = page.getByRole('navigation', { name: 'Where the treemap is' })
  await expect(trail.getByRole('button')).toHaveText(['app:1', 'srv', 'app'])

  // The picture itself: the largest tile is the largest file.
  const tile = layers.content.locator('[data-tile]').filter({ hasText: 'big.bin' }).last()
  await tile.hover()
  await expect(layers.content).toContainText('mostly added')
  await tile.click()
  await expect(layers.path.getByRole('heading', { level: 2 })).toHaveText('srv/app/lib/big.bin')
  await trail.getByRole('button', { name: 'app:1' }).click()
  await expect(layers.parts.getByRole('button')).toHaveCount(1)
  await layers.layer(3).click()
  await expect(layers.parts.getByRole('button', { name: /srv/ })).toBeVisible()
  await layers.content.getByRole('button', { name: 'Stacked' }).click()
  await expect(layers.parts.getByRole('button', { name: /bin/ })).toBeVisible()
})

test('waste lists what could be got back, the most first', async () => {
  await layers.page.getByRole('button', { name: /wasted in \d+ paths/ }).click()
  const rows = layers.waste.getByRole('row').filter({ has: layers.page.getByRole('gridcell') })
  await expect(rows.first()).toHaveAccessibleName('srv/app/lib/big.bin')
  await expect(rows.first()).toContainText('300 kB')
  await expect(rows.first()).toContainText('2 copies')
  await expect(rows.first()).toContainText('stored in layers 2, 3')
  await rows.first().click()
  await expect(layers.path).toContainText('Both copies stay in the image: 300 kB wasted.')
})

test('the figures of one screen add up, and those of an image are the same on the next', async () => {
  const { page } = window
  const figure = (caption: string) =>
    page
      .locator('dl > div')
      .filter({ has: page.getByRole('term').filter({ hasText: caption }) })
      .getByRole('definition')
  const textOf = async (caption: string) => (await figure(caption).textContent()) ?? ''
  await layers.tab('Waste').click()
  const rows = layers.waste.getByRole('row').filter({ has: page.getByRole('gridcell') })
  await expect(rows).toHaveCount(4)
  const size = await textOf('4 layers')
  const [wasted, efficiency] = [await textOf('wasted in'), await textOf('efficiency')]
  // Each figure is rounded to three digits.
  const adds = (parts: readonly number[], whole: number) => {
    const sum = parts.reduce((all, part) => all + part, 0)
    expect(Math.abs(sum - whole), `${parts.join(' + ')} and ${whole}`).toBeLessThan(whole * 0.011)
  }
  const strata = (await layers.texts('app:1')).map((text) => /([\d.]+ k?M?B) files:/.exec(text)?.[1] ?? '')
  adds(strata.map(bytesOf), bytesOf(size))
  adds((await rows.locator('[role=gridcell]:last-of-type').allInnerTexts()).map(bytesOf), bytesOf(wasted))
  adds([(Number.parseFloat(efficiency) / 100) * bytesOf(size), bytesOf(wasted)], bytesOf(size))
  await expect(layers.content).toContainText(`${wasted} of ${size} could be got back`)

  const images = new ImagesPage(page)
  await images.open('Images')
  const panel = await images.details('app:1')
  await expect(panel).toContainText(size)
  await expect(images.row('app:1')).toContainText(size)
  const compare = new ComparePage(page)
  await compare.open('Layers')
  await compare.show()
  await compare.compare('app:1', 'app:2')
  await expect(compare.metric('on disk')).toHaveText(new RegExp(`^${size} → `))
})

test('a file and a directory are saved out of a layer', async () => {
  const { app, page } = window
  await answerOpen(app, folder)
  await layers.layer(3).click()
  await layers.openDirectories('srv', 'app')
  await layers.file('notes.txt').click()
  await layers.path.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(/^Saved notes\.txt to /)).toBeVisible()
  expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('first\nsecond\n')

  await layers.path.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('notes.txt could not be saved')).toBeVisible()
  await expect(page.getByText(/has a notes\.txt already/)).toBeVisible()
  await layers.file('lib').click()
  await layers.path.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(/^Saved lib to /)).toBeVisible()
  expect(statSync(join(folder, 'lib/big.bin')).size).toBe(300_000)

  // Closing the dialog saves nothing and says nothing.
  await answerOpen(app, null)
  await layers.file('web').click()
  const save = layers.path.getByRole('button', { name: 'Save', exact: true })
  await save.click()
  await expect(save).toBeEnabled()
  await expect(page.getByText('web could not be saved')).toHaveCount(0)
})

test('a container shows what it wrote, and what it wrote since when it is read again', async ({ engine }) => {
  const write = 'echo new >/srv/new; rm /srv/app/notes.txt; sleep 1000'
  await docker(engine, 'run', '-d', '--name', 'writer', 'app:1', 'sh', '-c', write)
  await expect.poll(() => docker(engine, 'exec', 'writer', 'ls', '/srv')).toContain('new')
  const containers = new ContainersPage(window.page)
  await containers.open('Containers')
  const panel = await containers.details('writer')
  await panel.getByRole('button', { name: 'Layers' }).click()
  await expect(layers.strata('writer').getByRole('option')).toHaveCount(6)
  await expect(layers.layer(6)).toContainText('Writable layer')
  await expect(layers.layer(5)).toContainText('Mount points that the engine made')
  await layers.openDirectories('srv', 'app')
  await expect(layers.file('new')).toContainText('added')
  await expect(layers.file('notes.txt')).toContainText('removed')

  await docker(engine, 'exec', 'writer', 'sh', '-c', 'echo later >/srv/later')
  await layers.button('Read again').click()
  await expect(layers.file('later')).toContainText('added')
  await expect(layers.file('notes.txt'), 'what was open still is').toBeVisible()
  await docker(engine, 'rm', '-f', 'writer')
  await expect(window.page.getByRole('heading', { name: 'This container is no longer there' })).toBeVisible()
})

test('an archive is opened, and each of its images is shown', async ({ engine }) => {
  const { app, page } = window
  const archive = join(folder, 'both.tar')
  await docker(engine, 'save', '-o', archive, 'app:1', 'app:2')
  const open = async (path: string) => {
    await answerOpen(app, path)
    await layers.button('Open archive').click()
    await page.getByRole('menuitem', { name: /^A file/ }).click()
  }
  await open(archive)
  const images = page.getByRole('combobox', { name: 'Image in the archive' })
  await expect(images).toBeVisible()
  const show = async (tag: string) => {
    const option = images.getByRole('option', { name: tag })
    await images.selectOption((await option.getAttribute('value')) ?? '')
  }
  await show('app:2')
  const strata = page.getByRole('listbox', { name: /^Layers of/ })
  await expect(strata.getByRole('option')).toHaveCount(5)
  await expect.poll(() => layers.names()).toEqual(['two'])
  await show('app:1')
  await expect(strata.getByRole('option')).toHaveCount(4)

  const broken = join(folder, 'broken.tar')
  writeFileSync(broken, 'no archive at all')
  await open(broken)
  await expect(page.getByRole('alert')).toContainText('broken.tar cannot be read as an archive of images')
})

test('what an archive leaves out, or leaves open, is said at its layer', async () => {
  const { app, page, slipway } = window
  const open = async (name: string, described: string) => {
    const path = join(folder, name)
    writeFileSync(path, name.endsWith('.xz') ? xz(describedArchive(described)) : describedArchive(described))
    await answerOpen(app, path)
    await layers.button('Open archive').click()
    await page.getByRole('menuitem', { name: /^A file/ }).click()
  }
  await open('partly.tar.xz', 'OCI, a layer that lies elsewhere')
  await expect.poll(() => layers.names()).toEqual(['free'])
  await layers.layer(1).click()
  await expect(layers.details).toContainText('The archive leaves this layer out')
  await open('through.tar', 'a layer that writes through a link')
  await layers.layer(2).click()
  await expect(layers.details).toContainText('This layer writes into lib, where a layer below has a link.')
  await slipway.screen('layers-over-link')
})

test('archives that mean harm are refused one by one, and the window goes on', async () => {
  const { app, page } = window
  const before = readdirSync(folder)
  // One of each kind of refusal: that every one of them is refused, the reader's own tests show.
  const all = [...hostileArchives, ...hostileLayers].filter(({ limits }) => !limits)
  const kinds = new Map(all.map((each) => [each.refused, each]))
  expect(kinds.size).toBeGreaterThan(10)
  for (const [index, { name, bytes }] of [...kinds.values()].entries()) {
    const path = join(folder, `harm-${index}.tar`)
    writeFileSync(path, bytes())
    await answerOpen(app, path)
    await layers.button('Open archive').click()
    await page.getByRole('menuitem', { name: /^A file/ }).click()
    await expect(page.getByRole('alert'), name).toContainText(`harm-${index}.tar`)
    rmSync(path)
  }
  expect(readdirSync(folder)).toEqual(before)
  await layers.open('Images')
  await layers.open('Layers')
  await layers.choose('app:1')
  await expect(layers.layer(4)).toBeVisible()
})

test('all of it is kept as pictures, light and dark, and axe finds nothing', async () => {
  const { slipway } = window
  await layers.layer(3).click()
  await layers.openDirectories('srv', 'app', 'lib')
  await layers.file('big.bin').click()
  await expect(layers.path).toContainText('stored again')
  const findings: string[] = []
  for (const tab of ['Files', 'Treemap', 'Waste']) {
    await layers.tab(tab).click()
    await expect(
      layers.content.getByRole('row').or(layers.content.locator('[data-tile]')).first(),
    ).toBeVisible()
    findings.push(...(await findingsInBoth(slipway, `layers-${tab.toLowerCase()}`)))
  }
  expect(findings).toEqual([])
})

test('in a small window the strata lie above the files', async () => {
  const { page, app, slipway } = window
  const size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }))
  await resize(app, 900, 600)
  const strata = layers.strata('app:1')
  await expect(strata).toHaveAttribute('aria-orientation', 'horizontal')
  await layers.layer(4).click()
  await page.keyboard.press('ArrowLeft')
  await expect(layers.details.getByRole('heading', { level: 2 })).toHaveText('Layer 3 of 4')
  await expect(layers.file('srv')).toBeVisible()
  await slipway.screen('layers-files-small')
  await resize(app, size.width, size.height)
  await expect(strata).toHaveAttribute('aria-orientation', 'vertical')
})
