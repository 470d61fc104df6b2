import { chmodSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { emptyEngine } from '../support/emptyEngine'
import {
  docker,
  dockerdOf,
  importBusybox,
  processesOf,
  removeHome,
  root,
  startEngine,
  type TestEngine,
  temporaryHome,
} from '../support/engine'
import { expect, launch, type Slipway, test } from './support/app'
import { clipboardText } from './support/desktop'
import { ContainersPage } from './support/pages/containersPage'
import { EnginePage } from './support/pages/enginePage'
import { LogView } from './support/pages/logView'

test.describe('an engine that runs', () => {
  // It is stopped here: not the one that the other files share.
  let own: TestEngine
  let image: string
  let slipway: Slipway
  let engine: EnginePage
  test.beforeAll(async () => {
    own = await startEngine()
    image = await importBusybox(own)
    slipway = await launch({ home: own.home })
    engine = new EnginePage(slipway.page)
  })
  test.beforeEach(() => engine.open('Engine'))
  test.afterEach(() => emptyEngine(own.socket, [image]))
  test.afterAll(async () => {
    await slipway?.close()
    await own?.dispose()
  })
  /** It comes back with its engine. */
  const runWeb = () =>
    docker(
      own,
      ...['run', '-d', '--name', 'web', '--restart', 'unless-stopped', '--stop-timeout', '1'],
      ...[image, 'sleep', '1000'],
    )

  test('shows its version, its processes, its addresses and its logs', async () => {
    await expect(engine.connection).toContainText('ready')
    await expect(engine.fact('Docker')).toHaveText(
      await docker(own, 'version', '--format', '{{.Server.Version}}'),
    )
    await expect(engine.fact('API')).toHaveText(
      await docker(own, 'version', '--format', '{{.Server.APIVersion}}'),
    )
    const dockerd = engine.processes.getByRole('row', { name: /^dockerd/ })
    await expect(dockerd).toContainText(String(dockerdOf(own.home)))
    await engine.button('Copy the line').click()
    expect(await clipboardText(slipway.app)).toBe(`export DOCKER_HOST=unix://${own.socket}`)
    const logs = new LogView(slipway.page)
    await expect(logs.line(/API listen on/)).toBeVisible()
    await engine.tab('containerd').click()
    await expect(logs.line(/containerd successfully booted/)).toBeVisible()
    await slipway.screen('engine-ready')
  })

  test('Restart keeps what runs', async () => {
    await runWeb()
    const pid = () => docker(own, 'inspect', '--format', '{{.State.Pid}}', 'web')
    const before = { container: await pid(), dockerd: dockerdOf(own.home) }
    await engine.button('Restart').click()
    await expect.poll(() => processesOf(own.home).some(({ pid }) => pid === before.dockerd)).toBe(false)
    await expect(engine.connection).toContainText('ready')
    await expect(engine.button('Restart')).toBeEnabled()
    await expect.poll(() => pid().catch(() => '')).toBe(before.container)
  })

  test('what the keeper had to mend is said in words, until the next start', async () => {
    process.kill(dockerdOf(own.home), 'SIGKILL')
    const mended = engine.main.getByText('dockerd ended unexpectedly (signal 9). It was started again.')
    await expect(mended).toBeVisible()
    await expect(engine.connection).toContainText('ready')
    await slipway.screen('engine-mended')
    await engine.button('Restart').click()
    await expect(mended).toHaveCount(0)
    await expect(engine.connection).toContainText('ready')
  })

  test('Stop asks while containers run; a stopped engine says so in every view; Start brings all back', async () => {
    await runWeb()
    await docker(own, 'create', '--name', 'idle', image)
    await engine.button('Stop').click()
    await expect(engine.question).toContainText(
      '1 container is running. It comes back by itself when the engine starts again.',
    )
    await slipway.screen('engine-stop-question')
    await expect(engine.question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await slipway.page.keyboard.press('Escape')
    await expect(engine.question).toHaveCount(0)
    expect(await docker(own, 'ps', '--format', '{{.Names}}')).toBe('web')

    await engine.button('Stop').click()
    await engine.question.getByRole('button', { name: 'Stop' }).click()
    await expect(engine.connection).toContainText('stopped')
    await expect(engine.main.getByRole('heading', { name: 'The engine is stopped' })).toBeVisible()
    await expect(engine.busy).toHaveCount(0)
    await slipway.screen('engine-stopped')
    for (const section of ['Containers', 'Images', 'Layers'] as const) {
      await engine.open(section)
      await expect(
        engine.main.getByText('The engine is stopped, so no container runs. Start it to go on.'),
      ).toBeVisible()
      await expect(engine.busy).toHaveCount(0)
      await slipway.screen(`stopped-${section.toLowerCase()}`)
    }
    await engine.open('Containers')
    const containers = new ContainersPage(slipway.page)
    await containers.details('web')
    await expect(engine.busy).toHaveCount(0)
    await slipway.screen('stopped-container')
    // The banner's: rows that are no longer live have one of their own.
    await engine.main.getByRole('status').getByRole('button', { name: 'Start', exact: true }).click()
    await expect(engine.connection).toContainText('ready')
    await containers.expectState('web', 'running')
    await containers.expectState('idle', 'created')
    expect(await docker(own, 'ps', '--format', '{{.Names}}')).toBe('web')
  })

  test('an idle engine is stopped without a question', async () => {
    await docker(own, 'create', '--name', 'idle', image)
    await engine.button('Stop').click()
    await expect(engine.connection).toContainText('stopped')
    await expect
      .poll(() => processesOf(own.home).filter(({ command }) => command.includes('dockerd')))
      .toEqual([])
    await engine.main.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(engine.connection).toContainText('ready')
  })
})

test.describe('an engine that cannot start', () => {
  let home: string
  let slipway: Slipway | undefined
  test.beforeEach(() => {
    home = temporaryHome()
    slipway = undefined
  })
  test.afterEach(async () => {
    await slipway?.close()
    await expect.poll(() => processesOf(home)).toEqual([])
    removeHome(home)
  })

  test('names its missing parts and the command that brings them, and starts once they are there', async () => {
    const folder = join(home, 'application')
    const bin = applicationWithoutEngine(folder)
    slipway = await launch({ home: join(home, 'home'), folder })
    const engine = new EnginePage(slipway.page)
    await expect(engine.connection).toContainText('failed')
    await expect(engine.main).toContainText(`Parts of the engine are missing: ${join(bin, 'dockerd')}.`)
    await expect(engine.main.getByText('npm run setup', { exact: true })).toBeVisible()
    await expect(engine.busy).toHaveCount(0)
    await slipway.screen('engine-missing-parts')
    await engine.open('Engine')
    await expect(engine.main.getByRole('alert')).toContainText('Parts of the engine are missing')
    await engine.button('Copy the command').click()
    expect(await clipboardText(slipway.app)).toBe('npm run setup')
    await slipway.screen('engine-failed')

    symlinkSync(join(root, 'native/runtime/engine/bin/dockerd'), join(bin, 'dockerd'))
    await engine.button('Start again').click()
    await expect(engine.connection).toContainText('ready')
    await engine.button('Stop').click()
    await expect(engine.connection).toContainText('stopped')
  })

  test('names the folder that it may not write to', async () => {
    const folder = join(home, 'engine')
    mkdirSync(folder)
    chmodSync(folder, 0o500)
    slipway = await launch({ home })
    const engine = new EnginePage(slipway.page)
    await expect(engine.connection).toContainText('failed')
    await expect(engine.main).toContainText(folder)
    await expect(engine.main).toContainText(/permission denied|cannot be written/i)
    await expect(engine.busy).toHaveCount(0)
    await slipway.screen('engine-no-permission')
    chmodSync(folder, 0o700)
    await engine.main.getByRole('status').getByRole('button', { name: 'Start', exact: true }).click()
    await expect(engine.connection).toContainText('ready')
    await engine.open('Engine')
    await engine.button('Stop').click()
    await expect(engine.connection).toContainText('stopped')
  })
})

/** The application with all of its parts but dockerd, by links; returns the folder of the engine's programs. */
function applicationWithoutEngine(folder: string): string {
  const link = (from: string, to: string, except: readonly string[]) => {
    mkdirSync(to, { recursive: true })
    for (const name of readdirSync(from))
      if (!except.includes(name)) symlinkSync(join(from, name), join(to, name))
  }
  link(root, folder, ['native', 'artefacts', '.git'])
  link(join(root, 'native'), join(folder, 'native'), ['runtime'])
  link(join(root, 'native/runtime'), join(folder, 'native/runtime'), ['engine'])
  const bin = join(folder, 'native/runtime/engine/bin')
  link(join(root, 'native/runtime/engine'), join(folder, 'native/runtime/engine'), ['bin'])
  link(join(root, 'native/runtime/engine/bin'), bin, ['dockerd'])
  return bin
}
