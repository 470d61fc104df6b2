import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { requestsIn } from '../support/debugLog'
import { docker, importBusybox, startEngine, type TestEngine, temporaryHome } from '../support/engine'
import { addConnection } from './support/addedConnection'
import { expect, launch, type Slipway, test } from './support/app'
import { ContainersPage } from './support/pages/containersPage'

// Both write down every request that they get.
let own: TestEngine
let other: TestEngine
let slipway: Slipway
let view: ContainersPage
let container: string
let image: string

test.beforeAll(async () => {
  ;[own, other] = await Promise.all([startTalkative(), startTalkative()])
  const names = { here: own, 'here-too': own, there: other }
  for (const engine of [own, other]) image = await importBusybox(engine)
  for (const [name, engine] of Object.entries(names))
    await docker(engine, 'run', '-d', '--name', name, image, 'sleep', '1000')
  addConnection(own.home, 'Second', { kind: 'unix', socket: other.socket })
  container = await docker(own, 'inspect', '--format', '{{.Id}}', 'here')
  image = await docker(own, 'inspect', '--format', '{{.Image}}', 'here')
  slipway = await launch({ home: own.home })
  view = new ContainersPage(slipway.page)
  await expect(view.row('here')).toBeVisible()
})
test.afterAll(async () => {
  await slipway?.close()
  await own?.dispose()
  await other?.dispose()
})

function startTalkative(): Promise<TestEngine> {
  const home = temporaryHome()
  mkdirSync(join(home, 'engine'))
  writeFileSync(join(home, 'engine/daemon.json'), '{"debug":true}')
  return startEngine(home)
}

/** What the engine has been asked for so far, but for whether it is there. */
function requests({ home }: TestEngine): string[] {
  const log = readFileSync(join(home, 'engine/log/dockerd.log'), 'utf8')
  return requestsIn(log).filter((line) => !line.endsWith('/_ping'))
}

/** Resolves once nothing was asked for a while. */
async function settled(engine: TestEngine): Promise<void> {
  let last = -1
  await expect
    .poll(
      () => {
        const before = last
        last = requests(engine).length
        return last - before
      },
      { intervals: [2_000] },
    )
    .toBe(0)
}

async function go(path: string): Promise<void> {
  await view.page.evaluate((hash) => {
    location.hash = hash
  }, path)
}

async function staysQuiet(engine: TestEngine, time: number): Promise<void> {
  await settled(engine)
  const before = requests(engine).length
  await sleep(time)
  expect(requests(engine).slice(before)).toEqual([])
}

test('nothing is asked of an engine while nothing happens, whatever is shown of it', async () => {
  expect(
    requests(own).some((line) => line.includes('/containers/json')),
    'the log has the requests',
  ).toBe(true)
  await staysQuiet(own, 25_000)
  for (const path of [
    `#/containers/${container}`,
    `#/containers/${container}/logs`,
    '#/images',
    `#/layers/${image}`,
    '#/engine',
  ]) {
    await go(path)
    await staysQuiet(own, 4_000)
  }
  await go('#/containers')
  await settled(own)
  const before = requests(own).length
  await docker(own, 'rename', 'here-too', 'renamed')
  await expect(view.row('renamed')).toBeVisible()
  expect(requests(own).length, 'what happens is still read').toBeGreaterThan(before)
})

test('nothing is asked of another engine either, nor of the own one meanwhile', async () => {
  await view.page.getByRole('group', { name: 'Connection' }).getByRole('button').click()
  await view.page.getByRole('menuitemradio', { name: /Second/ }).click()
  await expect(view.row('there')).toBeVisible()
  await settled(own)
  const ofOwn = requests(own).length
  await staysQuiet(other, 20_000)
  expect(requests(own).slice(ofOwn)).toEqual([])
  await view.page.getByRole('group', { name: 'Connection' }).getByRole('button').click()
  await view.page.getByRole('menuitemradio', { name: /Slipway engine/ }).click()
  await expect(view.row('here')).toBeVisible()
})

test('what was compiled at the start is kept for the next one, for nobody else to read', async () => {
  const kept = join(own.home, 'window/compiled')
  await expect
    .poll(() => (existsSync(kept) ? readdirSync(kept).map((name) => name.replace(/-.*/, '')) : []))
    .toContain('running')
  expect(statSync(kept).mode & 0o077).toBe(0)
})
