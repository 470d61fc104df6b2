import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { resize } from './support/desktop'
import { ContainersPage } from './support/pages/containersPage'
import { RunDialog } from './support/pages/runDialog'
import { VolumesPage } from './support/pages/volumesPage'
import { runFromPalette, typeIntoPalette } from './support/palette'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let volumes: VolumesPage
let containers: ContainersPage
test.beforeEach(async () => {
  volumes = new VolumesPage(window.page)
  containers = new ContainersPage(window.page)
  await volumes.open('Volumes')
})

test('an engine without volumes says what they are for, and creates the first', async ({ engine }) => {
  const { page } = window
  await expect(page.getByRole('heading', { name: 'No volumes yet' })).toBeVisible()
  await expect(volumes.measure).toHaveCount(0)
  expect(await findingsInBoth(window.slipway, 'volumes-empty')).toEqual([])
  await volumes.button('Create a volume').click()
  await volumes.name.fill('shop-data')
  await page.keyboard.press('Enter')
  await expect(volumes.panel('shop-data')).toBeVisible()
  await expect(volumes.users('shop-data')).toHaveText('nobody')
  expect(await docker(engine, 'volume', 'ls', '-q')).toBe('shop-data')
})

test('Create says at its fields what is wrong, and what the engine refuses', async ({ engine }) => {
  const { page } = window
  await docker(engine, 'volume', 'create', 'taken')
  await expect(volumes.row('taken')).toBeVisible()
  await volumes.startCreating()
  await volumes.createButton.click()
  await expect(volumes.name).toHaveAccessibleDescription('Give the volume a name.')
  await volumes.name.fill('not a name')
  await expect(volumes.name).toHaveAccessibleDescription(/^A name has two characters or more/)
  await volumes.name.fill('taken')
  await expect(volumes.name).toHaveAccessibleDescription(/^There is a volume of this name already\./)
  await volumes.name.fill('shop-data')

  await volumes.driver.fill('nosuch')
  await volumes.name.click()
  await volumes.createButton.click()
  await expect(volumes.driver).toHaveAccessibleDescription(
    'This engine has no volume driver nosuch. Choose one that it has: local.',
  )
  await expect(volumes.driver).toBeFocused()
  await volumes.driver.fill('local')
  await volumes.name.click()
  await volumes.addPair('Label', 'com.example.tier', 'back')
  const option = await volumes.addPair('Option', 'colour', 'red')
  await volumes.createButton.click()
  await expect(volumes.createDialog.getByRole('alert')).toHaveText(
    /^The driver local does not take these options, so shop-data was not created: .*colour/,
  )
  expect(await findingsInBoth(window.slipway, 'volume-create')).toEqual([])
  await option.getByRole('button', { name: 'Remove row' }).click()
  await page.keyboard.press('Escape')
  await volumes.startCreating()
  await expect(volumes.name, 'a new dialog is empty').toHaveValue('')
  await volumes.name.fill('shop-data')
  await volumes.addPair('Label', 'com.example.tier', 'back')
  await volumes.createButton.click()
  await expect(volumes.panel('shop-data')).toContainText('com.example.tier=back')
})

test('a volume is run with, names who uses it, and goes only when nobody does', async ({ engine }) => {
  const { page } = window
  await docker(engine, 'volume', 'create', 'data')
  await volumes.choose('data', 'Run')
  const run = new RunDialog(page)
  const source = run.form.getByRole('combobox', { name: 'Volume or host path' })
  await expect(source).toHaveValue('data')
  await source.click()
  await expect(page.getByRole('option', { name: /^data\b/ })).toBeVisible()
  await run.chooseImage(engine.image)
  await run.name.fill('web')
  await run.command.fill('sleep 1000')
  await run.form.getByRole('textbox', { name: 'Path in the container' }).fill('/data')
  await run.run.click()

  const panel = containers.panel('web')
  await expect(panel).toBeVisible()
  await panel.getByRole('link', { name: 'data' }).click()
  const details = volumes.panel('data')
  await expect(details.getByRole('link', { name: 'web' })).toBeVisible()
  await expect(details.getByText('running')).toBeVisible()
  await expect(volumes.users('data')).toContainText('web')
  await docker(engine, 'stop', '-t', '0', 'web')
  await expect(details.getByText(/^exited/)).toBeVisible()
  await expect(details).toContainText(/volumes\/data\/_data/)
  await details.getByRole('tab', { name: 'Inspect' }).click()
  await expect(details.getByRole('textbox', { name: 'Inspect data' })).toContainText('"Mountpoint"')

  await volumes.choose('data', 'Remove')
  const question = volumes.question('Remove data?')
  await expect(question).toContainText('Stays: this container uses it: web')
  await expect(question.getByRole('button', { name: 'Remove' })).toBeDisabled()
  await window.slipway.screen('volume-remove-used')
  await question.getByRole('link', { name: 'web' }).click()
  await expect(question).toHaveCount(0)
  await expect(containers.panel('web')).toBeVisible()
  await docker(engine, 'rm', 'web')

  await volumes.open('Volumes')
  await expect(volumes.users('data')).toHaveText('nobody')
  await volumes.row('data').press('Delete')
  await expect(question).toContainText('All that is in it is lost for good.')
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(volumes.row('data')).toHaveCount(0)
  expect(await docker(engine, 'volume', 'ls', '-q')).toBe('')
})

test('who begins to use a volume while its removal is asked about is named there', async ({ engine }) => {
  await docker(engine, 'volume', 'create', 'data')
  await volumes.choose('data', 'Remove')
  const question = volumes.question('Remove data?')
  await expect(question.getByRole('button', { name: 'Remove' })).toBeEnabled()
  await docker(engine, 'create', '--name', 'quick', '-v', 'data:/data', engine.image)
  // Seen in time it is said before it is tried.
  await expect(question).toContainText('Stays: this container uses it: quick')
  await expect(question.getByRole('button', { name: 'Remove' })).toBeDisabled()
})

test('Remove unused lists what would go, takes what has no name, and leaves the rest', async ({ engine }) => {
  const write = 'head -c 30000 /dev/zero >/made/file; head -c 5000 /dev/zero >/named/file'
  await docker(
    engine,
    ...['run', '--name', 'gone', '-v', '/made', '-v', 'kept:/named', engine.image, 'sh', '-c', write],
  )
  const anonymous = (await docker(engine, 'volume', 'ls', '-q')).split('\n').find((name) => name !== 'kept')!
  await docker(engine, 'rm', 'gone')
  await docker(engine, 'create', '--name', 'user', '-v', 'used:/x', engine.image)
  await expect(volumes.users('used')).toContainText('user')
  await expect(volumes.row(anonymous.slice(0, 12))).toContainText('anonymous')

  await volumes.removeUnused.click()
  const question = volumes.question('Remove unused volumes?')
  const rows = question.getByRole('list', { name: 'Volumes to remove' }).getByRole('listitem')
  await expect(rows).toHaveCount(2)
  await expect(rows.filter({ hasText: 'anonymous' })).toContainText('30 kB')
  await expect(rows.filter({ hasText: 'kept' })).toContainText('5 kB')
  await expect(question.getByRole('checkbox', { name: 'Remove kept' })).not.toBeChecked()
  await expect(question.getByRole('status')).toHaveText('1 volume, 30 kB')
  expect(await findingsInBoth(window.slipway, 'volumes-remove-unused')).toEqual([])
  await question.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(question).toHaveCount(0)
  await expect(volumes.row(anonymous.slice(0, 12))).toHaveCount(0)
  expect((await docker(engine, 'volume', 'ls', '-q')).split('\n').sort()).toEqual(['kept', 'used'])

  await runFromPalette(window.page, 'Remove unused volumes')
  await question.getByRole('checkbox', { name: 'Remove kept' }).check()
  await question.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(volumes.row('kept')).toHaveCount(0)
  await expect(volumes.removeUnused).toBeDisabled()
})

test('many volumes: measured, filtered, chosen, removed', async ({ engine }) => {
  const { page } = window
  const long = `volume-${'with-a-name-that-no-column-has-room-for-'.repeat(3)}end`
  const names = Array.from({ length: 24 }, (_, index) => `data-${String(index + 1).padStart(2, '0')}`)
  for (const name of names) await docker(engine, 'volume', 'create', '--label', 'tier=back', name)
  await docker(engine, 'volume', 'create', long)
  const mounts = ['data-01:/a', 'data-02:/b', `${long}:/c`, '/made'].flatMap((mount) => ['-v', mount])
  const write = 'head -c 1500000 /dev/zero >/a/file; sleep 1000'
  await docker(engine, 'run', '-d', '--name', 'web-1', ...mounts, engine.image, 'sh', '-c', write)
  for (const name of ['db-1', 'worker-with-a-long-name', 'cron']) {
    await docker(engine, 'create', '--name', name, '-v', 'data-01:/a', engine.image)
  }
  await expect(volumes.users('data-01')).toContainText('+2')
  await expect(volumes.size('data-01')).toHaveText(/–/)
  await volumes.measure.click()
  await expect(volumes.size('data-01')).toHaveText('1.5 MB')
  await expect(volumes.size('data-24')).toHaveText('0 B')
  expect(await findingsInBoth(window.slipway, 'volumes')).toEqual([])
  await volumes.details('data-01')
  expect(await findingsInBoth(window.slipway, 'volume-overview')).toEqual([])
  await resize(window.app, 900, 600)
  await window.slipway.screen('volumes-small')
  await resize(window.app, 1360, 860)
  await page.keyboard.press('Escape')

  await volumes.search.fill('used:web-1')
  await expect(volumes.grid.getByRole('row')).toHaveCount(5)
  await volumes.search.fill('containers:0 label:tier')
  await expect(volumes.row('data-01')).toHaveCount(0)
  await volumes.grid.getByRole('checkbox', { name: 'Select all' }).click()
  await volumes.bulk.getByRole('button', { name: 'Remove' }).click()
  const question = volumes.question('Remove 22 volumes?')
  await window.slipway.screen('volumes-remove-many')
  await question.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(question).toHaveCount(0)
  expect(await docker(engine, 'volume', 'ls', '-q', '--filter', 'label=tier')).toBe('data-01\ndata-02')
})

test('the key and the palette lead there, and to what can be done with each', async ({ engine }) => {
  const { page } = window
  await docker(engine, 'volume', 'create', 'data')
  await page.keyboard.press('Control+1')
  await page.keyboard.press('Control+4')
  await expect(page.getByRole('heading', { level: 1, name: 'Volumes' })).toBeVisible()
  await expect(volumes.row('data')).toBeVisible()
  await page.keyboard.press('Control+1')
  await runFromPalette(page, 'Open data')
  await expect(volumes.panel('data')).toBeVisible()
  await typeIntoPalette(page, 'volume data')
  await expect(page.getByRole('option', { name: /^Remove volume data/ })).toBeVisible()
  await expect(page.getByRole('option', { name: /^Run a container with volume data/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await docker(engine, 'volume', 'rm', 'data')
  await expect(page.getByRole('alert')).toHaveText('data is no longer there: it was removed.')
})
