import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { ContainersPage } from './support/pages/containersPage'
import { typeIntoPalette } from './support/palette'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()

test('with the engine stopped nothing is said to run, nothing is counted and nothing is offered', async ({
  engine,
}) => {
  const { page } = window
  const containers = new ContainersPage(page)
  const chip = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  await docker(engine, 'run', '-d', '--stop-signal', 'KILL', '--name', 'web', engine.image, 'sleep', '1000')
  await docker(engine, 'create', '--name', 'idle', engine.image)
  await containers.expectState('web', 'running')
  await expect(chip(/^Running\s*1$/)).toBeVisible()
  const panel = await containers.details('web')
  await expect(containers.stateIn('web')).toHaveText('running')

  const sections = page.getByRole('navigation', { name: 'Sections' })
  await expect(sections).toContainText(/Containers\s*2/)

  await engine.engine.stop()
  await containers.expectState('web', 'was running')
  await containers.expectState('idle', 'was created')
  // Beside details there may be no room for it.
  await expect(page.getByRole('button', { name: 'Running', exact: true, includeHidden: true })).toHaveCount(1)
  await expect(sections).not.toContainText(/\d/)
  await expect(containers.stateIn('web')).toHaveText('was running')
  for (const name of ['Stop', 'Restart', 'Layers'])
    await expect(panel.getByRole('button', { name })).toBeDisabled()
  await containers.row('web').hover()
  await expect(containers.row('web').getByRole('button', { name: /^(Stop|Logs)$/ })).toHaveCount(0)
  await containers.row('web').click({ button: 'right' })
  const menu = page.getByRole('menu', { name: 'Actions of web' })
  await expect(menu.getByRole('menuitem', { name: 'Remove' })).toBeDisabled()
  for (const item of await menu.getByRole('menuitem').all()) await expect(item).toBeDisabled()
  await expect(menu).toContainText('does not answer')
  await window.slipway.screen('away')
  await page.keyboard.press('Escape')

  await containers.row('idle').getByRole('checkbox').check()
  await expect(containers.bulk.getByRole('button', { name: /^Start/ })).toBeDisabled()
  await page.keyboard.press('Escape')
  await typeIntoPalette(page, 'stop web')
  await expect(page.getByRole('option').first()).toBeDisabled()
  await expect(page.getByRole('option').first()).toContainText('does not answer')
  await page.keyboard.press('Escape')

  await engine.engine.start()
  await containers.expectState('idle', 'created')
  await containers.expectState('web', /^exited/)
  await expect(panel.getByRole('button', { name: 'Start', exact: true })).toBeEnabled()
  await containers.press('idle', 'Start')
})
