import { readFileSync, writeFileSync } from 'node:fs'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { expect, launch, type Slipway, test } from './support/app'
import { EnginePage } from './support/pages/enginePage'

// Settings are the engine's: not those of the one that the other files share.
let own: TestEngine
let slipway: Slipway
let engine: EnginePage
let file: string
let original: string

test.beforeAll(async () => {
  own = await startEngine()
  file = own.engine.paths.daemonConfig
  await docker(own, 'run', '-d', '--name', 'stays', await importBusybox(own), 'sleep', '1000')
  slipway = await launch({ home: own.home })
  engine = new EnginePage(slipway.page)
})
test.beforeEach(() => {
  original = readFileSync(file, 'utf8')
})
test.afterEach(() => writeFileSync(file, original))
test.afterAll(async () => {
  await slipway?.close()
  await own?.dispose()
})

const field = (name: string) => slipway.page.getByRole('textbox', { name, exact: true })
const changes = () => slipway.page.getByRole('region', { name: 'Changes' })
const config = () => JSON.parse(readFileSync(file, 'utf8'))

async function openSettings() {
  await engine.open('Containers')
  await engine.open('Engine')
  await engine.tab('Settings').click()
}

test('what is typed is checked at the field, shown as changes, and applied while containers run on', async () => {
  const pid = await docker(own, 'inspect', '--format', '{{.State.Pid}}', 'stays')
  await openSettings()
  await expect(field('Largest log file')).toHaveValue('100m')
  await expect(changes()).toHaveCount(0)
  await slipway.screen('engine-settings')

  await engine.button('Add mirror').click()
  await field('Mirror 1').fill('mirror.example')
  await engine.button('Add server').click()
  await field('DNS server 1').fill('9.9.9.9')
  await field('Largest log file').fill('7m')
  await expect(field('Mirror 1')).toHaveAttribute('aria-invalid', 'true')
  await expect(slipway.page.getByText(/^A mirror is an address that begins with http/)).toBeVisible()
  await expect(engine.button('Apply')).toBeDisabled()
  await slipway.screen('engine-settings-wrong')

  await field('Mirror 1').fill('https://mirror.example')
  await expect(changes()).toContainText('3 changes')
  await expect(changes().getByRole('deletion')).toHaveText('100m')
  await expect(changes().getByRole('insertion')).toHaveText(['+ 7m', '+ https://mirror.example', '+ 9.9.9.9'])
  await slipway.screen('engine-settings-changes')
  await engine.button('Apply').click()
  await expect(changes()).toHaveCount(0)
  await expect(engine.connection).toContainText('ready')
  expect(config()).toMatchObject({ dns: ['9.9.9.9'], 'registry-mirrors': ['https://mirror.example'] })
  expect(await docker(own, 'info', '--format', '{{.RegistryConfig.Mirrors}}')).toContain('mirror.example')
  expect(await docker(own, 'inspect', '--format', '{{.State.Pid}}', 'stays')).toBe(pid)
})

test('Revert brings back what stands in the file', async () => {
  writeFileSync(file, JSON.stringify({ ...config(), dns: ['9.9.9.9'] }))
  await openSettings()
  await field('DNS server 1').fill('1.1.1.1')
  await engine.button('Revert').click()
  await expect(field('DNS server 1')).toHaveValue('9.9.9.9')
  await expect(changes()).toHaveCount(0)
  await engine.button('Add registry').click()
  await expect(field('Insecure registry 1')).toBeFocused()
})

test('what dockerd does not take is said in its words, and what was typed stays', async () => {
  writeFileSync(file, JSON.stringify({ ...config(), dns: ['9.9.9.9'], 'x-unknown': 1 }))
  const before = readFileSync(file, 'utf8')
  await openSettings()
  await field('DNS server 1').fill('1.1.1.1')
  await engine.button('Apply').click()
  await expect(engine.main.getByRole('alert')).toContainText(
    "don't match any configuration option: x-unknown",
  )
  await expect(field('DNS server 1')).toHaveValue('1.1.1.1')
  expect(readFileSync(file, 'utf8')).toBe(before)
  await slipway.screen('engine-settings-refused')
})

test('a file that is broken is explained, and set aside when asked', async () => {
  writeFileSync(file, '{ "dns": ')
  await openSettings()
  await expect(engine.main.getByRole('alert')).toContainText(`${file} is no JSON from line 1, column 10 on`)
  await expect(field('Largest log file')).toHaveCount(0)
  await slipway.screen('engine-settings-broken')
  await engine.button('Set aside').click()
  await expect(field('Largest log file')).toHaveValue('100m')
  expect(readFileSync(`${file}.aside`, 'utf8')).toBe('{ "dns": ')
})
