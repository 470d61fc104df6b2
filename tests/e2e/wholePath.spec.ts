import { rmSync } from 'node:fs'
import { buildFolder, shellStage, writeBuildFile } from '../support/buildFolders'
import { docker, dockerdOf, temporaryHome } from '../support/engine'
import { type Registry, startRegistry } from '../support/registry'
import { expect, test } from './support/app'
import { answerOpen } from './support/desktop'
import { BuildsPage } from './support/pages/buildsPage'
import { ContainersPage } from './support/pages/containersPage'
import { ImagesPage } from './support/pages/imagesPage'
import { LayersPage } from './support/pages/layersPage'
import { RunDialog } from './support/pages/runDialog'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let registry: Registry
let place: string
test.beforeAll(async ({ engine }) => {
  place = temporaryHome()
  registry = await startRegistry(dockerdOf(engine.home))
})
test.afterAll(async () => {
  rmSync(place, { recursive: true, force: true })
  await registry?.stop()
})

const dockerfile = (command: string) => `${shellStage()}
RUN echo the keel >/keel && ${command}
CMD ["/bin/busybox", "sleep", "1000"]
`

test('from a Dockerfile over an image, containers and a registry back, and the volume outlives it all', async ({
  engine,
}) => {
  const { page, app } = window
  const builds = new BuildsPage(page)
  const images = new ImagesPage(page)
  const containers = new ContainersPage(page)
  const run = new RunDialog(page)
  const of = (what: string, ...words: string[]) => docker(engine, 'exec', what, '/bin/busybox', ...words)

  // Built: one step fails first.
  const folder = buildFolder({ Dockerfile: dockerfile('nosuchprogram') }, place)
  await answerOpen(app, folder)
  await builds.show()
  await builds.choose()
  await builds.form.getByRole('textbox', { name: 'Tag 1' }).fill('ship:1')
  await builds.formButton.click()
  await expect(builds.panel('ship:1').getByRole('alert')).toContainText('failed: exit code: 127')
  writeBuildFile(folder, 'Dockerfile', dockerfile('echo laid'))
  await builds.panel('ship:1').getByRole('button', { name: 'Build again' }).click()
  await expect(builds.state('ship:1')).toContainText('built')
  await expect(builds.step(/^.*COPY|cached/).first()).toContainText('cached')

  // Run with a volume, and changed from inside by the command line.
  await containers.open('Containers')
  await run.start()
  await run.chooseImage('ship:1')
  await run.name.fill('first')
  await run.showMore()
  await run.addVolume('cargo', '/cargo')
  await run.run.click()
  await containers.expectState('first', 'running')
  await of('first', 'sh', '-c', 'echo coal >/cargo/hold; echo painted >/hull')

  // Committed: what was written is an image's layer now.
  await containers.choose('first', 'Commit')
  const commit = containers.dialog('Commit first')
  await expect(commit.getByRole('list', { name: 'Stays behind' })).toContainText('cargo')
  await commit.getByRole('textbox', { name: 'Name of the new image' }).fill('ship:2')
  await page.keyboard.press('Enter')
  const layers = new LayersPage(page)
  await expect(layers.strata('ship:2')).toBeVisible()
  await expect(layers.file('hull')).toBeVisible()

  // Tagged and pushed.
  const reference = `${registry.host}/fleet/ship:2`
  await images.open('Images')
  await images.choose('ship:2', 'Tag')
  await images.dialog('Tag ship:2').getByRole('textbox', { name: 'New name' }).fill(reference)
  await page.keyboard.press('Enter')
  await expect(images.dialog('Tag ship:2')).toHaveCount(0)
  await images.choose('ship:2', 'Push')
  const push = images.dialog('Push ship:2')
  await expect(push.getByRole('combobox', { name: 'Push as' })).toHaveValue(reference)
  await push.getByRole('button', { name: 'Push', exact: true }).click()
  await expect(push.getByText(`Pushed ${reference}`)).toBeVisible()
  const digest = (await push.getByText(/^sha256:[0-9a-f]{64}$/).textContent())!
  await push.getByRole('button', { name: 'Close' }).last().click()

  // Removed with all that stood on it, and pulled back: the very same.
  const id = await docker(engine, 'inspect', '--format', '{{.Id}}', 'ship:2')
  await docker(engine, 'rm', '-f', 'first')
  await docker(engine, 'rmi', '-f', 'ship:1', 'ship:2', reference)
  await expect(images.row('ship:2')).toHaveCount(0)
  await images.pull(reference)
  await expect(images.panel(reference)).toContainText(digest)
  expect(await docker(engine, 'inspect', '--format', '{{.Id}}', reference)).toBe(id)

  // Run again: the image brings what was painted, the volume what was loaded.
  await containers.open('Containers')
  await run.start()
  await run.chooseImage(reference)
  await run.name.fill('second')
  await run.showMore()
  await run.addVolume('cargo', '/cargo')
  await run.run.click()
  await containers.expectState('second', 'running')
  expect(await of('second', 'cat', '/hull', '/cargo/hold', '/keel')).toBe('painted\ncoal\nthe keel')

  // And all of it in one picture.
  await containers.row('second').press('w')
  const part = (name: string) => page.getByRole('region', { name, exact: true })
  await expect(part('Dockerfile').getByText('RUN echo the keel')).toBeVisible()
  await expect(part('Containers').getByRole('link', { name: 'second' })).toHaveClass(/outline-accent/)
  await window.slipway.screen('whole-path')
})
