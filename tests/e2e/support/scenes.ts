import type { Page } from '@playwright/test'
import { expect } from './app'
import { BuildsPage } from './pages/buildsPage'
import { ContainersPage } from './pages/containersPage'
import { EnginePage } from './pages/enginePage'
import { ImagesPage } from './pages/imagesPage'
import { LayersPage } from './pages/layersPage'
import { RunDialog } from './pages/runDialog'
import { SettingsPage } from './pages/settingsPage'
import { VolumesPage } from './pages/volumesPage'
import { runFromPalette, typeIntoPalette } from './palette'

/** Something that the window can show, and the way there from anywhere. Escape closes what it opens. */
export interface Scene {
  readonly name: string
  show(page: Page): Promise<void>
}

/** What scenes are about: a container that runs, with a published port, an image, and a volume that is mounted. */
export interface Cast {
  readonly container: string
  readonly image: string
  readonly volume: string
}

/** Every view, its details and every dialog. */
export function scenes({ container, image, volume }: Cast): readonly Scene[] {
  const tab = async (page: Page, name: string) => {
    await page.getByRole('tab', { name, exact: true }).click()
    await expect(page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true')
  }
  const containers = async (page: Page) => {
    const view = new ContainersPage(page)
    await view.open('Containers')
    await expect(view.row(container)).toBeVisible()
    return view
  }
  const images = async (page: Page) => {
    const view = new ImagesPage(page)
    await view.open('Images')
    await expect(view.row(image)).toBeVisible()
    return view
  }
  const volumes = async (page: Page) => {
    const view = new VolumesPage(page)
    await view.open('Volumes')
    await expect(view.row(volume)).toBeVisible()
    return view
  }
  return [
    { name: 'containers', show: async (page) => void (await containers(page)) },
    {
      name: 'containers-chosen',
      async show(page) {
        const view = await containers(page)
        await view.row(container).getByRole('checkbox').check()
        await expect(view.bulk).toBeVisible()
      },
    },
    {
      name: 'containers-menu',
      async show(page) {
        await (await containers(page)).row(container).click({ button: 'right' })
        await expect(page.getByRole('menu')).toBeVisible()
      },
    },
    {
      name: 'container-overview',
      async show(page) {
        await (await containers(page)).details(container)
        await expect(page.getByRole('definition').first()).toBeVisible()
      },
    },
    {
      name: 'container-logs',
      async show(page) {
        await (await containers(page)).details(container)
        await tab(page, 'Logs')
        await expect(page.getByRole('log')).toContainText('hello')
        await page.getByRole('searchbox', { name: 'Find in the log' }).fill('hello')
      },
    },
    {
      name: 'container-usage',
      async show(page) {
        await (await containers(page)).details(container)
        await tab(page, 'Usage')
        await expect(page.getByRole('table', { name: /^Processes/ })).toBeVisible()
      },
    },
    {
      name: 'container-snapshots',
      async show(page) {
        await (await containers(page)).details(container)
        await tab(page, 'Snapshots')
        // Also where there can be none it says what to do instead.
        await expect(page.getByRole('tabpanel').getByRole('button').first()).toBeVisible()
      },
    },
    {
      name: 'container-inspect',
      async show(page) {
        await (await containers(page)).details(container)
        await tab(page, 'Inspect')
        await expect(page.getByRole('textbox', { name: /^Inspect / })).toContainText('"Id"')
      },
    },
    {
      name: 'container-remove',
      async show(page) {
        const view = await containers(page)
        await view.choose(container, 'Remove')
        await expect(view.question(`Remove ${container}?`)).toBeVisible()
      },
    },
    {
      name: 'container-rename',
      async show(page) {
        const view = await containers(page)
        await view.choose(container, 'Rename')
        await expect(view.dialog(`Rename ${container}`)).toBeVisible()
        await page.keyboard.type('!')
      },
    },
    {
      name: 'container-kill',
      async show(page) {
        const view = await containers(page)
        await view.choose(container, 'Kill')
        await view.signal.fill('NOPE')
        await page.keyboard.press('Enter')
        await expect(view.signal).toHaveAttribute('aria-invalid', 'true')
      },
    },
    {
      name: 'container-commit',
      async show(page) {
        const view = await containers(page)
        await view.choose(container, 'Commit')
        await expect(view.dialog(/^Commit /)).not.toContainText('Counting')
        await page.keyboard.press('Enter')
        await expect(view.dialog(/^Commit /)).toContainText('Say what the new image is called')
      },
    },
    {
      name: 'run',
      async show(page) {
        await containers(page)
        const dialog = new RunDialog(page)
        await dialog.start()
        // What an earlier scene left in it is kept.
        const afresh = dialog.form.getByRole('button', { name: 'Start afresh' })
        if (await afresh.isVisible()) await afresh.click()
        await dialog.chooseImage(image)
        await dialog.addPort('80000', '80')
        await dialog.showMore()
        await dialog.addVariable('MODE', 'production')
        await dialog.addVolume('data', '/var/lib/data')
        await dialog.run.click()
        await expect(dialog.form.getByText(/^A host port is a number/)).toBeVisible()
      },
    },
    {
      name: 'palette',
      async show(page) {
        await containers(page)
        await page.keyboard.press('Control+k')
        await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible()
        await expect(page.getByRole('option').first()).toBeVisible()
      },
    },
    {
      name: 'palette-found',
      async show(page) {
        await containers(page)
        await typeIntoPalette(page, 'stop')
        await expect(page.getByRole('option').first()).toContainText('stop', { ignoreCase: true })
      },
    },
    { name: 'images', show: async (page) => void (await images(page)) },
    { name: 'builds', show: async (page) => void (await new BuildsPage(page).show()) },
    {
      name: 'build',
      async show(page) {
        await images(page)
        await page.keyboard.press('b')
        await expect(new BuildsPage(page).formButton).toBeVisible()
      },
    },
    {
      name: 'image-overview',
      async show(page) {
        const panel = await (await images(page)).details(image)
        await expect(panel.getByRole('list', { name: 'Layers' })).toBeVisible()
      },
    },
    {
      name: 'image-remove',
      async show(page) {
        const view = await images(page)
        await view.choose(image, 'Remove')
        await expect(view.question(/^Remove /)).toBeVisible()
      },
    },
    {
      name: 'pull',
      async show(page) {
        const view = await images(page)
        await view.pull('Not An Image')
        await expect(view.reference).toHaveAttribute('aria-invalid', 'true')
      },
    },
    {
      name: 'image-tag',
      async show(page) {
        const view = await images(page)
        await view.choose(image, 'Tag')
        await view.dialog(`Tag ${image}`).getByRole('textbox').fill('Not A Name')
        await page.keyboard.press('Enter')
        await expect(view.dialog(`Tag ${image}`).getByRole('textbox')).toHaveAttribute('aria-invalid', 'true')
      },
    },
    {
      name: 'image-untag',
      async show(page) {
        const view = await images(page)
        await view.choose(image, 'Untag')
        await expect(view.question(`Untag ${image}`)).toBeVisible()
      },
    },
    {
      name: 'image-push',
      async show(page) {
        const view = await images(page)
        await view.choose(image, 'Push')
        const dialog = view.dialog(`Push ${image}`)
        await dialog.getByRole('combobox').fill('No Reference')
        await dialog.getByRole('button', { name: 'Push' }).click()
        await expect(dialog.getByRole('combobox')).toHaveAttribute('aria-invalid', 'true')
      },
    },
    {
      name: 'image-import',
      async show(page) {
        const view = await images(page)
        await view.button('Import').click()
        await view.dialog('Import an image').getByRole('textbox', { name: 'Changes' }).fill('RUN true')
        await view.button('Choose a tarball…').click()
        await expect(page.getByText(/^“RUN true” is no instruction/)).toBeVisible()
      },
    },
    {
      name: 'registries-login',
      async show(page) {
        const view = new SettingsPage(page)
        await view.open('Settings')
        await view.button('Registries…').click()
        await expect(view.dialog('Registries').getByText(/^You are not logged in anywhere/)).toBeVisible()
        await view.button('Log in to another registry').click()
        await view.button('Log in').click()
        await expect(page.getByRole('textbox', { name: 'Registry' })).toHaveAttribute('aria-invalid', 'true')
      },
    },
    {
      name: 'layers',
      async show(page) {
        const view = new LayersPage(page)
        await view.open('Layers')
        await view.choose(image)
        await expect(view.details).toBeVisible()
      },
    },
    { name: 'volumes', show: async (page) => void (await volumes(page)) },
    {
      name: 'volume-overview',
      async show(page) {
        const panel = await (await volumes(page)).details(volume)
        await expect(panel.getByRole('definition').first()).toBeVisible()
      },
    },
    {
      name: 'volume-create',
      async show(page) {
        const view = await volumes(page)
        await view.startCreating()
        await view.addPair('Label', 'com.example.tier', 'back')
        await view.name.fill('not a name')
        await page.keyboard.press('Enter')
        await expect(view.name).toHaveAttribute('aria-invalid', 'true')
      },
    },
    {
      name: 'volume-remove',
      async show(page) {
        const view = await volumes(page)
        await view.choose(volume, 'Remove')
        await expect(view.question(/^Remove /)).toBeVisible()
      },
    },
    {
      name: 'engine',
      async show(page) {
        const view = new EnginePage(page)
        await view.open('Engine')
        await expect(view.processes).toBeVisible()
        await expect(page.getByRole('log')).toContainText('API listen on')
      },
    },
    {
      name: 'engine-stop',
      async show(page) {
        const view = new EnginePage(page)
        await view.open('Engine')
        await view.button('Stop').click()
        await expect(view.question).toBeVisible()
      },
    },
    {
      name: 'engine-settings',
      async show(page) {
        const view = new EnginePage(page)
        await view.open('Engine')
        await tab(page, 'Settings')
        await view.button('Add mirror').click()
        await page.getByRole('textbox', { name: 'Mirror 1' }).fill('mirror')
        await view.button('Add pool').click()
        await expect(page.getByRole('region', { name: 'Changes' })).toBeVisible()
      },
    },
    {
      name: 'settings',
      async show(page) {
        const view = new SettingsPage(page)
        await view.open('Settings')
        await expect(view.checkbox('Open Slipway at login')).toBeVisible()
      },
    },
    {
      name: 'settings-reset',
      async show(page) {
        const view = new SettingsPage(page)
        await view.open('Settings')
        await view.button('Reset to defaults').click()
        await expect(view.question).toBeVisible()
      },
    },
    {
      name: 'connection-menu',
      async show(page) {
        await containers(page)
        await page.getByRole('group', { name: 'Connection' }).getByRole('button').click()
        await expect(page.getByRole('menuitemradio', { name: /Slipway engine/ })).toBeVisible()
      },
    },
    {
      name: 'connection-add',
      async show(page) {
        await containers(page)
        await page.getByRole('group', { name: 'Connection' }).getByRole('button').click()
        await page.getByRole('menuitem', { name: 'Add connection…' }).click()
        await page.getByRole('button', { name: 'Add connection' }).click()
        await expect(page.getByRole('textbox', { name: 'Host' })).toHaveAttribute('aria-invalid', 'true')
      },
    },
    {
      name: 'connections',
      async show(page) {
        await containers(page)
        await page.getByRole('group', { name: 'Connection' }).getByRole('button').click()
        await page.getByRole('menuitem', { name: 'All connections…' }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).first().click()
      },
    },
    {
      name: 'about',
      async show(page) {
        await containers(page)
        await runFromPalette(page, 'About Slipway')
        await expect(page.getByRole('dialog', { name: 'About Slipway' })).toContainText('dockerode')
      },
    },
    {
      name: 'shortcuts',
      async show(page) {
        await containers(page)
        await page.keyboard.press('?')
        await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
      },
    },
  ]
}

/** Closes what a scene opened, so that the next finds the window as it was. */
export async function leaveScene(page: Page): Promise<void> {
  const open = page.getByRole('dialog').or(page.getByRole('alertdialog')).or(page.getByRole('menu'))
  for (let tries = 0; tries < 5 && (await open.count()) > 0; tries++) await page.keyboard.press('Escape')
  await expect(open).toHaveCount(0)
  const clear = page.getByRole('button', { name: 'Clear selection' })
  if (await clear.isVisible()) await clear.click()
  await page.evaluate(() => {
    location.hash = '#/engine'
  })
  await expect(page.getByRole('heading', { level: 1, name: 'Engine' })).toBeVisible()
}
