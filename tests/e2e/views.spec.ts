import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { WindowPage } from './support/pages'

const sections = ['Containers', 'Images', 'Layers', 'Engine'] as const

test('every view is kept as a picture before anything runs', async ({ slipway }) => {
  const window = new WindowPage(slipway.page)
  for (const section of sections) {
    await window.open(section)
    await slipway.screen(`empty-${section.toLowerCase()}`)
  }
})

test('every view is kept as a picture, light and dark', async ({ slipway, engine }) => {
  const window = new WindowPage(slipway.page)
  await docker(engine, 'run', '-d', '--name', 'web', '-p', '127.0.0.1::80', engine.image, 'sleep', '1000')
  await docker(engine, 'create', '--name', 'ready-to-go', engine.image, 'true')
  await expect(window.row('web')).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await slipway.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const section of sections) {
      await window.open(section)
      await slipway.screen(`${section.toLowerCase()}-${colorScheme}`)
    }
  }
  await docker(engine, 'rm', '-f', 'web', 'ready-to-go')
})

test('About names the versions and the licence of every part', async ({ slipway }) => {
  const { app, page } = slipway
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()
      ?.items[0]?.submenu?.items.find(({ label }) => label === 'About Slipway')
      ?.click()
  })
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  const versions = await app.evaluate(({ app }) => [app.getVersion(), process.versions.electron ?? ''])
  for (const version of versions) await expect(dialog).toContainText(version)
  for (const part of ['vue', 'dockerode', 'containerd', 'runc']) await expect(dialog).toContainText(part)
  await slipway.screen('about')
})
