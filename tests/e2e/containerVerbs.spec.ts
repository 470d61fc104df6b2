import type { Server } from '../../main/ipc/server'
import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { ActivityPage } from './support/pages/activityPage'
import { ComparePage } from './support/pages/comparePage'
import { ContainersPage } from './support/pages/containersPage'
import { LayersPage } from './support/pages/layersPage'
import { RunDialog } from './support/pages/runDialog'
import { runFromPalette, typeIntoPalette } from './support/palette'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let containers: ContainersPage
test.beforeEach(async () => {
  containers = new ContainersPage(window.page)
  await containers.open('Containers')
})

test('Create makes a container that does not run, and shows it', async ({ engine }) => {
  const run = new RunDialog(window.page)
  await run.start()
  await run.chooseImage(engine.image)
  await run.name.fill('idle')
  await window.slipway.screen('run-create')
  await run.create.click()
  await expect(containers.panel('idle')).toBeVisible()
  await containers.expectState('idle', 'created')
  expect(await docker(engine, 'inspect', '--format', '{{.State.Status}}', 'idle')).toBe('created')

  await runFromPalette(window.page, 'Create a container')
  await expect(window.page.getByRole('dialog', { name: 'Create a container' })).toBeVisible()
  await run.chooseImage(engine.image)
  await run.name.fill('idle')
  await window.page.keyboard.press('Enter')
  await expect(run.name).toHaveAccessibleDescription(/^The name idle is already in use\./)
  await run.name.fill('second')
  await window.page.keyboard.press('Enter')
  await containers.expectState('second', 'created')
})

test('what the engine refuses stays said when the details of the image come after Create was pressed', async ({
  engine,
}) => {
  await docker(engine, 'create', '--name', 'taken', engine.image)
  const { app, page } = window
  await app.evaluate(() => {
    const { server } = (globalThis as unknown as { slipwayTest: { server: Server } }).slipwayTest
    const { call } = server
    const released = new Promise<void>((resolve) => Object.assign(globalThis, { release: resolve }))
    server.call = async (name, input) => {
      if (name === 'images.details') await released
      return call(name, input)
    }
    Object.assign(globalThis, {
      giveBack() {
        server.call = call
      },
    })
  })
  try {
    const run = new RunDialog(page)
    await run.start()
    await run.chooseImage(engine.image)
    await run.showMore()
    await run.name.fill('taken')
    const own = await run.command.getAttribute('placeholder')
    await run.create.click()
    await app.evaluate(() => (globalThis as unknown as { release(): void }).release())
    // The command of the image shows that they have come.
    await expect(run.command).not.toHaveAttribute('placeholder', own ?? '')
    await expect(run.name).toHaveAccessibleDescription(/^The name taken is already in use\./)
    await run.name.fill('other')
    await expect(run.name).not.toHaveAccessibleDescription(/already in use/)
    await page.keyboard.press('Escape')
  } finally {
    await app.evaluate(() => (globalThis as unknown as { giveBack(): void }).giveBack())
  }
})

test('Kill sends the signal that is chosen, by name or number, and says what is none', async ({ engine }) => {
  const script = 'trap "echo heard" USR1; trap "exit 7" HUP; echo ready; while :; do sleep 0.1; done'
  await docker(engine, 'run', '-d', '--name', 'web', engine.image, 'sh', '-c', script)
  const log = () => docker(engine, 'logs', 'web')
  await expect.poll(log).toContain('ready')
  await containers.choose('web', 'Kill')
  await expect(containers.signal).toHaveValue('KILL')
  await containers.signal.click()
  await window.page.getByRole('option', { name: /^USR1/ }).click()
  await containers.confirmKill()
  await expect.poll(log).toContain('heard')
  await expect(containers.messages.filter({ hasText: 'Sent USR1 to web' })).toBeVisible()

  await containers.row('web').press('k')
  await containers.signal.fill('NOPE')
  await window.page.keyboard.press('Enter')
  await expect(containers.signal).toHaveAccessibleDescription(/^This is no signal of Linux/)
  expect(await findingsInBoth(window.slipway, 'container-kill')).toEqual([])
  await containers.signal.fill('1')
  await window.page.keyboard.press('Enter')
  await containers.expectState('web', 'exited 7')

  await docker(engine, 'start', 'web')
  await containers.expectState('web', 'running')
  await typeIntoPalette(window.page, 'kill web')
  await expect(window.page.getByRole('option').first()).toContainText('Kill web')
  await window.page.keyboard.press('Enter')
  await containers.confirmKill()
  await containers.expectState('web', 'exited 137')
})

test('Commit counts what comes along, and its stratum is on top of the new image', async ({ engine }) => {
  const { page } = window
  const write =
    'head -c 20000 /dev/zero >/one; echo two >/two; rm /etc/passwd; echo kept >/data/kept; echo done'
  const mounts = ['-v', 'data:/data', '-v', '/scratch']
  await docker(
    engine,
    'run',
    '-d',
    '--name',
    'web',
    ...mounts,
    engine.image,
    'sh',
    '-c',
    `${write}; sleep 1000`,
  )
  await expect.poll(() => docker(engine, 'logs', 'web')).toContain('done')
  await containers.choose('web', 'Commit')
  const dialog = containers.dialog('Commit web')
  await expect(dialog).toContainText('2 changed files, 20 kB, 1 removed')
  await expect(dialog.getByRole('list', { name: 'Stays behind' })).toContainText('data')
  const reference = dialog.getByRole('textbox', { name: 'Name of the new image' })
  await expect(reference).toBeFocused()
  const pause = dialog.getByRole('checkbox', { name: 'Pause the container meanwhile' })
  if ((await docker(engine, 'info', '--format', '{{.CgroupDriver}}')) === 'none') {
    await expect(pause).toBeDisabled()
    await expect(pause).not.toBeChecked()
    await expect(pause).toHaveAccessibleDescription(
      'Without root, an engine needs cgroup v2 and systemd to pause.',
    )
  } else await expect(pause).toBeChecked()
  await reference.fill('Not A Name')
  await page.keyboard.press('Enter')
  await expect(reference).toHaveAccessibleDescription(/^This is not the name of an image/)
  expect(await findingsInBoth(window.slipway, 'container-commit')).toEqual([])
  await reference.fill(engine.image)
  await expect(reference).toHaveAccessibleDescription(/is the name of another image now, which loses it/)
  await reference.fill('shop/web:patched')
  await dialog.getByRole('textbox', { name: 'Message' }).fill('by hand')
  await page.keyboard.press('Enter')

  const layers = new LayersPage(page)
  await expect(layers.strata('shop/web:patched')).toBeVisible()
  await expect(dialog).toHaveCount(0)
  await expect(layers.layer(2)).toHaveAttribute('aria-selected', 'true')
  await expect(layers.file('two')).toBeVisible()
  await window.slipway.screen('committed')
  const comment = await docker(engine, 'inspect', '--format', '{{.Comment}}', 'shop/web:patched')
  expect(comment).toBe('by hand')
  // Whoever waited for it has seen it.
  await expect(new ActivityPage(page).opener).toHaveCount(0)
  const look = ['run', '--rm', 'shop/web:patched', 'sh', '-c', 'cat /two; ls /data /etc/passwd 2>&1; true']
  expect(await docker(engine, ...look)).toMatch(/^two\n/)
})

test('a container that goes before its commit is said to be gone', async ({ engine }) => {
  await docker(engine, 'create', '--name', 'web', engine.image)
  await containers.choose('web', 'Commit')
  const dialog = containers.dialog('Commit web')
  await expect(dialog).toContainText('Nothing was written in it')
  await docker(engine, 'rm', 'web')
  await expect(containers.row('web')).toHaveCount(0)
  await dialog.getByRole('textbox', { name: 'Name of the new image' }).fill('web:2')
  await window.page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('web is no longer there: it was removed.')
  await window.slipway.screen('commit-gone')
})

test('a snapshot is compared with what is there now, and gone back to', async ({ engine }) => {
  const { page, slipway } = window
  await docker(
    engine,
    'run',
    '-d',
    '--name',
    'web',
    engine.image,
    'sh',
    '-c',
    'echo good > /file; sleep 1000',
  )
  const file = () => docker(engine, 'exec', 'web', 'cat', '/file')
  await expect.poll(file).toBe('good')
  await containers.row('web').click()
  await page.getByRole('tab', { name: 'Snapshots' }).click()
  const panel = containers.panel('web')
  await expect(panel.getByRole('heading', { name: 'No snapshots yet' })).toBeVisible()
  await slipway.screen('snapshots-none')
  await panel.getByRole('button', { name: 'Take a snapshot' }).click()
  const taking = containers.dialog('Take a snapshot of web')
  await taking.getByRole('textbox', { name: 'Name' }).fill('before the upgrade')
  expect(await findingsInBoth(slipway, 'snapshot-take')).toEqual([])
  await page.keyboard.press('Enter')
  const list = panel.getByRole('list', { name: 'Snapshots of web' })
  await expect(list.getByRole('listitem')).toHaveText([/before the upgrade\s*Taken by hand · just now · 5 B/])

  await docker(engine, 'exec', 'web', 'sh', '-c', 'echo spoilt > /file; echo more > /other')
  await panel.getByRole('button', { name: 'Compare before the upgrade with now' }).click()
  const compare = new ComparePage(page)
  await expect(compare.file('other')).toContainText('added')
  await expect(compare.side('Before')).toHaveValue('web: before the upgrade')
  await slipway.screen('snapshot-compare')

  await containers.goBackTo('Containers')
  await panel.getByRole('button', { name: 'Go back to before the upgrade' }).click()
  const question = page.getByRole('alertdialog', { name: 'Go back to before the upgrade?' })
  await expect(question).toContainText('What it has now is kept as a snapshot first')
  await slipway.screen('snapshot-back')
  await question.getByRole('button', { name: 'Go back' }).click()
  await expect(list.getByRole('listitem')).toHaveText([/Before going back/, /before the upgrade/])
  await expect.poll(file).toBe('good')
  await expect(panel.getByRole('status', { name: 'State' })).toContainText('running')

  await runFromPalette(page, 'Take a snapshot of web')
  const longest = `${'a very long name '.repeat(8)}‮end`
  await taking.getByRole('textbox', { name: 'Name' }).fill(longest)
  await page.keyboard.press('Enter')
  await expect(list.getByRole('listitem')).toHaveCount(3)
  expect(await findingsInBoth(slipway, 'snapshots')).toEqual([])

  await panel.getByRole('button', { name: 'Actions of before the upgrade' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await containers.dialog('Rename the snapshot').getByRole('textbox', { name: 'Name' }).fill('kept')
  await page.keyboard.press('Enter')
  await panel.getByRole('button', { name: 'Actions of kept' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page
    .getByRole('alertdialog', { name: 'Remove kept?' })
    .getByRole('button', { name: 'Remove' })
    .click()
  await expect(list.getByRole('listitem')).toHaveCount(2)
})
