import { expect, test } from './support/app'

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
  const engine = ['containerd', 'runc', 'docker-buildx', 'docker-compose', 'busybox-static']
  for (const part of ['vue', 'dockerode', ...engine, 'golang-docker-credential-helpers']) {
    await expect(dialog).toContainText(part)
  }
  await slipway.screen('about')
})
