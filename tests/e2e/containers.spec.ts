import { readFileSync } from 'node:fs'
import { containerPid, docker } from '../support/engine'
import { freePort } from '../support/freePort'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { Columns } from './support/pages/columns'
import { ContainersPage } from './support/pages/containersPage'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let containers: ContainersPage
test.beforeEach(() => {
  containers = new ContainersPage(window.page)
})

test('what the command line runs appears by itself, and its port opens', async ({ engine }) => {
  const port = await freePort()
  await docker(
    engine,
    ...['run', '-d', '--name', 'web', '-p', `127.0.0.1:${port}:80`],
    ...[engine.image, 'httpd', '-f', '-p', '80', '-h', '/etc'],
  )

  await containers.expectState('web', 'running')
  await expect(await containers.cell('web', 'Image')).toHaveText(engine.image)
  await expect(await containers.cell('web', 'Created')).toHaveText('just now')
  await expect(window.page.getByRole('link', { name: 'Containers', exact: true })).toBeVisible()

  await window.app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (url) => {
      opened.push(url)
    }
  })
  await containers
    .row('web')
    .getByRole('link', { name: `Open port ${port}` })
    .click()
  const opened = () => window.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  await expect.poll(opened).toHaveLength(1)
  const [url] = await opened()
  expect(new URL(url!).port).toBe(String(port))
  expect(await (await fetch(new URL('/passwd', url))).text()).toContain('root:x:0:0')
})

test('Stop, Start and Restart in the window are seen by the command line', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--stop-timeout', '1', '--name', 'web', engine.image, 'sleep', '1000')
  const running = () => docker(engine, 'ps', '--format', '{{.Names}}')
  await containers.press('web', 'Stop')
  await containers.expectState('web', 'stopping')
  await expect.poll(running).toBe('')
  await containers.expectState('web', /^exited \d+$/)

  await containers.press('web', 'Start')
  await expect.poll(running).toBe('web')
  await containers.expectState('web', 'running')

  const startedAt = () => docker(engine, 'inspect', '--format', '{{.State.StartedAt}}', 'web')
  const before = await startedAt()
  await containers.choose('web', 'Restart')
  await expect.poll(startedAt).not.toBe(before)
  await containers.expectState('web', 'running')

  await containers.kill('web')
  await expect.poll(running).toBe('')
  await containers.expectState('web', 'exited 137')
})

test('search, filters and columns find and order', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'web-2', '-p', '127.0.0.1::80', engine.image, 'sleep', '1000')
  await docker(engine, 'create', '--name', 'web-10', engine.image)
  await docker(engine, 'run', '--name', 'database', engine.image, 'true')
  await expect(containers.row('database')).toBeVisible()
  await expect.poll(() => containers.names()).toHaveLength(3)

  const heading = (name: string) => containers.grid.getByRole('columnheader', { name })
  await heading('Name').getByRole('button').click()
  await expect(heading('Name')).toHaveAttribute('aria-sort', 'ascending')
  await expect.poll(() => containers.names()).toEqual(['database', 'web-2', 'web-10'])
  await heading('Name').getByRole('button').click()
  await expect.poll(() => containers.names()).toEqual(['web-10', 'web-2', 'database'])
  await heading('State').getByRole('button').click()
  await expect.poll(async () => (await containers.names())[0]).toBe('web-2')

  await window.page.keyboard.press('/')
  await expect(containers.search).toBeFocused()
  await window.page.keyboard.type('web')
  await expect.poll(async () => [...(await containers.names())].sort()).toEqual(['web-10', 'web-2'])
  const port = (await docker(engine, 'port', 'web-2', '80/tcp')).split(':').at(-1)!
  await containers.search.fill(port)
  await expect.poll(() => containers.names()).toEqual(['web-2'])
  await containers.search.fill('nothing has this')
  await expect(window.page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
  await containers.button('Clear the filter').click()

  const states = window.page.getByRole('group', { name: 'State' })
  await states.getByRole('button', { name: /^Running/ }).click()
  await expect.poll(() => containers.names()).toEqual(['web-2'])
  await expect(states.getByRole('button', { name: /^Stopped/ })).toHaveText(/1$/)
  await states.getByRole('button', { name: /^Stopped/ }).click()
  await expect.poll(() => containers.names()).toEqual(['database'])
  await states.getByRole('button', { name: /^Paused/ }).click()
  await expect(window.page.getByText('None of the 3 containers is in this state.')).toBeVisible()
  await containers.button('Clear the filter').click()
})

/** What a process has used of a processor, in seconds, and of memory, in MB: straight from the kernel. */
function kernelFigures(pid: number): { readonly seconds: number; readonly megabytes: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return {
    seconds: (Number(fields[11]) + Number(fields[12])) / 100,
    megabytes: (Number(kilobytes) * 1024) / 1e6,
  }
}

test('a busy loop and 50 MB are seen in the table, in charts and among processes, as the kernel has them', async ({
  engine,
}) => {
  const { page, slipway } = window
  const script = "held=$(head -c 50000000 /dev/zero | tr '\\0' x); while :; do :; done; echo $held"
  await docker(engine, 'run', '-d', '--name', 'busy', engine.image, 'sh', '-c', script)
  await docker(engine, 'run', '-d', '--name', 'idle', engine.image, 'sleep', '1000')
  await docker(engine, 'create', '--name', 'never', engine.image)
  const pid = await containerPid(engine, 'busy')
  await expect(containers.row('idle')).toBeVisible()
  const alone = await slipway.openStreams()

  const columns = new Columns(page, containers.grid)
  const menu = await columns.menu()
  for (const name of ['Status', 'Created', 'Ports', 'CPU', 'Memory', 'Network', 'Processes']) {
    await menu.getByRole('menuitemcheckbox', { name, exact: true }).click()
  }
  await columns.closeMenu()
  await columns.button('CPU').click()
  await expect.poll(() => containers.names()).toEqual(['busy', 'idle', 'never'])
  const [cpu, memory] = [await containers.cell('busy', 'CPU'), await containers.cell('busy', 'Memory')]
  /** Whether the figure of the table is what the kernel has counted over the same time, give or take a fifth of a core. */
  async function agrees() {
    const before = { at: performance.now(), ...kernelFigures(pid) }
    await page.waitForTimeout(3000)
    const now = kernelFigures(pid)
    const really = (now.seconds - before.seconds) / ((performance.now() - before.at) / 1000)
    expect(Math.abs(Number.parseFloat((await cpu.textContent()) ?? '') / 100 - really)).toBeLessThan(0.2)
    expect(really).toBeGreaterThan(0.05)
    expect(now.megabytes).toBeGreaterThan(50)
    expect(Math.abs(Number.parseFloat((await memory.textContent()) ?? '') / now.megabytes - 1)).toBeLessThan(
      0.15,
    )
  }
  await expect(agrees).toPass()
  await expect(await containers.cell('idle', 'Processes')).toHaveText('1')
  await expect(await containers.cell('never', 'CPU')).toHaveText('')
  await expect.poll(slipway.openStreams, 'one stream for all rows').toBe(alone + 1)
  await slipway.screen('usage-table')

  const panel = await containers.details('busy')
  await panel.getByRole('tab', { name: 'Usage' }).click()
  await expect(panel.getByRole('img', { name: /^CPU of the last minutes: now \d/ })).toBeVisible()
  await expect(panel.getByRole('img', { name: /^Memory of the last minutes: now 5\d/ })).toBeVisible()
  await expect(
    panel
      .getByRole('table', { name: /^Processes/ })
      .getByRole('row')
      .nth(1),
  ).toContainText('while :')
  await expect(panel.getByText('added up from the list of processes')).toBeVisible()
  await expect.poll(slipway.openStreams, 'the same stream, and that of the details').toBe(alone + 2)
  expect(await findingsInBoth(slipway, 'usage-details')).toEqual([])

  await docker(engine, 'kill', 'busy')
  await expect(panel.getByText('busy does not run, so it uses nothing.')).toBeVisible()
  await page.keyboard.press('Escape')
  await docker(engine, 'kill', 'idle')
  await expect.poll(slipway.openStreams, 'nothing is measured where nothing runs').toBe(alone)
  const reset = await columns.menu()
  await reset.getByRole('menuitem', { name: 'Reset columns' }).click()
  await columns.closeMenu()
  await columns.button('State').click()
})

test('trouble comes first and looks like it', async ({ engine }) => {
  const looping = ['--restart', 'always', engine.image, 'sh', '-c', 'exit 1']
  const sick = ['--health-cmd', 'echo no answer; false', '--health-interval', '1s', '--health-retries', '1']
  await docker(engine, 'run', '-d', '--name', 'looping', ...looping)
  await docker(engine, 'run', '-d', '--name', 'sick', ...sick, engine.image, 'sleep', '1000')
  await docker(engine, 'run', '--name', 'done', engine.image, 'true')
  await docker(engine, 'run', '--name', 'crashed', engine.image, 'sh', '-c', 'exit 3').catch(() => {})
  await docker(engine, 'create', '--name', 'broken', engine.image, '/no/such/binary')
  await docker(engine, 'start', 'broken').catch(() => {})
  await docker(engine, 'run', '-d', '--name', 'well', engine.image, 'sleep', '1000')

  await containers.expectState('crashed', 'exited 3')
  await containers.expectState('broken', 'failed to start')
  await containers.expectState('sick', 'unhealthy')
  await containers.expectState('looping', /^restarting, exit 1, \d+ times?$/)
  // Those of one second are ordered by name.
  const order = async () => [...(await containers.names()).slice(0, 4)].sort()
  await expect.poll(order).toEqual(['broken', 'crashed', 'looping', 'sick'])
  await expect.poll(async () => (await containers.names()).slice(4)).toEqual(['well', 'done'])
  await expect(await containers.cell('well', 'Status')).toHaveText(/^Up /)
  await expect(await containers.cell('crashed', 'Status')).toHaveText(/^Exited \(3\) .* ago$/)
  expect(await findingsInBoth(window.slipway, 'containers-trouble')).toEqual([])

  const failed = window.page.getByRole('group', { name: 'State' }).getByRole('button', { name: /^Failed/ })
  await expect(failed).toHaveText(/4$/)
  await failed.click()
  await expect.poll(async () => (await containers.names()).length).toBe(4)
  await window.page.getByRole('group', { name: 'State' }).getByRole('button', { name: /^All/ }).click()

  const panel = await containers.details('broken')
  await expect(panel.getByText('The program /no/such/binary does not exist in')).toBeVisible()
  await window.slipway.screen('container-failed')
  await containers.row('sick').click()
  const health = containers.panel('sick')
  await expect(health.getByText('echo no answer; false')).toBeVisible()
  await expect(health.getByText('no answer', { exact: true }).first()).toBeVisible()
  expect(await findingsInBoth(window.slipway, 'container-unhealthy')).toEqual([])
  await health.getByRole('button', { name: 'Close details' }).click()
})

test('hostile names and labels are text, and rows keep their height', async ({ engine }) => {
  const label = '<img src=x onerror="document.title=1">‮gpj.exe'
  const long = `team/${'a-name-that-goes-on-and-on-'.repeat(4)}end:1`
  await docker(engine, 'tag', engine.image, long)
  await docker(engine, 'create', '--name', 'plain', engine.image)
  const ports = ['-p', '127.0.0.1::8000-8007']
  await docker(
    engine,
    'run',
    '-d',
    '--name',
    'web',
    ...ports,
    '--label',
    `note=${label}`,
    long,
    'sleep',
    '1000',
  )
  const plain = (await containers.row('plain').boundingBox())!
  const name = (await (await containers.cell('plain', 'Name')).boundingBox())!
  await window.page.mouse.move(name.x + 6, name.y + name.height / 2)
  await window.page.mouse.down()
  await window.page.mouse.move(name.x + 60, name.y + name.height / 2, { steps: 4 })
  await window.page.mouse.up()
  expect(await window.page.evaluate(() => String(getSelection())), 'to be copied').toBe('plain')
  await expect(window.page.getByRole('complementary'), 'and not to be opened').toHaveCount(0)
  const row = await containers.row('web').evaluate((element) => {
    const { top, bottom, height } = element.getBoundingClientRect()
    const cells = [...element.querySelectorAll('[role="gridcell"], [role="gridcell"] *')]
    const outside = cells.filter((cell) => {
      const box = cell.getBoundingClientRect()
      const isDrawn = cell.getClientRects().length > 0
      // What the beginning of a name has no room for lies below its line, where it is cut off.
      const line = cell.closest('.overflow-hidden')
      const isCutOff = line !== null && line !== cell && box.top >= line.getBoundingClientRect().bottom
      return isDrawn && !isCutOff && (box.top < top || box.bottom > bottom)
    })
    return { height, outside: outside.map(({ outerHTML }) => outerHTML.slice(0, 200)) }
  })
  expect(row).toEqual({ height: plain.height, outside: [] })
  const panel = await containers.details('web')
  await expect(panel).toContainText('<img src=x onerror="document.title=1">')
  await expect(panel).toContainText('U+202E')
  expect(await window.page.title()).toBe('Slipway')
  await expect(panel.locator('img[src]')).toHaveCount(0)
})
