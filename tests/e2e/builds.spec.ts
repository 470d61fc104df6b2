import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildFolder, shellStage, writeBuildFile } from '../support/buildFolders'
import { docker, dockerdOf, temporaryHome } from '../support/engine'
import { processes } from '../support/processes'
import { member, startRegistry } from '../support/registry'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { answerOpen } from './support/desktop'
import { BuildsPage } from './support/pages/buildsPage'
import { runFromPalette } from './support/palette'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let builds: BuildsPage
/** Folders to build from. */
let place: string

test.beforeAll(() => {
  place = temporaryHome()
})
test.afterAll(() => rmSync(place, { recursive: true, force: true }))
test.beforeEach(() => {
  builds = new BuildsPage(window.page)
})

const folderOf = (dockerfile: string) => buildFolder({ Dockerfile: dockerfile }, place)
const answer = (folder: string | null) => answerOpen(window.app, folder)
const sleepers = () => processes().filter(({ command }) => command === '/bin/busybox sleep 86397')
const sleeping = `${shellStage()}\nRUN echo waiting\nRUN ["/bin/busybox", "sleep", "86397"]\n`

test('a step that fails is mended in the file, built again, and stands beside its layer', async ({
  engine,
}) => {
  const dockerfile = (command: string) => `${shellStage('base')}

FROM base AS tools
ARG WHO=world
RUN echo "hello $WHO" >/tool && cat /tool

FROM base
COPY --from=tools /tool /tool
ENV SHIP=slipway
RUN echo laying the keel && ${command}
CMD ["/bin/sh"]
`
  const folder = folderOf(dockerfile('nosuchprogram'))
  await answer(folder)
  await builds.show()
  await builds.choose()
  await expect(builds.form).toContainText(basename(folder))
  await builds.form.getByRole('textbox', { name: 'Tag 1' }).fill('ship:1')
  await builds.form.getByRole('textbox', { name: 'Value of WHO' }).fill('crew')
  await expect(builds.form.getByLabel('Target').getByRole('option')).toHaveText([
    'the last stage',
    'base',
    'tools',
  ])
  await window.slipway.screen('build-form')
  await builds.formButton.click()

  const panel = builds.panel('ship:1')
  const alert = panel.getByRole('alert')
  await expect(alert).toContainText(
    /ship:1 was not built: RUN echo laying the keel && nosuchprogram in line 12 of Dockerfile failed: exit code: 127/,
  )
  await expect(panel.getByRole('region', { name: 'Dockerfile, line 12' })).toContainText('nosuchprogram')
  await expect(panel.getByRole('log').first()).toContainText('nosuchprogram: not found')
  await expect(builds.step('RUN echo "hello $WHO"')).toContainText('done')
  await expect(builds.step('RUN echo laying the keel')).toContainText('failed')
  await expect(builds.row('ship:1')).toContainText('failed')
  expect(await findingsInBoth(window.slipway, 'build-failed')).toEqual([])

  writeBuildFile(folder, 'Dockerfile', dockerfile('echo laid'))
  await panel.getByRole('button', { name: 'Build again' }).click()
  await expect(builds.state('ship:1')).toContainText('built')
  await expect(builds.step('RUN echo "hello $WHO"')).toContainText('cached')
  await expect(builds.step('RUN echo laying the keel')).toContainText('done')
  await expect(builds.step('RUN echo "hello $WHO"')).toContainText('not in it')
  await expect(builds.step('COPY --from=tools')).toContainText('layer of 11 B')
  await expect(builds.step('ENV SHIP=slipway')).toContainText('no layer')
  await expect(builds.row('ship:1')).toHaveCount(2)
  const layers = builds.steps.locator('[title^="sha256:"]')
  const digests = await layers.evaluateAll((all) => all.map((each) => each.getAttribute('title')))
  const found = await docker(engine, 'inspect', '--format', '{{json .RootFS.Layers}}', 'ship:1')
  expect(digests).toEqual(JSON.parse(found))
  await builds.step('RUN echo laying').getByRole('button').click()
  await expect(builds.step('RUN echo laying').getByRole('log')).toContainText('laid')
  expect(await findingsInBoth(window.slipway, 'build-done')).toEqual([])

  // A page that is loaded anew shows the same.
  await window.page.reload()
  await expect(builds.step('COPY --from=tools')).toContainText('layer of 11 B')
  await panel.getByRole('button', { name: 'Layers' }).click()
  await expect(
    window.page.getByRole('listbox', { name: 'Layers of ship:1' }).getByRole('option'),
  ).toHaveCount(4)
  await builds.show()
  await builds.row('ship:1').first().click()
  await builds.panel('ship:1').getByRole('button', { name: 'Open image' }).click()
  await expect(window.page.getByRole('complementary', { name: 'Details of ship:1' })).toBeVisible()
})

test('a build goes on while its page is loaded anew, and leaves nothing when it is cancelled', async ({
  engine,
}) => {
  await answer(folderOf(sleeping))
  await builds.show()
  await builds.choose()
  await builds.form.getByRole('textbox', { name: 'Tag 1' }).fill('sleeper:1')
  await builds.formButton.click()
  await expect(builds.step('sleep')).toContainText('running')
  await window.page.reload()
  await expect(builds.step('sleep')).toContainText('running')
  await expect(builds.step('RUN echo waiting')).toContainText('done')
  await window.slipway.screen('build-running')

  // In Images it is among what is under way, and leads back.
  await builds.open('Images')
  const transfers = window.page.getByRole('list', { name: 'Images on their way' })
  await expect(transfers).toContainText('Building sleeper:1')
  await transfers.getByRole('button', { name: 'Show' }).click()
  await builds.panel('sleeper:1').getByRole('button', { name: 'Cancel' }).click()
  await expect(builds.state('sleeper:1')).toContainText('cancelled')
  await expect(builds.step('sleep')).toContainText('cancelled')
  await expect.poll(sleepers).toEqual([])
  expect(await docker(engine, 'images', '-q', 'sleeper')).toBe('')
})

test('what is wrong is said where the person looks, and Escape throws nothing away', async () => {
  const empty = join(place, 'empty')
  mkdirSync(empty)
  await answer(empty)
  await builds.open('Images')
  await window.page.keyboard.press('b')
  await builds.formButton.click()
  await expect(builds.form).toContainText('Choose the folder that has the Dockerfile.')
  await builds.form.getByRole('button', { name: 'Choose a folder…' }).click()
  await expect(builds.form.getByRole('alert')).toContainText('There is no Dockerfile in')
  await answer(null)
  await builds.form.getByRole('button', { name: 'Choose a folder…' }).click()
  await expect(builds.form).toContainText('none chosen')

  const folder = folderOf('FROM scratch\n\nCOPI busybox /\n')
  writeBuildFile(folder, 'good.Dockerfile', 'FROM scratch\nCOPY busybox /\n')
  await answer(folder)
  await builds.form.getByRole('button', { name: 'Choose a folder…' }).click()
  await expect(builds.form.getByRole('alert')).toHaveText(
    'Dockerfile, line 3: COPI is no instruction of a Dockerfile. Mend it, then try again.',
  )
  await builds.form.getByRole('textbox', { name: 'Tag 1' }).fill('Not A Tag')
  await builds.formButton.click()
  await expect(builds.form).toContainText('This cannot be the name of an image')
  await window.slipway.screen('build-form-wrong')
  await window.page.keyboard.press('Escape')
  await expect(builds.form.getByRole('textbox', { name: 'Tag 1' })).toHaveValue('Not A Tag')
  await builds.form.getByRole('textbox', { name: 'Tag 1' }).fill('good:1')
  await builds.form.getByLabel('Dockerfile').selectOption('good.Dockerfile')
  await expect(builds.form.getByRole('alert')).toHaveCount(0)
  await builds.formButton.click()
  await expect(builds.state('good:1')).toContainText('built')
})

test('secrets are files that the desktop asks for, and a platform is checked', async ({ engine }) => {
  const folder = folderOf(
    `${shellStage()}\nRUN --mount=type=secret,id=token cat /run/secrets/token | wc -c\n`,
  )
  await answer(folder)
  await builds.show()
  await builds.choose()
  await builds.form.getByRole('textbox', { name: 'Tag 1' }).fill('secret:1')
  const file = join(place, 'token.txt')
  writeFileSync(file, 'sesame')
  await answer(file)
  await builds.form.getByRole('button', { name: 'Add secret…' }).click()
  const id = builds.form.getByRole('textbox', { name: 'Name of the secret token.txt' })
  await expect(id).toHaveValue('token.txt')
  await id.fill('not a name')
  const platform = builds.form.getByRole('textbox', { name: 'Platform' })
  await platform.fill('windows')
  await builds.formButton.click()
  await expect(id).toHaveAccessibleDescription(/^A secret’s name has/)
  await expect(platform).toHaveAccessibleDescription(/^This is no platform/)
  expect(await findingsInBoth(window.slipway, 'build-secrets')).toEqual([])
  await id.fill('token')
  await platform.fill('linux/amd64')
  await builds.formButton.click()
  await expect(builds.state('secret:1')).toContainText('built')
  expect(await docker(engine, 'history', '--no-trunc', 'secret:1')).not.toContain('sesame')
})

test('the palette builds, and shows builds', async () => {
  await builds.open('Containers')
  await runFromPalette(window.page, 'Build an image')
  await expect(builds.form).toBeVisible()
  expect(await findingsInBoth(window.slipway, 'build-form-empty')).toEqual([])
  await window.page.keyboard.press('Escape')
  await expect(builds.form).toHaveCount(0)
  await runFromPalette(window.page, 'Go to Builds')
  await expect(window.page.getByRole('heading', { level: 1, name: 'Builds' })).toBeVisible()
})

test('a base image that only members get asks for the log-in beside the build, which then goes on', async ({
  engine,
}) => {
  const registry = await startRegistry(dockerdOf(engine.home), { locked: 'member' })
  try {
    const image = `${registry.host}/team/base:1`
    const config = join(place, 'pusher')
    mkdirSync(config)
    const auth = Buffer.from(`${member.user}:${member.password}`).toString('base64')
    writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }))
    await docker(engine, 'tag', engine.image, image)
    await docker(engine, '--config', config, 'push', image)
    await docker(engine, 'rmi', image)

    await answer(folderOf(`FROM ${image}\nCOPY busybox /busybox\n`))
    await builds.show()
    await builds.choose()
    await builds.form.getByRole('textbox', { name: 'Tag 1' }).fill('private:1')
    await builds.formButton.click()
    const panel = builds.panel('private:1')
    await expect(panel.getByRole('alert')).toContainText(
      `${registry.host} asks for a log-in before it goes on with ${image}.`,
    )
    await panel.getByRole('button', { name: `Log in to ${registry.host} and build again` }).click()
    await panel.getByRole('textbox', { name: 'User' }).fill(member.user)
    expect(await findingsInBoth(window.slipway, 'build-login')).toEqual([])
    await panel.getByLabel('Password or access token').fill(member.password)
    await window.page.keyboard.press('Enter')
    await expect(builds.state('private:1')).toContainText('built')
    expect(await docker(engine, 'images', '-q', 'private:1')).not.toBe('')
  } finally {
    await registry.stop()
  }
})
