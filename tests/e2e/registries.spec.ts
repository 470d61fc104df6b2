import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import { docker, dockerdOf } from '../support/engine'
import { member, type Registry, type SlowRegistry, startRegistry, throttle } from '../support/registry'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { noiseImage } from './support/builds'
import { answerOpen, answerSave, clipboardText } from './support/desktop'
import { ImagesPage } from './support/pages/imagesPage'
import { RunDialog } from './support/pages/runDialog'
import { runFromPalette } from './support/palette'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let images: ImagesPage
let open: Registry
let locked: Registry
let slow: SlowRegistry
let folder: string

test.beforeAll(async ({ engine }) => {
  const dockerd = dockerdOf(engine.home)
  open = await startRegistry(dockerd)
  locked = await startRegistry(dockerd, { locked: 'member' })
  slow = await throttle(dockerd, open, 250_000, 'up')
})
test.afterAll(async () => {
  for (const each of [slow, locked, open]) await each?.stop()
})
test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-registries-'))
  images = new ImagesPage(window.page)
  await images.open('Images')
})
test.afterEach(() => rmSync(folder, { recursive: true }))

const tagsOf = async (engine: { socket: string }, name: string): Promise<string[]> =>
  JSON.parse(await docker(engine, 'inspect', '--format', '{{json .RepoTags}}', name)).sort()

async function pushAs(image: string, reference: string): Promise<Locator> {
  await images.choose(image, 'Push')
  const dialog = images.dialog(`Push ${image}`)
  const field = dialog.getByRole('combobox', { name: 'Push as' })
  await expect(field).toBeFocused()
  await field.fill(reference)
  // Puts the suggestions away.
  await field.press('Tab')
  await dialog.getByRole('button', { name: 'Push', exact: true }).click()
  return dialog
}
async function logIn(dialog: Locator, password: string): Promise<void> {
  const user = dialog.getByRole('textbox', { name: 'User' })
  await user.fill(member.user)
  await dialog.getByLabel('Password or access token').fill(password)
  await window.page.keyboard.press('Enter')
}
async function noFindings(name: string): Promise<void> {
  expect(await findingsInBoth(window.slipway, name)).toEqual([])
}

test('an image is tagged, pushed, removed, and pulled back with the same digest', async ({ engine }) => {
  await noiseImage(engine, 'app:1', 300_000)
  const reference = `${open.host}/team/app:1`
  await images.row('app:1').click()
  await window.page.keyboard.press('t')
  const tagging = images.dialog('Tag app:1')
  const field = tagging.getByRole('textbox', { name: 'New name' })
  await expect(field).toBeFocused()
  await field.fill('Not A Name')
  await window.page.keyboard.press('Enter')
  await expect(field).toHaveAccessibleDescription(/^This is not the name of an image/)
  await field.fill('app:1')
  await expect(field).toHaveAccessibleDescription(/^This image has that name already/)
  await field.fill(engine.image)
  await expect(tagging.getByText(/names another image now/)).toBeVisible()
  await noFindings('tag-moves')
  await field.fill(reference)
  await window.page.keyboard.press('Enter')
  await expect(tagging).toHaveCount(0)
  expect(await tagsOf(engine, 'app:1')).toEqual([reference, 'app:1'].sort())

  await images.choose('app:1', 'Push')
  const pushing = images.dialog('Push app:1')
  await expect(pushing.getByRole('combobox', { name: 'Push as' })).toHaveValue(reference)
  await pushing.getByRole('button', { name: 'Push', exact: true }).click()
  await expect(pushing.getByText(`Pushed ${reference}`)).toBeVisible()
  const digest = await pushing.getByText(/^sha256:[0-9a-f]{64}$/).textContent()
  await noFindings('pushed')
  await pushing.getByRole('button', { name: 'Copy digest' }).click()
  await expect.poll(() => clipboardText(window.app)).toBe(digest)
  await pushing.getByRole('button', { name: 'Close' }).last().click()

  await docker(engine, 'rmi', 'app:1', reference)
  await expect(images.row('app:1')).toHaveCount(0)
  await images.pull(reference)
  await expect(images.panel(reference)).toContainText(digest!)
})

test('a push shows each layer, goes on while hidden, and leaves nothing when it is cancelled', async ({
  engine,
}) => {
  await noiseImage(engine, 'app:1', 4_000_000)
  const reference = `${slow.host}/team/slow:1`
  const dialog = await pushAs('app:1', reference)
  const layers = dialog.getByRole('list', { name: `Layers of ${reference}` })
  await expect(layers.getByText('sending')).toBeVisible()
  await noFindings('push-progress')
  await dialog.getByRole('button', { name: 'Hide' }).click()
  await expect(images.transfers).toContainText(`Pushing ${reference}`)
  await images.transfers.getByRole('button', { name: 'Show' }).click()
  await expect(layers).toBeVisible()
  await images
    .dialog(/^Push /)
    .getByRole('button', { name: 'Cancel' })
    .click()
  await expect.poll(() => slow.open, { message: 'the engine hangs up' }).toBe(0)
  await expect.poll(() => tagsOf(engine, 'app:1')).toEqual(['app:1'])
})

test('layers that the registry has are said to be there', async ({ engine }) => {
  await noiseImage(engine, 'app:1', 100_000)
  for (const name of ['first', 'second']) await docker(engine, 'tag', 'app:1', `${slow.host}/team/${name}:1`)
  await docker(engine, 'push', '--quiet', `${slow.host}/team/first:1`)
  const dialog = await pushAs('app:1', `${slow.host}/team/first:1`)
  await expect(dialog.getByText(/^Pushed /)).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(images.transfers).toHaveCount(0)
})

test('a registry that wants a log-in is logged in to in place, and the push goes on', async ({ engine }) => {
  await noiseImage(engine, 'app:1', 100_000)
  const reference = `${locked.host}/team/app:1`
  const dialog = await pushAs('app:1', reference)
  await expect(dialog.getByRole('alert')).toHaveText(
    `${locked.host} asks for a log-in before it goes on with ${reference}. Log in with a user and a password, or with an access token.`,
  )
  await expect(dialog.getByRole('textbox', { name: 'User' })).toBeFocused()
  await logIn(dialog, 'wrong')
  const password = dialog.getByLabel('Password or access token')
  await expect(password).toHaveAccessibleDescription(/does not let member in with this password/)
  await expect(password).toHaveAttribute('type', 'password')
  await noFindings('login-wrong')
  await logIn(dialog, member.password)
  await expect(dialog.getByText(`Pushed ${reference}`)).toBeVisible()
  await expect(window.page.getByText(/is kept only until Slipway quits\.$/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  await test.step('what was given is known, and can be taken back', async () => {
    await runFromPalette(window.page, 'Registries')
    const registries = images.dialog('Registries')
    const item = registries.getByRole('listitem').filter({ hasText: locked.host })
    await expect(item).toContainText('member · kept until Slipway quits')
    await noFindings('registries')
    await item.getByRole('button', { name: `Log out of ${locked.host}` }).click()
    await expect(registries.getByText(/^You are not logged in anywhere/)).toBeVisible()
    await registries.getByRole('button', { name: 'Close' }).last().click()
  })

  await test.step('a pull asks in its place too', async () => {
    await docker(engine, 'rmi', reference)
    await images.pull(reference)
    await expect(images.pullDialog.getByRole('alert')).toContainText('asks for a log-in')
    await images.pullDialog.getByRole('button', { name: 'Back' }).click()
    await expect(images.reference).toHaveValue(reference)
    await images.pullDialog.getByRole('button', { name: `Log in to ${locked.host}` }).click()
    await logIn(images.pullDialog, member.password)
    await expect(images.pullDialog).toHaveCount(0)
    expect(await tagsOf(engine, reference)).toContain(reference)
  })

  await runFromPalette(window.page, 'Registries')
  await images.button(`Log out of ${locked.host}`).click()
  await expect(images.dialog('Registries').getByText(/^You are not logged in anywhere/)).toBeVisible()
})

test('a name that nobody may push is said at the field', async ({ engine }) => {
  const dialog = await pushAs(engine.image, 'app:1')
  const field = dialog.getByRole('combobox', { name: 'Push as' })
  await expect(field).toHaveAccessibleDescription(/neither a registry nor a user before it/)
  await field.fill('127.0.0.1:9/team/app:1')
  await field.press('Tab')
  await dialog.getByRole('button', { name: 'Push', exact: true }).click()
  await expect(field).toHaveAccessibleDescription(/^127\.0\.0\.1:9 is out of reach/)
  expect(await tagsOf(engine, engine.image)).toEqual([engine.image])
})

test('Untag takes names away, and says when the image goes with the last', async ({ engine }) => {
  await noiseImage(engine, 'app:1', 1000)
  await docker(engine, 'tag', 'app:1', 'app:2')
  await expect(images.row('app:1').getByRole('img', { name: '1 more tag' })).toBeVisible()
  await images.choose('app:1', 'Untag')
  const question = images.question('Untag app:1')
  await expect(question.getByRole('button', { name: 'Untag' })).toBeDisabled()
  await question.getByRole('checkbox', { name: 'app:2' }).check()
  await expect(question).toContainText('The image itself stays under its other names.')
  await question.getByRole('checkbox', { name: 'app:1' }).check()
  await expect(question).toContainText('With all of its names the image is removed too')
  await noFindings('untag')
  await question.getByRole('checkbox', { name: 'app:1' }).uncheck()
  await question.getByRole('button', { name: 'Untag' }).click()
  await expect(question).toHaveCount(0)
  expect(await tagsOf(engine, 'app:1')).toEqual(['app:1'])

  await docker(engine, 'create', '--name', 'user', 'app:1', 'nothing')
  await images.choose('app:1', 'Untag')
  await expect(question).toContainText('The container user uses it, so it keeps its last name.')
  await expect(question.getByRole('button', { name: 'Untag' })).toBeDisabled()
  await docker(engine, 'rm', 'user')
  await expect(question).toContainText('With its last name the image is removed too')
  await question.getByRole('button', { name: 'Untag' }).click()
  await expect(question).toHaveCount(0)
  await expect(images.row('app:1')).toHaveCount(0)
})

test('Save writes an image to a file, which can be loaded back', async ({ engine }) => {
  await noiseImage(engine, 'app:1', 500_000)
  const file = join(folder, 'app.tar')
  await images.row('app:1').click({ button: 'right' })
  await expect(window.page.getByRole('menuitem', { name: 'Save' })).toBeVisible()
  await noFindings('image-menu')
  await window.page.keyboard.press('Escape')
  await answerSave(window.app, null)
  await images.choose('app:1', 'Save')
  await expect(images.transfers).toHaveCount(0)
  await answerSave(window.app, file)
  await images.choose('app:1', 'Save')
  await expect(window.page.getByText('Saved to app.tar').first()).toBeVisible()
  expect(existsSync(file)).toBe(true)
  const [id] = await Promise.all([docker(engine, 'images', '--quiet', '--no-trunc', 'app:1')])
  await docker(engine, 'rmi', 'app:1')
  await expect(images.row('app:1')).toHaveCount(0)
  await answerOpen(window.app, file)
  await images.button('Load').click()
  await expect(images.panel('app:1')).toBeVisible()
  expect(await docker(engine, 'images', '--quiet', '--no-trunc', 'app:1')).toBe(id)
})

test('Import makes an image of a tarball that then runs', async ({ engine }) => {
  const file = join(folder, 'files.tar')
  await docker(engine, 'create', '--name', 'source', engine.image)
  await docker(engine, 'export', '--output', file, 'source')
  await docker(engine, 'rm', 'source')
  await runFromPalette(window.page, 'Import an image')
  const dialog = images.dialog('Import an image')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('made:1')
  await dialog.getByRole('textbox', { name: 'Message' }).fill('From files')
  await dialog.getByRole('textbox', { name: 'Changes' }).fill('CMD ["echo", "hello"]')
  await answerOpen(window.app, null)
  await dialog.getByRole('button', { name: 'Choose a tarball…' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('made:1')
  await answerOpen(window.app, file)
  await expect(dialog.getByRole('button', { name: 'Choose a tarball…' })).toBeEnabled()
  await dialog.getByRole('button', { name: 'Choose a tarball…' }).click()
  await expect(images.panel('made:1')).toBeVisible()
  expect(await docker(engine, 'run', '--rm', 'made:1')).toBe('hello')
})

test('Run says that the registry of an image wants a log-in, and gives it', async ({ engine }) => {
  await noiseImage(engine, 'app:1', 1000)
  const reference = `${locked.host}/team/run:1`
  const dialog = await pushAs('app:1', reference)
  await logIn(dialog, member.password)
  await expect(dialog.getByText(`Pushed ${reference}`)).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await docker(engine, 'rmi', reference, 'app:1')
  await runFromPalette(window.page, 'Registries')
  await images.button(`Log out of ${locked.host}`).click()
  await expect(images.dialog('Registries').getByText(/^You are not logged in anywhere/)).toBeVisible()
  await window.page.keyboard.press('Escape')

  await images.open('Containers')
  const run = new RunDialog(window.page)
  await run.start()
  await run.chooseImage(reference)
  await run.name.fill('after-login')
  await run.showMore()
  await run.command.fill('anything')
  await run.create.click()
  await run.form.getByRole('button', { name: `Log in to ${locked.host}` }).click()
  await noFindings('run-login')
  await logIn(run.form, member.password)
  // What was asked for goes on by itself after the log-in.
  await expect(run.form).toHaveCount(0)
  expect(await tagsOf(engine, reference)).toEqual([reference])
  await docker(engine, 'rm', 'after-login')
  await runFromPalette(window.page, 'Registries')
  await images.button(`Log out of ${locked.host}`).click()
  await expect(images.dialog('Registries').getByText(/^You are not logged in anywhere/)).toBeVisible()
})
