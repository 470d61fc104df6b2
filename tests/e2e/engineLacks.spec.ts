import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contextKey } from '../../main/services/connections/dockerContexts'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { type Podman, podmanThere, startPodman } from '../support/podman'
import { type SshServer, startSshServer } from '../support/sshServer'
import { expect, launch, type Slipway, test } from './support/app'
import { axeFindings } from './support/axe'
import { resize } from './support/desktop'
import { ContainersPage } from './support/pages/containersPage'
import { RunDialog } from './support/pages/runDialog'
import { typeIntoPalette } from './support/palette'

let own: TestEngine
let host: SshServer
let podman: Podman | null
let slipway: Slipway
let view: ContainersPage
let run: RunDialog

test.beforeAll(async () => {
  own = await startEngine()
  host = await startSshServer()
  host.makeKnown()
  podman = podmanThere ? await startPodman() : null
  const { user, port } = host.target(null)
  writeContext('far', `ssh://${user}@127.0.0.1:${port}${own.socket}`)
  if (podman) writeContext('podman', `unix://${podman.socket}`)
  await keepRunning(own, 'web', '-p', '127.0.0.1::80')
  if (podman) {
    await keepRunning(podman, 'theirs')
    await keepRunning(podman, 'silent', '--log-driver', 'none')
  }
  slipway = await launch({ home: own.home, env: { HOME: host.personHome } })
  view = new ContainersPage(slipway.page)
  run = new RunDialog(slipway.page)
})
test.afterAll(async () => {
  await slipway?.close()
  await podman?.dispose()
  await host?.dispose()
  await own?.dispose()
})

function writeContext(Name: string, Host: string) {
  const folder = join(host.personHome, '.docker/contexts/meta', contextKey(Name))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'meta.json'), JSON.stringify({ Name, Endpoints: { docker: { Host } } }))
}
async function keepRunning(engine: { socket: string }, name: string, ...words: string[]) {
  const image = await importBusybox(engine, 'busybox:latest')
  await docker(engine, 'run', '-d', '--name', name, ...words, image, 'sleep', '1000')
}
/** Makes it the active one, if it is not. */
async function at(name: string, container: string) {
  const header = slipway.page.getByRole('group', { name: 'Connection' })
  if ((await header.textContent())?.includes(name)) return
  await typeIntoPalette(slipway.page, `Switch to ${name}`)
  await expect(slipway.page.getByRole('option', { name: `Switch to ${name}` })).toBeVisible()
  await slipway.page.keyboard.press('Enter')
  await view.open('Containers')
  await expect(view.row(container)).toBeVisible()
}

const item = (container: string, name: string) =>
  slipway.page
    .getByRole('menu', { name: `Actions of ${container}` })
    .getByRole('menuitem', { name, exact: true })
const noPause = 'Without root, an engine needs cgroup v2 and systemd to pause.'
const noLayers = "The layers of a container can be shown only on Slipway's own engine."

/** Pausing is either done, or within reach of the keyboard with its reason and never tried. */
async function expectPause(container: string, lacking: boolean) {
  await view.row(container).click({ button: 'right' })
  await expect(item(container, 'Pause')).toBeVisible()
  if (!lacking) {
    await item(container, 'Pause').click()
    await view.expectState(container, 'paused')
    await view.press(container, 'Resume')
    await view.expectState(container, 'running')
    return
  }
  await expect(item(container, 'Pause')).toHaveAttribute('aria-disabled', 'true')
  await expect(item(container, 'Pause')).toHaveAccessibleDescription(noPause)
  for (let left = 10; left > 0; left--) {
    if (await item(container, 'Pause').evaluate((element) => element === document.activeElement)) break
    await slipway.page.keyboard.press('ArrowDown')
  }
  await expect(item(container, 'Pause')).toBeFocused()
  await slipway.screen(`lacks-menu-${container}`)
  await slipway.page.keyboard.press('Enter')
  await expect(item(container, 'Pause')).toBeVisible()
  await item(container, 'Pause').click({ force: true })
  await expect(item(container, 'Pause')).toBeVisible()
  expect(await axeFindings(slipway.page)).toEqual([])
  await slipway.page.keyboard.press('Escape')
  await view.expectState(container, 'running')
  await expect(view.messages).toHaveCount(0)

  await typeIntoPalette(slipway.page, `Pause ${container}`)
  const command = slipway.page.getByRole('option', { name: `Pause ${container}` })
  await expect(command).toHaveAttribute('aria-disabled', 'true')
  await expect(command).toContainText(noPause)
  await slipway.screen(`lacks-palette-${container}`)
  await slipway.page.keyboard.press('Enter')
  await expect(command).toBeVisible()
  await slipway.page.keyboard.press('Escape')
  await view.expectState(container, 'running')
}

test('what the own engine cannot do on this machine is there with the reason', async () => {
  await expect(view.row('web')).toBeVisible()
  const lacking = (await docker(own, 'info', '--format', '{{.CgroupDriver}}')) === 'none'
  await expectPause('web', lacking)
  await view.row('web').click({ button: 'right' })
  await expect(item('web', 'Layers')).not.toHaveAttribute('aria-disabled', 'true')
  await slipway.page.keyboard.press('Escape')
  await view.open('Engine')
  await expect(view.page.getByText('pause, limit memory and CPU')).toHaveCount(lacking ? 1 : 0)
  await slipway.screen('lacks-engine')
})

test('the layers of a container are not offered where they cannot be read', async () => {
  await at('far', 'web')
  const panel = await view.details('web')
  const layers = panel.getByRole('button', { name: 'Layers' })
  await expect(layers).toHaveAttribute('aria-disabled', 'true')
  await layers.focus()
  await expect(layers).toHaveAccessibleDescription(noLayers)
  await slipway.screen('lacks-details')
  await slipway.page.keyboard.press('Enter')
  await expect(view.messages.filter({ hasText: noLayers })).toHaveCount(1)
  await view.row('web').click({ button: 'right' })
  await expect(item('web', 'Layers')).toHaveAccessibleDescription(noLayers)
  await slipway.page.keyboard.press('Escape')
  await view.open('Layers')
  await view.page.getByRole('combobox').first().click()
  await expect(view.page.getByRole('option', { name: /busybox/ }).first()).toBeVisible()
  await expect(view.page.getByRole('option', { name: /^web/ })).toHaveCount(0)
  await slipway.page.keyboard.press('Escape')
  await view.open('Containers')
})

test('ports and paths of another machine are not taken for those of this one', async () => {
  await at('far', 'web')
  const sentence = 'Host ports and host paths are those of the machine that far runs on.'
  await view.details('web')
  await expect(view.row('web').getByRole('link')).toHaveCount(0)
  await expect(view.panel('web').getByText(sentence)).toBeVisible()
  await expect(view.panel('web')).not.toContainText('localhost:')
  await run.start()
  await run.addPort('8080', '80')
  await expect(run.form.getByRole('group', { name: 'Ports' })).toHaveAccessibleDescription(sentence)
  await run.showMore()
  await run.addVolume('data', '/data')
  await expect(run.form.getByRole('group', { name: 'Volumes', exact: true })).toHaveAccessibleDescription(
    sentence,
  )
  await slipway.screen('lacks-run-far')
  await run.form.getByRole('button', { name: 'Cancel' }).click()
})

test('Podman: what differs is said where it matters', async () => {
  test.skip(!podman, 'There is no Podman for this system')
  await at('podman', 'theirs')
  await view.details('silent')
  await view.tab('Logs').click()
  await expect(view.panel('silent').getByRole('alert')).toContainText(
    'silent keeps no log that can be read here',
  )
  await expect(view.panel('silent').getByRole('button', { name: 'Save', exact: true })).toHaveCount(0)
  await slipway.screen('lacks-log')

  await run.start()
  await run.showMore()
  await run.addVolume('/srv/site', '/site')
  const volumes = run.form.getByRole('group', { name: 'Volumes', exact: true })
  await expect(volumes).toHaveAccessibleDescription(/^podman makes a host path that is not there/)
  const restart = run.form.getByRole('combobox', { name: 'Restart' })
  await expect(restart).toHaveAccessibleDescription('')
  await restart.selectOption('always')
  await expect(restart).toHaveAccessibleDescription(/^podman does not start it again after a reboot/)
  expect(await axeFindings(slipway.page)).toEqual([])
  await slipway.page.emulateMedia({ colorScheme: 'dark' })
  await slipway.screen('lacks-run-podman')
  await run.form.getByRole('button', { name: 'Cancel' }).click()

  await resize(slipway.app, 900, 600)
  const word = JSON.parse(await docker(podman!, 'info', '--format', '{{json .}}'))
  await expectPause('theirs', word.CgroupVersion === '1')
})
