import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
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
  own = await startTalkative()
  other = await startTalkative()
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

/** How much main has open of each kind: sockets, pipes, files and so on. */
function descriptors(): Map<string, number> {
  const folder = `/proc/${slipway.process.pid}/fd`
  const counts = new Map<string, number>()
  for (const name of readdirSync(folder)) {
    let target: string
    try {
      target = readlinkSync(join(folder, name))
    } catch {
      continue
    }
    const kind = target.startsWith('/') ? 'file' : target.replace(/:\[\d+\]$/, '')
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}

test('after 500 changes of what is shown, main has nothing more open than before', async () => {
  const paths = [
    '#/images',
    `#/containers/${container}`,
    '#/layers',
    `#/containers/${container}/logs`,
    '#/containers',
    `#/layers/${image}`,
    '#/engine',
    `#/images/${image}`,
    `#/containers/${container}/inspect`,
    '#/engine/settings',
  ]
  /** Goes as links do; some views are left before they have anything to show, the others once they have. */
  const wander = (times: number) =>
    view.page.evaluate(
      async ([paths, times]) => {
        const { __vue_app__ } = document.getElementById('app') as unknown as {
          __vue_app__: { config: { globalProperties: { $router: { push(path: string): Promise<void> } } } }
        }
        const { $router } = __vue_app__.config.globalProperties
        for (let time = 0; time < times; time++) {
          await $router.push(paths[time % paths.length]!.slice(1))
          await new Promise((resolve) => setTimeout(resolve, time % 3 === 0 ? 100 : 10))
        }
        await $router.push('/containers')
      },
      [paths, times] as const,
    )

  // What is read or opened once, at first use.
  await wander(30)
  await expect(view.row('here')).toBeVisible()
  await settled(own)
  const streams = await slipway.openStreams()
  const before = descriptors()

  await wander(500)
  await expect(view.row('here')).toBeVisible()
  await settled(own)
  await expect.poll(slipway.openStreams).toBe(streams)
  const more = () => [...descriptors()].filter(([kind, count]) => count > (before.get(kind) ?? 0))
  await expect.poll(more).toEqual([])
})
