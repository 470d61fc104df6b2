import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { ContainersPage } from './support/pages/containersPage'
import { DockPage } from './support/pages/dockPage'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let view: ContainersPage
let dock: DockPage

test.beforeEach(async ({ engine }) => {
  const talk = 'i=0; while true; do i=$((i+1)); echo "$HOSTNAME says $i"; sleep 0.2; done'
  for (const name of ['web', 'worker']) {
    await docker(engine, 'run', '-d', '--name', name, '--hostname', name, engine.image, 'sh', '-c', talk)
  }
  view = new ContainersPage(window.page)
  dock = new DockPage(window.page)
})
test.afterEach(async () => {
  while (await dock.close.isVisible()) await dock.close.click()
})

async function keepLogs(name: string): Promise<void> {
  await view.open('Containers')
  await view.details(name)
  await window.page.getByRole('complementary').getByRole('tab', { name: 'Logs' }).click()
  await view.button('Keep open below').click()
  await expect(dock.tab(`${name} · Logs`)).toHaveAttribute('aria-selected', 'true')
  await window.page.keyboard.press('Escape')
}

test('logs that are kept open stay while one moves about, and go on', async () => {
  const { page } = window
  await expect(dock.region).toHaveCount(0)
  await keepLogs('web')
  await keepLogs('worker')
  await view.open('Images')
  await expect(dock.region.getByRole('log', { name: 'Log of worker' })).toContainText('worker says 12')
  await expect(dock.region.getByRole('log', { name: 'Log of web' })).toBeHidden()
  await expect(dock.button('Keep open below')).toHaveCount(0)
  expect(await findingsInBoth(window.slipway, 'dock')).toEqual([])

  await dock.tab('worker · Logs').focus()
  await page.keyboard.press('ArrowLeft')
  await expect(dock.tab('web · Logs')).toBeFocused()
  await expect(dock.region.getByRole('log', { name: 'Log of web' })).toContainText('web says')
  await page.keyboard.press('Delete')
  await expect(dock.tab('web · Logs')).toHaveCount(0)
  await expect(dock.tab('worker · Logs')).toBeFocused()
  await dock.close.click()
  await expect(dock.region).toHaveCount(0)
})

test('Ctrl+J folds it away and back, and its height is remembered', async ({ engine }) => {
  const { page } = window
  await keepLogs('web')
  const log = dock.region.getByRole('log')
  await expect(log).toContainText('web says')
  await page.keyboard.press('Control+j')
  await expect(log).toBeHidden()
  expect(await findingsInBoth(window.slipway, 'dock-folded')).toEqual([])
  await page.keyboard.press('Control+j')
  await expect(log).toBeVisible()
  await expect(dock.tab('web · Logs')).toBeFocused()
  // What was written meanwhile is there, at its end.
  await expect(log).toContainText('web says')

  const before = Number(await dock.handle.getAttribute('aria-valuenow'))
  await dock.handle.press('ArrowUp')
  await expect(dock.handle).toHaveAttribute('aria-valuenow', String(before + 24))
  await dock.close.click()
  const file = join(engine.home, 'settings.json')
  await expect
    .poll(() => JSON.parse(readFileSync(file, 'utf8')))
    .toMatchObject({ remembered: { 'dock.height': before + 24 } })
  await page.reload()
  await keepLogs('web')
  await expect(dock.handle).toHaveAttribute('aria-valuenow', String(before + 24))
})
