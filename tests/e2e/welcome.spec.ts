import { execFileSync } from 'node:child_process'
import type { Locator } from '@playwright/test'
import { engineParts } from '../../main/engine/owned/parts'
import { docker, dockerdOf, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { programsInside } from '../support/namespaces'
import { processes } from '../support/processes'
import { signal } from '../support/signal'
import { expect, launch, type Slipway, test } from './support/app'
import { axeFindings } from './support/axe'
import { resize } from './support/desktop'
import { ConnectionsPage } from './support/pages/connectionsPage'
import { ContainersPage } from './support/pages/containersPage'
import { ImagesPage } from './support/pages/imagesPage'
import { LayersPage } from './support/pages/layersPage'
import { RunDialog } from './support/pages/runDialog'
import { runFromPalette, typeIntoPalette } from './support/palette'

const welcome = 'slipway-welcome:latest'

let own: TestEngine
let slipway: Slipway
let images: ImagesPage

test.beforeAll(async () => {
  own = await startEngine()
  cutOff(own)
  slipway = await launch({ home: own.home })
  await slipway.page.emulateMedia({ reducedMotion: 'reduce' })
  images = new ImagesPage(slipway.page)
})
test.beforeEach(async () => {
  await clear()
  await slipway.page.context().setOffline(true)
  await images.open('Images')
  await images.open('Containers')
})
test.afterAll(async () => {
  await slipway?.close()
  await own?.dispose()
})

/** Takes the engine's network away: what is built then is built from what is here. */
function cutOff({ engine }: TestEngine) {
  const [program = '', ...words] = programsInside({ mode: engine.state.mode, run: engine.paths.run })
  execFileSync(program, [...words, '-n', 'ip', 'link', 'set', 'tap0', 'down'])
}

/** An empty engine, and nothing of an earlier build in its cache. */
async function clear() {
  const lines = (text: string) => text.split('\n').filter(Boolean)
  const containers = lines(await docker(own, 'ps', '-aq'))
  if (containers.length > 0) await docker(own, 'rm', '-f', ...containers)
  const ids = lines(await docker(own, 'images', '-q'))
  if (ids.length > 0) await docker(own, 'rmi', '-f', ...ids)
  await docker(own, 'builder', 'prune', '-af')
}

test('four clicks lead from an empty home without a network to the page of a container, and its image shows what it wastes', async () => {
  const { app, page } = slipway
  await expect(docker(own, 'pull', 'debian')).rejects.toThrow()
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (url) => void opened.push(url)
  })
  let clicks = 0
  const click = (target: Locator) => {
    clicks++
    return target.click()
  }

  await expect(page.getByText(/Without a network, build Slipway’s welcome image/)).toBeVisible()
  await click(images.build)
  const panel = images.panel(welcome)
  await expect(panel.getByText('80/tcp', { exact: true })).toBeVisible()
  await slipway.screen('welcome-image')
  await click(panel.getByRole('button', { name: 'Run' }))
  const dialog = new RunDialog(page)
  await expect(dialog.form.getByRole('textbox', { name: 'Container port' })).toHaveValue('80')
  await click(dialog.run)
  await click(new ContainersPage(page).grid.getByRole('link', { name: /^Open port/ }))
  const opened = () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  await expect.poll(opened).toHaveLength(1)
  const [address = ''] = await opened()
  expect(await (await fetch(address)).text()).toContain('Your container is launched')
  expect(clicks).toBeLessThanOrEqual(4)
  await slipway.screen('welcome-container')

  await images.open('Images')
  await (await images.details(welcome)).getByRole('button', { name: 'Layers' }).click()
  const layers = new LayersPage(page)
  await page.getByRole('button', { name: /wasted in 1 path/ }).click()
  const wasted = layers.waste.getByRole('row').filter({ has: page.getByRole('gridcell') })
  await expect(wasted).toHaveCount(1)
  await expect(wasted).toHaveAccessibleName(/ship\/scaffolding/)
  await expect(wasted).toContainText('4 MB')
  await wasted.click()
  await expect(layers.path).toContainText('It is removed, but layer 4 still holds it: 4 MB wasted.')
  await slipway.screen('welcome-waste')
})

test('every view without an image offers it first when there is no network, light, dark and small', async () => {
  const { app, page } = slipway
  for (const section of ['Containers', 'Images', 'Layers'] as const) {
    await images.open(section)
    const first = page
      .getByRole('main')
      .getByRole('button')
      .filter({ hasText: /^(Build the welcome image|Pull|Load)$/ })
    const labels = (await first.allInnerTexts()).slice(-3)
    expect(labels, section).toEqual(['Build the welcome image', 'Load', 'Pull'])
    await expect(page.getByRole('status').filter({ hasText: 'no network at the moment' })).toBeVisible()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await axeFindings(page)).toEqual([])
      await slipway.screen(`welcome-empty-${section.toLowerCase()}-${colorScheme}`)
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await resize(app, 900, 600)
    await expect(images.build).toBeInViewport({ ratio: 1 })
    await slipway.screen(`welcome-empty-${section.toLowerCase()}-small`)
    await resize(app, 1360, 860)
  }
  await page.context().setOffline(false)
  await expect(
    page.getByText(/Pull an image from a registry, load one from an archive, or build/),
  ).toBeVisible()
  await slipway.screen('welcome-empty-online')
})

/** Begins a build while the engine stands still: it would be over before anybody has looked. */
async function beginHeld(from: 'Containers' | 'Images' | 'Layers'): Promise<number> {
  await images.open(from)
  const dockerd = dockerdOf(own.home)
  signal(dockerd, 'SIGSTOP')
  await images.build.click()
  await expect(images.transfers.getByRole('listitem')).toContainText(`Building ${welcome}`)
  await expect(images.transfers).toContainText('Reading the Dockerfile')
  await expect(images.build).toBeDisabled()
  return dockerd
}

/** Processes that build for this window. */
const builders = () =>
  processes()
    .filter(({ command }) => command.startsWith(`${engineParts(root).buildx} build `))
    .map(({ pid }) => pid)

test('the build is a line of the list while it goes on, and can be cancelled', async () => {
  const dockerd = await beginHeld('Layers')
  try {
    await images.transfers.getByRole('button', { name: 'Cancel' }).click()
    await expect(images.transfers).toHaveCount(0)
    await expect(images.build).toBeEnabled()
    await expect.poll(builders).toEqual([])
  } finally {
    signal(dockerd, 'SIGCONT')
  }
  expect(await docker(own, 'images', '-q')).toBe('')
})

test('a build that fails says so in one sentence, and can be tried again', async () => {
  const dockerd = await beginHeld('Images')
  try {
    await expect.poll(builders).toHaveLength(1)
    signal(builders()[0], 'SIGKILL')
    await expect(images.transfers.getByRole('alert')).toHaveText(
      `${welcome} was not built: SIGKILL ended the builder, perhaps for want of memory. Build again.`,
    )
    await slipway.screen('welcome-failed')
  } finally {
    signal(dockerd, 'SIGCONT')
  }
  await images.transfers.getByRole('button', { name: 'Try again' }).click()
  await expect(images.panel(welcome)).toBeVisible()
  await expect(images.transfers).toHaveCount(0)
})

test('where there is an image it is no longer offered, but for the palette', async () => {
  const { page } = slipway
  const image = await importBusybox(own)
  await expect(page.getByRole('main').getByRole('button', { name: 'Go to Images' })).toBeVisible()
  await expect(images.build).toHaveCount(0)
  await images.open('Images')
  await expect(images.row(image)).toBeVisible()
  await expect(images.build).toHaveCount(0)
  await images.open('Containers')

  await runFromPalette(page, 'welcome')
  await expect(images.panel(welcome)).toBeVisible()
  await expect(images.row(image)).toBeVisible()
})

test('an engine that is not Slipway’s own is not offered it, and the palette says why', async () => {
  const { page } = slipway
  const other = await startEngine()
  try {
    const connections = new ConnectionsPage(page)
    await connections.startAdding('Socket')
    await connections.field('Name').fill('Second')
    await connections.field('Socket').fill(other.socket)
    await connections.add()
    await expect(connections.header).toContainText('Second')
    await expect(page.getByText(/Without a network, load an image from an archive/)).toBeVisible()
    await expect(images.build).toHaveCount(0)
    await slipway.screen('welcome-elsewhere')

    await typeIntoPalette(page, 'welcome')
    await expect(images.dialog().getByText(/is built on Slipway's own engine/)).toBeVisible()
    await page.keyboard.press('Escape')
    await runFromPalette(page, 'Switch to Slipway engine')
    await expect(images.build).toBeVisible()
  } finally {
    await other.dispose()
  }
})
