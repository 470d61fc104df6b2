import { setTimeout as pause } from 'node:timers/promises'
import { idsIn, removedFolder } from '../../main/services/removed/place'
import { snapshotIds, snapshotsFolder } from '../../main/services/snapshots/place'
import { containerPid, discard, docker, dockerdOf, startEngine, type TestEngine } from '../support/engine'
import { isAlive, type ProcessEntry, processes } from '../support/processes'
import { isEvery } from '../support/removal/cutOff'
import { signal } from '../support/signal'
import { startWeb, webAnswer } from '../support/web'
import { childrenOf, expect, launch, type Slipway, test } from './support/app'
import { type KilledPage, killedPage } from './support/killedPage'

test.describe.configure({ mode: 'serial' })

let engine: TestEngine
let second: Slipway
test.beforeAll(async () => {
  engine = await startEngine()
})
test.afterAll(async () => {
  await second?.close()
  await discard(engine.engine)
})

test('a window that is killed takes nothing with it, and the next one shows all as it was', async () => {
  const pid = await startWeb(engine)
  const before = engine.engine.state.processes
  const first = await launch({ home: engine.home })
  await expect(first.page.getByRole('row', { name: 'web' })).toBeVisible()
  const main = first.process.pid!
  const all = [main, ...childrenOf(main)]
  signal(main, 'SIGKILL')
  await expect.poll(() => all.filter(isAlive)).toEqual([])

  expect(await containerPid(engine, 'web')).toBe(pid)
  expect(await webAnswer(engine)).toBe('works')
  expect(engine.engine.state).toMatchObject({ phase: 'ready', reason: null, processes: before })

  // What died meanwhile without a word of the engine's.
  const dockerd = dockerdOf(engine.home)
  const leads = ({ parent, command }: ProcessEntry) => parent === dockerd && /docker-proxy /.test(command)
  signal(processes().find(leads)?.pid, 'SIGKILL')

  // Its locks and its profile do not keep the next one from opening.
  second = await launch({ home: engine.home })
  const row = second.page.getByRole('row', { name: 'web' })
  await expect(row).toBeVisible()
  await expect(row).toContainText(/running|up/i)
  await expect(second.page.getByText(/^Published ports no longer lead anywhere.*: web \(\d+\)/)).toBeVisible()
  await row.click()
  await expect(second.page.getByText(/^Nothing leads from \d+ to this container any more/)).toBeVisible()
  await second.page.keyboard.press('Escape')
  expect(await docker(engine, 'ps', '-a', '--format', '{{.Names}} {{.State}}')).toBe('web running')
})

/** Where every container is: in the engine's list with its state, or in Removed; and what is half anywhere. */
async function whereabouts() {
  const removed = removedFolder(engine.home)
  const kept = snapshotsFolder(engine.home)
  const listed = (await docker(engine, 'ps', '-a', '--format', '{{.Names}} {{.State}}')).split('\n')
  return {
    listed: listed.filter(Boolean).sort(),
    removed: idsIn(removed).length,
    half: (['making', 'returning', 'doomed'] as const).flatMap((stage) => snapshotIds(kept, stage)),
  }
}
const snapshots = () => snapshotIds(snapshotsFolder(engine.home))
const runs = (...names: string[]) => ({
  listed: names.map((name) => `${name} running`),
  removed: 0,
  half: [],
})
const idOf = (name: string) => docker(engine, 'inspect', '--format', '{{.Id}}', name)

/** Begins each piece of work, kills the page so many ms after main has it, and looks what there is in the end. */
async function workWhileKilled(page: KilledPage, after: number): Promise<void> {
  const killed = async () => {
    await pause(after)
    await page.kill()
  }
  const expectIn = async (found: Awaited<ReturnType<typeof whereabouts>>) => {
    await expect.poll(whereabouts).toEqual(found)
    const names = found.listed.map((each) => each.split(' ')[0]!)
    await expect.poll(async () => (await page.shown()).rows).toEqual(names)
    const chips = async () => (await page.shown()).buttons.filter((each) => /^Removed/.test(each)).length
    await expect.poll(chips).toBe(found.removed)
  }
  const expectFile = async (content: string) =>
    expect(await docker(engine, 'exec', 'web', 'cat', '/written')).toBe(content)

  const id = await idOf('web')
  await page.begin('containers.remove', { id })
  await killed()
  await expectIn({ listed: [], removed: 1, half: [] })
  await page.begin('removed.undo', { ids: [id] })
  await killed()
  await expectIn(runs('web'))
  await expectFile('written')

  const edited = { id: await idOf('web') }
  const { request } = await page.call<{ request: { tty: boolean } }>('recreate.plan', {
    ...edited,
    clone: false,
  })
  await page.open('recreate.edit', { ...edited, request: { ...request, tty: !request.tty }, keep: false })
  await killed()
  await expect
    .poll(() => docker(engine, 'inspect', '--format', '{{.Config.Tty}}', 'web').catch(String))
    .toBe(String(!request.tty))
  await expectIn(runs('web'))
  await expectFile('written')

  const cloned = { id: await idOf('web') }
  const plan = await page.call<{ request: object }>('recreate.plan', { ...cloned, clone: true })
  await page.open('recreate.clone', { ...cloned, request: { ...plan.request, name: 'twin' } })
  await killed()
  await expectIn(runs('twin', 'web'))
  expect(await docker(engine, 'exec', 'twin', 'cat', '/written')).toBe('written')
  await docker(engine, 'rm', '-fv', 'twin')

  // Leaving gives it up: there is a whole one then, or none.
  const container = await idOf('web')
  void page.open('snapshots.take', { container, name: 'given up' }).catch(() => {})
  await killed()
  await expectIn(runs('web'))
  await page.call('snapshots.remove', { ids: snapshots() })

  await page.open('snapshots.take', { container, name: 'kept' })
  await expect.poll(() => snapshots().length).toBe(1)
  const [kept] = snapshots()
  await docker(engine, 'exec', 'web', 'sh', '-c', 'echo changed > /written')
  await page.begin('snapshots.goBack', { id: kept })
  await killed()
  await expect.poll(() => snapshots().length).toBe(2)
  await expectIn(runs('web'))
  await expectFile('written')
  await page.call('snapshots.remove', { ids: snapshots() })
}

test('a page that is killed while containers are removed, brought back, changed, cloned and kept leaves each once', async () => {
  const many = 'mkdir /many; cd /many; for n in $(seq 1000); do echo $n > $n; done; echo written > /written'
  await docker(engine, 'exec', 'web', 'sh', '-c', many)
  const page = await killedPage(second.app)
  for (const after of isEvery ? [0, 50, 150, 400] : [100]) await workWhileKilled(page, after)
})
