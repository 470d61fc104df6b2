import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { docker, importBusybox, root, startEngine, type TestEngine, temporaryHome } from '../support/engine'
import { electronExecutable, environment, expect, isRoot, launch, type Slipway, test } from './support/app'
import { ContainersPage } from './support/pages/containersPage'
import { EnginePage } from './support/pages/enginePage'

let own: TestEngine | undefined
let slipway: Slipway | undefined
test.afterEach(async () => {
  await slipway?.close()
  slipway = undefined
  await own?.dispose()
  own = undefined
})

/** Makes what main does each half minute from now on something that it does each half second. */
const hurry = ({ app }: Slipway) =>
  app.evaluate(() => {
    const real = globalThis.setInterval
    const hurried = (work: () => void, pause: number) => real(work, pause === 30_000 ? 500 : pause)
    globalThis.setInterval = hurried as typeof setInterval
  })

/** Lets main see a disk with so much room; megabytes. */
const pretendDisk = ({ app }: Slipway, free: number, total: number) =>
  app.evaluate(
    (_, [free, total]) => {
      const files = process.mainModule!.require('node:fs/promises')
      files.statfs = async () => ({ bavail: free, bfree: free, blocks: total, bsize: 1_000_000 })
    },
    [free, total] as const,
  )

test('data that is missing is explained in every view, and its return is all that it takes', async () => {
  own = await startEngine()
  const { home } = own
  const data = join(home, 'engine/data')
  await expect.poll(() => existsSync(join(home, 'engine/identity.json'))).toBe(true)
  await own.engine.stop()
  renameSync(data, `${data}.away`)
  slipway = await launch({ home: home })
  const engine = new EnginePage(slipway.page)
  await expect(engine.connection).toContainText('failed')
  const sentence = `The engine's data ${data} is missing, though it held images, containers and volumes`
  await expect(engine.main).toContainText(sentence)
  await slipway.screen('engine-data-missing-banner')
  await engine.open('Engine')
  await expect(engine.main.getByRole('alert')).toContainText(sentence)
  await expect(engine.main).toContainText('mv --backup=numbered')
  await slipway.screen('engine-data-missing')
  renameSync(`${data}.away`, data)
  await engine.button('Start again').click()
  await expect(engine.connection).toContainText('ready')
})

test('little room is said once in every view, with what Removed has of it, always under Engine, and taken back', async () => {
  own = await startEngine()
  const image = await importBusybox(own)
  await docker(own, 'run', '--name', 'big', image, 'sh', '-c', 'head -c 3000000 /dev/zero > /written')
  slipway = await launch({ home: own.home })
  const engine = new EnginePage(slipway.page)
  const containers = new ContainersPage(slipway.page)
  await engine.open('Containers')
  await containers.choose('big', 'Remove')
  await containers.question('Remove big?').getByRole('button', { name: 'Remove', exact: true }).click()
  await hurry(slipway)
  await pretendDisk(slipway, 1200, 20_000)
  // The look-out is kept anew for a window that begins to look.
  await slipway.page.reload()
  const notice = engine.main.getByRole('status').filter({ hasText: 'Only 1.2 GB of 20 GB is left' })
  await expect(notice).toBeVisible()
  await expect(notice).toContainText('1 removed container takes up 3 MB there and can still come back.')
  await slipway.screen('disk-low-banner')
  await engine.open('Images')
  await notice.getByRole('button', { name: 'Show removed' }).click()
  await expect(engine.main.getByRole('row').filter({ hasText: 'big' })).toBeVisible()
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toHaveCount(0)
  await engine.open('Engine')
  await expect(notice).toContainText(join(own.home, 'engine/data'))
  await expect(engine.fact('Free space')).toHaveText('1.2 GB of 20 GB')
  await slipway.screen('disk-low')
  await pretendDisk(slipway, 9000, 20_000)
  await expect(notice).toHaveCount(0)
  await expect(engine.fact('Free space')).toHaveText('9 GB of 20 GB')
})

test('a home that may not be written to is said, for no window can be opened there', async () => {
  test.skip(isRoot, 'root may write everywhere')
  const home = temporaryHome()
  chmodSync(home, 0o500)
  const started = promisify(execFile)(electronExecutable(), [root], { env: environment({ home }) })
  await expect(started).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      new RegExp(`Slipway could not start: ${home} cannot be written to by .*\\n +chmod u\\+rwx ${home}`),
    ),
  })
  expect(readdirSync(home)).toEqual([])
  rmSync(home, { recursive: true })
})
