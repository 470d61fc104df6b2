import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { docker } from '../support/engine'
import { freePort } from '../support/freePort'
import { listArchive } from '../support/listedArchive'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { answerSave } from './support/desktop'
import { ActivityPage } from './support/pages/activityPage'
import { ContainersPage } from './support/pages/containersPage'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let containers: ContainersPage
test.beforeEach(() => {
  containers = new ContainersPage(window.page)
})

test('Edit gives it another port and keeps its files; a Clone has a copy of them', async ({ engine }) => {
  const [first, second] = [await freePort(), await freePort()]
  const name = 'web-with-a-name-that-is-longer-than-anybody-would-type-for-a-container'
  await docker(
    engine,
    ...['run', '-d', '--name', name, '--stop-signal', 'KILL', '-p', `127.0.0.1:${first}:80`, '-v', '/data'],
    ...['--label', 'com.docker.compose.project=shop', '--label', 'com.docker.compose.service=web'],
    ...[engine.image, 'httpd', '-f', '-p', '80', '-h', '/'],
  )
  await docker(engine, 'exec', name, 'sh', '-c', 'echo written > /written')
  const answer = async (port: number) => (await fetch(`http://127.0.0.1:${port}/written`)).text()
  await expect.poll(() => answer(first).catch(String)).toBe('written\n')

  const details = containers.page.getByRole('complementary')
  await containers.details(name)
  const dialog = containers.dialog(`Edit ${name}`)
  const port = dialog.getByRole('group', { name: 'Port 1' }).getByLabel('Host port')
  const save = dialog.getByRole('button', { name: 'Save' })
  await containers.choose(name, 'Edit…')
  await expect(dialog.getByText('Nothing is changed yet.')).toBeVisible()
  await expect(save).toBeDisabled()
  await port.fill(String(second))
  await expect(dialog.getByText(/^Made anew for: ports\./)).toBeVisible()
  await expect(dialog.getByText(/^Compose made it as web of shop\./)).toBeVisible()
  await expect(dialog.getByRole('checkbox', { name: /\(copies 8 B\)$/ })).toBeVisible()
  expect(await findingsInBoth(window.slipway, 'edit')).toEqual([])
  // What was typed is still there.
  await window.page.keyboard.press('Escape')
  await containers.choose(name, 'Edit…')
  await expect(port).toHaveValue(String(second))
  await save.click()
  await expect(dialog).toHaveCount(0)
  await expect(containers.messages.filter({ hasText: `Changed ${name}` })).toBeVisible()
  await containers.expectState(name, 'running')
  await expect(details.getByRole('link', { name: `Open port localhost:${second}` })).toBeVisible()
  expect(await answer(second)).toBe('written\n')
  await expect(answer(first), 'the old one is free').rejects.toThrow()

  // Taken: said at its field, and it is what it was.
  const holder = createServer().listen(first, '127.0.0.1')
  try {
    await containers.choose(name, 'Edit…')
    await port.fill(String(first))
    await save.click()
    await expect(port).toHaveAttribute('aria-invalid', 'true')
    await expect(dialog.getByText('is what it was before, with what was written meanwhile')).toBeVisible()
    await window.slipway.screen('edit-refused')
  } finally {
    holder.close()
  }
  expect(await answer(second)).toBe('written\n')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(details.getByRole('link', { name: `Open port localhost:${second}` })).toBeVisible()

  // Taken back by whoever comes later; what goes on while the page is loaded anew is an activity then.
  await containers.choose(name, 'Edit…')
  await dialog.getByRole('button', { name: 'Undo the last change' }).click()
  await expect(dialog.getByText('Looking whether it gets well…')).toBeVisible()
  await window.page.reload()
  const activity = new ActivityPage(window.page)
  await activity.opener.click()
  await expect(activity.list.getByText(`Changed ${name}`)).toBeVisible()
  await window.slipway.screen('edit-left-alone')
  await window.page.keyboard.press('Escape')
  await expect.poll(() => answer(first).catch(String)).toBe('written\n')
  await containers.details(name)

  const clone = containers.dialog(`Clone ${name}`)
  await containers.choose(name, 'Clone…')
  await expect(clone.getByText(`has port ${first} itself`)).toBeVisible()
  await window.slipway.screen('clone')
  await clone.getByRole('textbox', { name: 'Name' }).fill('twin')
  await clone.getByRole('button', { name: 'Clone' }).click()
  await expect(clone).toHaveCount(0)
  await containers.expectState('twin', 'running')
  expect(await docker(engine, 'exec', 'twin', 'cat', '/written')).toBe('written')

  // Right after it by a key; what does not run is not waited for.
  await docker(engine, 'stop', 'twin')
  const renamed = containers.dialog('Edit twin')
  await containers.choose('twin', 'Edit…')
  await renamed.getByRole('textbox', { name: 'Name' }).fill('brother')
  await renamed.getByRole('checkbox', { name: 'Terminal (TTY)' }).check()
  await expect(renamed.getByText(/^Made anew for: name, terminal\./)).toBeVisible()
  await renamed.getByRole('button', { name: 'Save' }).click()
  const changed = containers.messages.filter({ hasText: 'Changed brother' })
  await expect(changed.getByRole('button', { name: 'Undo' })).toBeVisible()
  await expect(renamed).toHaveCount(0)
  await expect(containers.row('brother')).toBeVisible()
  await window.page.keyboard.press('Control+z')
  await expect(containers.row('twin')).toBeVisible()
  await expect(containers.row('brother')).toHaveCount(0)
  expect(await docker(engine, 'inspect', '--format', '{{.Config.Tty}}', 'twin')).toBe('false')
})

test('Remove says what would be lost, leaves its volume, and can be taken back', async ({ engine }) => {
  const words = ['--stop-signal', 'KILL', '--name', 'web', '-v', 'site:/site', engine.image, 'sleep', '1000']
  await docker(engine, 'run', '-d', ...words)
  await docker(engine, 'exec', 'web', 'sh', '-c', 'echo 12345 > /written')
  const question = containers.question('Remove web?')
  await containers.choose('web', 'Remove')
  await expect(question).toContainText('It is running and will be stopped.')
  await expect(question).toContainText('Its image and its volumes stay.')
  await expect(question.getByRole('list', { name: 'What goes with it' })).toHaveText(
    'Written inside: 1 file, 6 B',
  )
  await window.slipway.screen('removal')
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await window.page.keyboard.press('Enter')
  await expect(question).toHaveCount(0)
  expect(await docker(engine, 'ps', '--format', '{{.Names}}')).toBe('web')

  const folder = mkdtempSync(join(tmpdir(), 'slipway-export-'))
  const file = join(folder, 'web.tar')
  await answerSave(window.app, file)
  await containers.choose('web', 'Remove')
  await question.getByRole('button', { name: 'Export files…' }).click()
  await expect(containers.messages.filter({ hasText: 'Exported files to web.tar' })).toBeVisible()
  expect((await listArchive(file)).entries.get('written')).toMatch(/^file .* 6 /)
  rmSync(folder, { recursive: true })

  await containers.choose('web', 'Remove')
  const remove = question.getByRole('button', { name: 'Remove', exact: true })
  await remove.click()
  await expect(question).toHaveCount(0)
  await expect(containers.row('web')).toHaveCount(0)
  await expect.poll(() => docker(engine, 'ps', '-aq')).toBe('')
  expect(await docker(engine, 'volume', 'ls', '-q')).toBe('site')
  await expect(containers.messages.filter({ hasText: 'Removed web' })).toBeVisible()
  await expect(window.page.getByRole('heading', { name: 'No containers yet' })).toBeVisible()

  // Right after it by a key, later from where it lies, with what was written.
  await window.page.keyboard.press('Control+z')
  await containers.expectState('web', 'running')
  expect(await docker(engine, 'exec', 'web', 'cat', '/written')).toBe('12345')
  await containers.choose('web', 'Remove')
  await remove.click()
  await window.page.getByRole('button', { name: /^Removed/ }).click()
  const gone = window.page.getByRole('grid').getByRole('row', { name: 'web' })
  await expect(gone).toContainText('7 days')
  await window.slipway.screen('removed')
  await gone.hover()
  await gone.getByRole('button', { name: 'Undo' }).click()
  await expect(gone).toHaveCount(0)
  await window.page.getByRole('button', { name: /^All/ }).click()
  await containers.expectState('web', 'running')
  expect(await docker(engine, 'exec', 'web', 'cat', '/written')).toBe('12345')

  await containers.choose('web', 'Remove')
  await question.getByRole('button', { name: 'Remove for good' }).click()
  await expect(question).toHaveCount(0)
  await expect.poll(() => docker(engine, 'ps', '-aq')).toBe('')
  await expect(containers.row('web')).toHaveCount(0)
  await expect(window.page.getByRole('button', { name: /^Removed/ })).toHaveCount(0)
})

test('Rename keeps what was typed until the engine agrees', async ({ engine }) => {
  await docker(engine, 'create', '--name', 'taken', engine.image)
  await docker(engine, 'create', '--name', 'web', engine.image)
  await containers.choose('web', 'Rename')
  const dialog = containers.dialog('Rename web')
  const name = dialog.getByRole('textbox', { name: 'Name' })
  const rename = dialog.getByRole('button', { name: 'Rename' })
  await expect(name).toBeFocused()
  await name.fill('no blanks')
  await expect(name).toHaveAccessibleDescription(/^Use at least two characters/)
  await expect(rename).toBeDisabled()

  await name.fill('taken')
  await rename.click()
  await expect(name).toHaveAccessibleDescription(/^The name taken is already in use\./)
  await expect(name).toHaveValue('taken')
  await expect(rename).toBeEnabled()

  await name.fill('site')
  await window.page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(containers.row('site')).toBeVisible()
  expect(await docker(engine, 'ps', '-a', '--format', '{{.Names}}')).toBe('site\ntaken')
})

test('several are chosen and started, stopped and removed at once', async ({ engine }) => {
  const names = ['one', 'two', 'three', 'four']
  for (const name of names)
    await docker(engine, 'create', '--stop-signal', 'KILL', '--name', name, engine.image, 'sleep', '1000')
  const running = async () =>
    (await docker(engine, 'ps', '--format', '{{.Names}}')).split('\n').filter(Boolean).sort()

  await containers.row('one').getByRole('checkbox', { name: 'Select one' }).check()
  await containers.row('three').click({ modifiers: ['Control'] })
  await expect(containers.bulk.getByRole('status')).toHaveText('2 selected')
  await containers.row('four').click({ modifiers: ['Control'] })
  await expect(containers.bulk.getByRole('button', { name: 'Stop' })).toBeDisabled()
  await containers.bulk.getByRole('button', { name: 'Start' }).click()
  await expect.poll(running).toEqual(['four', 'one', 'three'])
  await containers.expectState('three', 'running')

  await containers.row('three').click({ modifiers: ['Control'] })
  await expect(containers.bulk.getByRole('status')).toHaveText('2 selected')
  await containers.bulk.getByRole('button', { name: 'Stop' }).click()
  await expect.poll(running).toEqual(['three'])

  await containers.grid.getByRole('checkbox', { name: 'Select all' }).click()
  await containers.bulk.getByRole('button', { name: 'Remove' }).click()
  const question = containers.question('Remove 4 containers?')
  await expect(question).toContainText('1 of them runs and will be stopped.')
  for (const name of names) await expect(question.getByText(name, { exact: true })).toBeVisible()
  await question.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect.poll(() => docker(engine, 'ps', '-aq')).toBe('')
  await expect(question).toHaveCount(0)
  await expect(containers.bulk).toHaveCount(0)
})

test('a Compose project is started, stopped and removed as one, and no stranger with it', async ({
  engine,
}) => {
  const of = (project: string, service: string) => [
    ...['--label', `com.docker.compose.project=${project}`],
    ...['--label', `com.docker.compose.service=${service}`],
  ]
  const start = (name: string, ...more: string[]) =>
    docker(
      engine,
      ...['run', '-d', '--stop-signal', 'KILL', '--name', name, ...more, engine.image, 'sleep', '1000'],
    )
  await docker(engine, 'network', 'create', '--label', 'com.docker.compose.project=shop', 'shop_default')
  await start('shop-web-1', ...of('shop', 'web'), '--network', 'shop_default', '-v', 'shop_data:/data')
  await start('shop-db-1', ...of('shop', 'db'))
  const workers = Array.from({ length: 10 }, (_, index) => `shop-worker-${index + 1}`)
  await Promise.all(workers.map((worker) => start(worker, ...of('shop', 'worker'))))
  const all = ['shop-db-1', 'shop-stranger', 'shop-web-1', ...workers, 'shopping-web-1'].sort()
  await start('shopping-web-1', ...of('shopping', 'web'))
  await start('shop-stranger')
  await start('shop-once', ...of('shop', 'once'), '--network', 'shop_default')
  const running = async () => (await docker(engine, 'ps', '--format', '{{.Names}}')).split('\n').sort()

  await containers.choose('shop-once', 'Remove')
  await containers.question('Remove shop-once?').getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(containers.row('shop-once')).toHaveCount(0)

  const projects = window.page.getByRole('button', { name: /^Projects/ })
  await expect(projects).toHaveText(/2$/)
  await projects.click()
  const grid = window.page.getByRole('treegrid', { name: 'Containers' })
  const shop = grid.getByRole('row', { name: 'shop', exact: true })
  await expect(shop).toBeVisible()
  expect(await findingsInBoth(window.slipway, 'containers-projects')).toEqual([])
  await shop.hover()
  await shop.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect.poll(running).toEqual(['shop-stranger', 'shopping-web-1'])

  await shop.click({ button: 'right' })
  const menu = window.page.getByRole('menu', { name: 'Actions of shop' })
  await menu.getByRole('menuitem', { name: 'Start' }).click()
  await expect.poll(running).toEqual(all)

  await shop.focus()
  await window.page.keyboard.press('Delete')
  const question = containers.question('Remove all of shop?')
  await expect(question.getByRole('checkbox', { name: /shop_default$/ })).toBeChecked()
  await expect(question).toContainText('make it again when they come back: shop-once.')
  await window.slipway.screen('project-remove')
  await question.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(shop).toHaveCount(0)
  await expect(containers.messages.filter({ hasText: 'Removed all of shop' })).toBeVisible()
  expect(await running()).toEqual(['shop-stranger', 'shopping-web-1'])
  expect(await docker(engine, 'network', 'ls', '-q', '--filter', 'name=shop_default')).toBe('')

  // All twelve come back with one key, and the network that went with it.
  await window.page.keyboard.press('Control+z')
  await expect.poll(running).toEqual(all)
  expect(await docker(engine, 'network', 'ls', '-q', '--filter', 'name=shop_default')).not.toBe('')
  expect(await docker(engine, 'volume', 'ls', '-q')).toBe('shop_data')
  await projects.click()
  await expect(containers.row('shop-stranger')).toBeVisible()
})
