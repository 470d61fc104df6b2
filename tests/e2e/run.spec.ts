import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { docker } from '../support/engine'
import { freePort } from '../support/freePort'
import { expect, test } from './support/app'
import { ContainersPage } from './support/pages/containersPage'
import { RunDialog } from './support/pages/runDialog'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let containers: ContainersPage
let dialog: RunDialog
test.beforeEach(() => {
  containers = new ContainersPage(window.page)
  dialog = new RunDialog(window.page)
})

test('Run makes the container that the form describes, and opens it', async ({ engine }) => {
  const port = await freePort()
  const site = mkdtempSync(join(tmpdir(), 'slipway-site-'))
  writeFileSync(join(site, 'index.html'), 'a page of the host')
  await dialog.start()
  await expect(dialog.image).toBeFocused()
  await dialog.image.fill('busy')
  await dialog.form.getByRole('option', { name: engine.image }).click()
  await expect(dialog.image).toHaveValue(engine.image)
  await dialog.name.fill('web')
  await dialog.addPort(String(port), '80')
  await dialog.showMore()
  await dialog.command.fill(`httpd -f -p 80 -h '/site'`)
  await dialog.addVariable('GREETING', 'hello there = yes')
  await dialog.addVolume('data', '/data')
  const bound = await dialog.addVolume(site, '/site')
  await bound.getByRole('checkbox', { name: 'Read only' }).check()
  await dialog.form.getByRole('combobox', { name: 'Restart' }).selectOption('on-failure')
  await window.slipway.screen('run-filled')
  await dialog.run.click()

  await expect(dialog.form).toHaveCount(0)
  await expect(containers.panel('web'), 'one goes on in what was made').toBeFocused()
  await containers.expectState('web', 'running')
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('a page of the host')
  const [made] = JSON.parse(await docker(engine, 'inspect', 'web'))
  expect(made.Config.Cmd).toEqual(['httpd', '-f', '-p', '80', '-h', '/site'])
  expect(made.Config.Env).toContain('GREETING=hello there = yes')
  expect(made.HostConfig.RestartPolicy.Name).toBe('on-failure')
  const mounts = made.Mounts.map((mount: Record<string, unknown>) => [
    mount.Type,
    mount.Destination,
    mount.RW,
  ]).sort()
  expect(mounts).toEqual([
    ['bind', '/site', false],
    ['volume', '/data', true],
  ])
  rmSync(site, { recursive: true })
})

test('a value of several lines stays one, typed, pasted, or out of an .env file', async ({ engine }) => {
  const { page } = window
  const dialog = new RunDialog(page)
  const paste = async (text: string) => {
    await window.app.evaluate(({ clipboard }, given) => clipboard.writeText(given), text)
    await page.keyboard.press('Control+v')
  }
  const key = '-----BEGIN KEY-----\nab=c\n\n-----END KEY-----'
  await dialog.start()
  await dialog.chooseImage(engine.image)
  await dialog.showMore()
  const pasted = await dialog.addVariable('PASTED', '')
  await pasted.getByRole('textbox', { name: 'Value' }).focus()
  await paste(key)
  await expect(pasted.getByRole('textbox', { name: 'Value' })).toHaveValue(key)
  const file = await dialog.addVariable('', '')
  await file.getByRole('textbox', { name: 'Variable' }).focus()
  await paste(`# from a file\nQUOTED="${key}"\nPLAIN=one`)
  const typed = await dialog.addVariable('TYPED', 'first')
  await typed.getByRole('textbox', { name: 'Value' }).press('End')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('second')
  await window.slipway.screen('run-lines')
  await dialog.command.fill('sleep 1000')
  await dialog.name.fill('lines')
  // In a field of one line Enter runs it.
  await dialog.form.getByRole('textbox', { name: 'Value' }).nth(2).press('Enter')
  await expect(dialog.form).toHaveCount(0)
  const env = JSON.parse(await docker(engine, 'inspect', '--format', '{{json .Config.Env}}', 'lines'))
  expect(env).toEqual(
    expect.arrayContaining([`PASTED=${key}`, `QUOTED=${key}`, 'PLAIN=one', 'TYPED=first\nsecond']),
  )
  await docker(engine, 'rm', '-f', 'lines')
})

test('a name and the ports may be left to the engine', async ({ engine }) => {
  await dialog.start()
  await dialog.chooseImage(engine.image)
  await dialog.addPort('', '80')
  await dialog.showMore()
  await dialog.command.fill('sleep 1000')
  await dialog.run.click()
  await expect(dialog.form).toHaveCount(0)
  const name = await docker(engine, 'ps', '--format', '{{.Names}}')
  await containers.expectState(name, 'running')
  const port = (await docker(engine, 'port', name, '80/tcp')).split('\n')[0]!.split(':').at(-1)
  // Run opens the details, which always have room for the port; the list beside them may not.
  await expect(window.page.getByRole('link', { name: `Open port localhost:${port}` })).toBeVisible()
})

test.describe('what is wrong is said where the person is looking, and nothing is left behind', () => {
  test.afterEach(async ({ engine }) => {
    if (await dialog.form.isVisible()) await dialog.form.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog.form).toHaveCount(0)
    const mine = (await docker(engine, 'ps', '-a', '--format', '{{.Names}}')).split('\n')
    expect(mine.filter((name) => name && !['taken', 'holder'].includes(name))).toEqual([])
  })

  test('an unknown image', async () => {
    await dialog.start()
    await dialog.chooseImage('no/such-image:1')
    await dialog.name.fill('web')
    await expect(
      dialog.form.getByText(/no\/such-image:1 is not on this engine yet\. It is pulled first\./),
    ).toBeVisible()
    await expect(dialog.run).toHaveText('Pull and run')
    await dialog.run.click()
    await expect(
      dialog.form.getByText(/^docker\.io cannot be reached|^The registry docker\.io cannot be reached/),
    ).toBeVisible()
    await expect(dialog.name).toHaveValue('web')
  })

  test('no image, and what is not the name of one', async () => {
    await dialog.start()
    await dialog.refused(/^Choose the image to run\.$/, dialog.image)
    await dialog.chooseImage('Not An Image')
    await dialog.refused(/^This is not the name of an image/, dialog.image)
  })

  test('a name that is taken', async ({ engine }) => {
    await docker(engine, 'create', '--name', 'taken', engine.image)
    await dialog.start()
    await dialog.chooseImage(engine.image)
    await dialog.name.fill('taken')
    await dialog.refused(/^The name taken is already in use\./, dialog.name)
    await expect(dialog.name).toHaveValue('taken')
  })

  test('a name that no container may have', async ({ engine }) => {
    await dialog.start()
    await dialog.chooseImage(engine.image)
    await dialog.name.fill('not a name')
    await dialog.refused(/^A name has two characters or more/, dialog.name)
  })

  test('a port that another program holds', async ({ engine }) => {
    const server = await listen()
    const port = portOf(server)
    await dialog.start()
    await dialog.chooseImage(engine.image)
    await dialog.name.fill('web')
    const row = await dialog.addPort(String(port), '80')
    const hostPort = row.getByRole('textbox', { name: 'Host port' })
    await dialog.refused(new RegExp(`^\\S+ \\(process \\d+\\) already listens on port ${port}\\.`), hostPort)
    await expect(hostPort).toHaveValue(String(port))
    server.close()
  })

  test('a port that another container has', async ({ engine }) => {
    const port = await freePort()
    await docker(engine, 'run', '-d', '--name', 'holder', '-p', `${port}:80`, engine.image, 'sleep', '1000')
    await dialog.start()
    await dialog.chooseImage(engine.image)
    const row = await dialog.addPort(String(port), '80')
    const hostPort = row.getByRole('textbox', { name: 'Host port' })
    await dialog.refused(new RegExp(`^The container holder already has port ${port}\\.`), hostPort)
    await window.slipway.screen('run-port-busy')
    await dialog.form.getByRole('button', { name: /^Use port \d+$/ }).click()
    await expect(hostPort).not.toHaveValue(String(port))
    await expect(hostPort).not.toHaveAttribute('aria-invalid', 'true')
    await expect(dialog.run).toBeFocused()
    // To look at the container, or to press Escape, throws nothing away.
    await hostPort.fill(String(port))
    await dialog.run.click()
    await dialog.form.getByRole('button', { name: 'Show holder' }).click()
    await expect(containers.panel('holder')).toBeVisible()
    await dialog.start()
    await expect(dialog.image).toHaveValue(engine.image)
    await expect(hostPort).toHaveValue(String(port))
    await window.page.keyboard.press('Escape')
    await expect(dialog.form).toHaveCount(0)
    await dialog.start()
    await expect(dialog.image).toHaveValue(engine.image)
    await window.slipway.screen('run-kept')
    await dialog.form.getByRole('button', { name: 'Start afresh' }).click()
    await expect(dialog.image).toHaveValue('')
    await expect(dialog.image).toBeFocused()
  })

  test('what is no port', async ({ engine }) => {
    await dialog.start()
    await dialog.chooseImage(engine.image)
    const row = await dialog.addPort('80000', '80')
    const host = row.getByRole('textbox', { name: 'Host port' })
    await dialog.refused(/^A host port is a number from 1 to 65535/, host)
    await host.fill('')
    const inside = row.getByRole('textbox', { name: 'Container port' })
    await inside.fill('http')
    await dialog.refused(/^A container port is a number from 1 to 65535/, inside)
  })

  test('a command that the image does not have', async ({ engine }) => {
    await dialog.start()
    await dialog.chooseImage(engine.image)
    await dialog.name.fill('web')
    await dialog.showMore()
    await dialog.command.fill('no-such-program --flag')
    await dialog.refused(/^web could not start: the image has no program no-such-program\./, dialog.command)
    await expect(dialog.command).toHaveValue('no-such-program --flag')
    await dialog.command.fill(`echo 'open`)
    await dialog.refused(/^A quote is opened and not closed\.$/, dialog.command)
  })

  test('a host path that does not exist, and one that is none', async ({ engine }) => {
    await dialog.start()
    await dialog.chooseImage(engine.image)
    await dialog.showMore()
    const row = await dialog.addVolume('/no/such/folder', '/data')
    const source = row.getByRole('combobox', { name: 'Volume or host path' })
    await dialog.refused(/^\/no\/such\/folder does not exist, so it cannot be mounted\./, source)
    await source.fill('relative/path')
    await dialog.refused(/^A volume's name has letters, digits/, source)
    await source.fill('data')
    const target = row.getByRole('textbox', { name: 'Path in the container' })
    await target.fill('data')
    await dialog.refused(/^The path in the container begins with \//, target)
  })
})

async function listen(): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  return server
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
