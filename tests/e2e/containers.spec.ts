import type { Page } from '@playwright/test'
import { docker } from '../support/engine'
import { freePort } from '../support/freePort'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { clipboardText, resize } from './support/desktop'
import { ContainersPage } from './support/pages/containersPage'
import { RunDialog } from './support/pages/runDialog'
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

test('Remove names the container, says that it runs, and leaves its volume', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'web', '-v', 'site:/site', engine.image, 'sleep', '1000')
  const question = containers.question('Remove web?')
  await containers.choose('web', 'Remove')
  await expect(question).toContainText('It is running and will be killed.')
  await expect(question).toContainText('Its image and its volumes stay.')
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await window.page.keyboard.press('Enter')
  await expect(question).toHaveCount(0)
  expect(await docker(engine, 'ps', '--format', '{{.Names}}')).toBe('web')

  await containers.choose('web', 'Remove')
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(question).toHaveCount(0)
  await expect(containers.row('web')).toHaveCount(0)
  expect(await docker(engine, 'ps', '-aq')).toBe('')
  expect(await docker(engine, 'volume', 'ls', '-q')).toBe('site')
  await expect(containers.messages.filter({ hasText: 'Removed web' })).toBeVisible()
  await expect(window.page.getByRole('heading', { name: 'No containers yet' })).toBeVisible()
})

test('Rename keeps what was typed until the engine agrees', async ({ engine }) => {
  await docker(engine, 'create', '--name', 'taken', engine.image)
  await docker(engine, 'create', '--name', 'web', engine.image)
  await containers.choose('web', 'Rename')
  const dialog = containers.dialog('Rename web')
  const name = dialog.getByRole('textbox', { name: 'Name' })
  const rename = dialog.getByRole('button', { name: 'Rename' })
  await expect(name).toBeFocused()
  await name.fill('no blanks')
  await expect(name).toHaveAccessibleDescription(/^Use at least two characters/)
  await expect(rename).toBeDisabled()

  await name.fill('taken')
  await rename.click()
  await expect(name).toHaveAccessibleDescription(/^The name taken is already in use\./)
  await expect(name).toHaveValue('taken')
  await expect(rename).toBeEnabled()

  await name.fill('site')
  await window.page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(containers.row('site')).toBeVisible()
  expect(await docker(engine, 'ps', '-a', '--format', '{{.Names}}')).toBe('site\ntaken')
})

test('several are chosen and started, stopped and removed at once', async ({ engine }) => {
  const names = ['one', 'two', 'three', 'four']
  for (const name of names)
    await docker(engine, 'create', '--stop-signal', 'KILL', '--name', name, engine.image, 'sleep', '1000')
  const running = async () =>
    (await docker(engine, 'ps', '--format', '{{.Names}}')).split('\n').filter(Boolean).sort()

  await containers.row('one').getByRole('checkbox', { name: 'Select one' }).check()
  await containers.row('three').click({ modifiers: ['Control'] })
  await expect(containers.bulk.getByRole('status')).toHaveText('2 selected')
  await containers.row('four').click({ modifiers: ['Control'] })
  await expect(containers.bulk.getByRole('button', { name: 'Stop' })).toBeDisabled()
  await containers.bulk.getByRole('button', { name: 'Start' }).click()
  await expect.poll(running).toEqual(['four', 'one', 'three'])
  await containers.expectState('three', 'running')

  await containers.row('three').click({ modifiers: ['Control'] })
  await expect(containers.bulk.getByRole('status')).toHaveText('2 selected')
  await containers.bulk.getByRole('button', { name: 'Stop' }).click()
  await expect.poll(running).toEqual(['three'])

  await containers.grid.getByRole('checkbox', { name: 'Select all' }).click()
  await containers.bulk.getByRole('button', { name: 'Remove' }).click()
  const question = containers.question('Remove 4 containers?')
  await expect(question).toContainText('1 of them runs and will be killed.')
  for (const name of names) await expect(question.getByText(name, { exact: true })).toBeVisible()
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect.poll(() => docker(engine, 'ps', '-aq')).toBe('')
  await expect(question).toHaveCount(0)
  await expect(containers.bulk).toHaveCount(0)
})

test('search, filters and columns find and order', async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'web-2', '-p', '127.0.0.1::80', engine.image, 'sleep', '1000')
  await docker(engine, 'create', '--name', 'web-10', engine.image)
  await docker(engine, 'run', '--name', 'database', engine.image, 'true')
  await expect(containers.row('database')).toBeVisible()
  expect(await containers.names()).toHaveLength(3)

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

test('a Compose project is started, stopped and removed as one, and no stranger with it', async ({
  engine,
}) => {
  const of = (project: string, service: string) => [
    ...['--label', `com.docker.compose.project=${project}`],
    ...['--label', `com.docker.compose.service=${service}`],
  ]
  const start = (name: string, ...more: string[]) =>
    docker(
      engine,
      ...['run', '-d', '--stop-signal', 'KILL', '--name', name, ...more, engine.image, 'sleep', '1000'],
    )
  await docker(engine, 'network', 'create', '--label', 'com.docker.compose.project=shop', 'shop_default')
  await start('shop-web-1', ...of('shop', 'web'), '--network', 'shop_default', '-v', 'shop_data:/data')
  await start('shop-db-1', ...of('shop', 'db'))
  await start('shopping-web-1', ...of('shopping', 'web'))
  await start('shop-stranger')
  const running = async () => (await docker(engine, 'ps', '--format', '{{.Names}}')).split('\n').sort()

  const projects = window.page.getByRole('button', { name: /^Projects/ })
  await expect(projects).toHaveText(/2$/)
  await projects.click()
  const grid = window.page.getByRole('treegrid', { name: 'Containers' })
  const shop = grid.getByRole('row', { name: 'shop', exact: true })
  await expect(shop).toBeVisible()
  expect(await findingsInBoth(window.slipway, 'containers-projects')).toEqual([])
  await shop.hover()
  await shop.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect.poll(running).toEqual(['shop-stranger', 'shopping-web-1'])

  await shop.click({ button: 'right' })
  const menu = window.page.getByRole('menu', { name: 'Actions of shop' })
  await menu.getByRole('menuitem', { name: 'Start' }).click()
  await expect.poll(running).toEqual(['shop-db-1', 'shop-stranger', 'shop-web-1', 'shopping-web-1'])

  await shop.focus()
  await window.page.keyboard.press('Delete')
  const question = containers.question('Remove all of shop?')
  await expect(question.getByRole('checkbox', { name: /shop_default$/ })).toBeChecked()
  await window.slipway.screen('project-remove')
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(shop).toHaveCount(0)
  await expect(containers.messages.filter({ hasText: 'Removed all of shop' })).toBeVisible()
  expect(await running()).toEqual(['shop-stranger', 'shopping-web-1'])
  expect(await docker(engine, 'network', 'ls', '-q', '--filter', 'name=shop_default')).toBe('')
  expect(await docker(engine, 'volume', 'ls', '-q')).toBe('shop_data')
  await projects.click()
  await expect(containers.row('shop-stranger')).toBeVisible()
})

test('details show what the engine knows, values of the environment only when asked for', async ({
  engine,
}) => {
  await docker(
    engine,
    ...[
      'run',
      '-d',
      '--name',
      'web',
      '-e',
      'PASSWORD=open sesame',
      '-e',
      'LANG=C.UTF-8',
      '-v',
      'site:/site:ro',
      '--restart',
      'unless-stopped',
    ],
    ...['--label', 'tier=front', '--label', 'shop.api-key=open barley', '--hostname', 'shop', engine.image],
    ...['sh', '-c', 'seq 12; sleep 1000', '--token', 'open wheat'],
  )
  const panel = await containers.details('web')
  await expect(containers.fact('web', 'Command')).toHaveText(/^sh -c .*sleep 1000' --token '?••••••'?$/)
  await expect(containers.fact('web', 'Restart policy')).toHaveText('unless stopped')
  await expect(containers.fact('web', 'Hostname')).toHaveText('shop')
  await expect(panel.getByText('read-only')).toBeVisible()
  await expect(panel.getByText('tier')).toBeVisible()

  await expect(panel.getByText('PASSWORD')).toBeVisible()
  const secrets = ['open sesame', 'open barley', 'open wheat']
  const inPage = async () => {
    const html = await window.page.content()
    return secrets.filter((secret) => html.includes(secret))
  }
  expect(await inPage()).toEqual([])
  await expect(panel.getByText('C.UTF-8'), 'a language is no secret').toBeVisible()
  await panel.getByRole('button', { name: 'Show values' }).click()
  await expect.poll(inPage).toEqual(secrets)
  await panel.getByRole('button', { name: 'Hide values' }).click()
  await expect.poll(inPage).toEqual([])

  const image = panel.getByRole('link', { name: engine.image })
  await expect(image).toHaveAttribute('href', /^#\/images\/sha256/)
  await expect(panel.getByRole('link', { name: 'Layers of the image' })).toHaveAttribute(
    'href',
    /^#\/layers\/sha256/,
  )
  await expect(panel.getByRole('region', { name: 'Last lines' })).toContainText('12')
  await expect(panel.getByRole('region', { name: 'Last lines' }).getByRole('listitem')).toHaveCount(10)
  await panel.getByText('C.UTF-8').hover()
  await panel.getByRole('button', { name: 'Copy value of LANG' }).click()
  await expect.poll(() => clipboardText(window.app)).toBe('C.UTF-8')

  await panel.getByRole('tab', { name: 'Inspect' }).click()
  const json = panel.getByRole('textbox', { name: 'Inspect web' })
  await expect(json).toContainText('"Id"')
  await panel.getByRole('button', { name: 'Show values' }).waitFor()
  expect(await allText(json)).not.toContain('open sesame')
  await panel.getByRole('button', { name: 'Show values' }).click()
  await expect.poll(() => allText(json)).toContain('PASSWORD=open sesame')

  await docker(engine, 'stop', '-t', '0', 'web')
  await panel.getByRole('tab', { name: 'Overview' }).click()
  await expect(containers.fact('web', 'Exit code')).toHaveText('137 (killed)')
  await panel.getByRole('button', { name: 'Close details' }).click()
  await expect(panel).toHaveCount(0)

  await containers.choose('web', 'Run another like this')
  const run = new RunDialog(window.page)
  await run.showMore()
  await expect(run.command).toHaveValue(/sleep 1000/)
  await window.slipway.screen('run-like')
  await run.name.fill('twin')
  await run.run.click()
  await containers.expectState('twin', 'running')
  const asked = '{{.HostConfig.RestartPolicy.Name}} {{.Config.Env}} {{(index .Mounts 0).Name}}'
  expect(await docker(engine, 'inspect', '--format', asked, 'twin')).toBe(
    await docker(engine, 'inspect', '--format', asked, 'web'),
  )
})

test('a container that goes while its details are open is said to be gone, and nothing is lost', async ({
  engine,
}) => {
  await docker(engine, 'run', '-d', '--name', 'web', engine.image, 'sh', '-c', 'echo last words; sleep 1000')
  const panel = await containers.details('web')
  await panel.getByRole('tab', { name: 'Logs' }).click()
  await expect(panel.getByText('last words')).toBeVisible()
  await docker(engine, 'rm', '-f', 'web')
  await expect(panel.getByRole('alert')).toHaveText('web is no longer there: it was removed.')
  await expect(panel.getByText('last words')).toBeVisible()
  await panel.getByRole('tab', { name: 'Overview' }).click()
  await expect(containers.fact('web', 'Image'), 'what is known stays').toContainText('busybox')
  await expect(panel.getByRole('button', { name: 'Stop' })).toHaveCount(0)
  await expect(window.page.locator('[aria-busy="true"]')).toHaveCount(0)
})

test('all of it works without a pointer', async ({ engine }) => {
  for (const name of ['first', 'second', 'third'])
    await docker(engine, 'run', '-d', '--name', name, engine.image, 'sleep', '1000')
  await expect(containers.row('third')).toBeVisible()
  const { keyboard } = window.page
  const press = async (...keys: string[]) => {
    for (const key of keys) await keyboard.press(key)
  }
  await press('Control+2')
  await expect(window.page.getByRole('heading', { level: 1, name: 'Images' })).toBeVisible()
  await press('Control+1')
  await expect(containers.row('third')).toBeVisible()
  await press('/', 'Tab', 'Tab', 'Tab', 'Tab')
  await expect(containers.grid.getByRole('button', { name: 'Name', exact: true })).toBeFocused()
  await press('Enter')
  await expect.poll(() => containers.names()).toEqual(['first', 'second', 'third'])
  await press('/', 'Enter')
  await expect(containers.row('first'), 'the list takes the focus').toBeFocused()
  await press('ArrowDown')
  await expect(containers.row('second')).toBeFocused()
  await press('Enter')
  await expect(containers.panel('second')).toBeVisible()
  await press('ArrowDown')
  await expect(containers.panel('third'), 'the details follow').toBeVisible()
  await press('F6')
  await expect(containers.panel('third').getByRole('tab', { name: 'Overview' })).toBeFocused()
  await press('Tab')
  const focused = () =>
    window.page.evaluate(() => {
      const { activeElement } = document
      return [activeElement?.closest('[role="tabpanel"]') !== null, activeElement?.getAttribute('role')]
    })
  expect(await focused(), 'what scrolls, not the tab panel around it').toEqual([true, null])
  await press('Shift+Tab', 'ArrowRight', 'Enter', 'Control+f')
  const find = containers.panel('third').getByRole('searchbox', { name: 'Find in the log' })
  await expect(find, 'the search of what was opened last').toBeFocused()
  await press('F6')
  await expect(window.page.getByRole('link', { name: 'Containers' })).toBeFocused()
  await press('Shift+F6', 'Shift+F6')
  await expect(containers.row('third')).toBeFocused()
  await press('Control+f')
  await expect(find).toBeFocused()
  await press('Shift+F6', 'ArrowUp')
  await expect(containers.panel('second').getByRole('tab', { name: 'Logs' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await press('Escape')
  await expect(containers.panel('second')).toHaveCount(0)
  await expect(containers.row('second')).toBeFocused()

  await press('Control+f')
  await expect(containers.search, 'nothing else is open').toBeFocused()
  await press('ArrowDown')
  await expect(containers.row('second'), 'Down leads into the list').toBeFocused()
  await press('?')
  const keys = containers.dialog('Keyboard shortcuts')
  await expect(keys.getByRole('term').filter({ hasText: 'Rename' })).toBeVisible()
  await press('Escape')
  await expect(keys).toHaveCount(0)
  await expect(containers.row('second')).toBeFocused()

  await press('Shift+F10')
  const menu = window.page.getByRole('menu', { name: 'Actions of second' })
  await expect(menu).toBeVisible()
  const [row, opened] = [await containers.row('second').boundingBox(), await menu.boundingBox()]
  expect(opened!.x, 'it begins where the row does').toBeLessThan(row!.x + 40)
  await press('k')
  await expect(menu.getByRole('menuitem', { name: 'Kill' })).toBeFocused()
  await press('Enter')
  await expect(containers.signal).toBeFocused()
  await press('Enter')
  await containers.expectState('second', 'exited 137')
  await expect(containers.row('second')).toBeFocused()

  await press('Home', ' ', 'End', ' ')
  await expect(containers.bulk.getByRole('status')).toHaveText('2 selected')
  await press('Escape')
  await expect(containers.bulk).toHaveCount(0)
  await press('Home', 'Delete')
  const question = containers.question('Remove first?')
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await press('Tab')
  await expect(question.getByRole('button', { name: 'Remove' })).toBeFocused()
  await press('Enter')
  await expect(containers.row('first')).toHaveCount(0)
  await expect.poll(() => docker(engine, 'ps', '-a', '--format', '{{.Names}}')).toBe('third\nsecond')
})

test('a view is as it was left, and Back leads to where one was', async ({ engine }) => {
  const { page } = window
  const names = Array.from({ length: 24 }, (_, index) => `job-${index + 10}`)
  await Promise.all(names.map((name) => docker(engine, 'create', '--name', name, engine.image, 'true')))
  await docker(engine, 'start', ...names)
  await docker(engine, 'create', '--name', 'other', engine.image)
  await expect(containers.row('other')).toBeVisible()
  const panel = await containers.details('other')
  await page.keyboard.press('Escape')
  await containers.search.fill('job')
  await expect(containers.row('other')).toHaveCount(0)
  await page
    .getByRole('group', { name: 'State' })
    .getByRole('button', { name: /^Stopped/ })
    .click()
  await containers.row('job-33').getByRole('checkbox').check()
  await containers.details('job-33')
  await containers.panel('job-33').getByRole('tab', { name: 'Inspect' }).click()
  await expect(page).toHaveURL(/\/inspect$/)
  const scroller = containers.grid.locator('> div').first()
  await scroller.evaluate((element) => {
    element.scrollTop = 30
  })

  const elsewhere = async () => {
    await page.keyboard.press('Control+5')
    await expect(page.getByRole('heading', { level: 1, name: 'Engine' })).toBeVisible()
  }
  await elsewhere()
  await containers.goBackTo('Containers')
  await expect(containers.panel('job-33').getByRole('tab', { name: 'Inspect' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await expect(containers.search).toHaveValue('job')
  // Beside details there may be no room for it.
  const stopped = page.getByRole('button', { name: /^Stopped/, includeHidden: true })
  await expect(stopped).toHaveAttribute('aria-pressed', 'true')
  await expect(containers.bulk.getByRole('status')).toHaveText('1 selected')
  await expect.poll(() => scroller.evaluate(({ scrollTop }) => scrollTop)).toBe(30)
  await expect(containers.row('other'), 'what was filtered is').toHaveCount(0)

  await elsewhere()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(containers.panel('job-33')).toBeVisible()
  await page.keyboard.press('Alt+ArrowRight')
  await expect(page.getByRole('heading', { level: 1, name: 'Engine' })).toBeVisible()
  await pressMouse(page, 'back')
  await expect(containers.panel('job-33')).toBeVisible()
  await pressMouse(page, 'forward')
  await expect(page.getByRole('heading', { level: 1, name: 'Engine' })).toBeVisible()

  await docker(engine, 'rm', 'job-33')
  await expect(page.getByRole('navigation').getByText('24', { exact: true })).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(containers.row('job-32')).toBeVisible()
  await expect(page.getByRole('complementary'), 'what is gone is not opened').toHaveCount(0)
  await expect(containers.bulk).toHaveCount(0)
  await expect(panel).toHaveCount(0)
})

test('a panel widens with the window, and is dragged, moved with keys and maximised', async ({ engine }) => {
  const { page, app } = window
  await docker(engine, 'create', '--name', 'web', engine.image)
  const panel = await containers.details('web')
  const edge = panel.getByRole('separator', { name: 'Width of the panel' })
  const width = async () => Math.round((await panel.boundingBox())!.width)
  const says = (name: string) => edge.getAttribute(`aria-value${name}`).then(Number)
  const declared = await width()
  expect([await says('now'), await says('min')]).toEqual([declared, 320])
  await edge.focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(width).toBe(declared + 24)
  await page.keyboard.press('End')
  await expect.poll(width).toBe(await says('max'))
  await page.keyboard.press('Home')
  await expect.poll(width).toBe(320)
  const from = (await edge.boundingBox())!
  await page.mouse.move(from.x + 3, from.y + 300)
  await page.mouse.down()
  await page.mouse.move(from.x - 180, from.y + 300, { steps: 4 })
  await page.mouse.up()
  await expect.poll(width).toBeGreaterThan(480)
  const dragged = await width()
  await resize(app, 1240, 860)
  await expect.poll(width, 'as the window does').toBeLessThan(dragged)
  await resize(app, 1360, 860)
  await expect.poll(width).toBe(dragged)

  await panel.getByRole('button', { name: 'Maximise the details' }).click()
  await expect(containers.row('web')).toBeHidden()
  expect(await width()).toBe(Math.round((await page.getByRole('main').boundingBox())!.width))
  await page.reload()
  await expect(panel.getByRole('button', { name: 'Restore the details' })).toBeVisible()
  await page.keyboard.press('m')
  await expect.poll(width, 'both are remembered').toBe(dragged)
  await edge.dblclick()
  await expect.poll(width).toBe(declared)
})

test('the command palette ranks views first, knows what is typed whole, and stops a project', async ({
  engine,
}) => {
  const how = ['-d', '--stop-signal', 'KILL', '--name', 'web', '--label', 'com.docker.compose.project=shop']
  await docker(engine, 'run', ...how, engine.image, 'sleep', '1000')
  await expect(containers.row('web')).toBeVisible()
  await window.page.keyboard.press('Control+k')
  const palette = containers.dialog('Command palette')
  await expect(palette.getByPlaceholder('Search or run a command')).toBeFocused()
  const first = palette.getByRole('option').first()
  await window.page.keyboard.type('layers')
  await expect(first).toContainText('Go to Layers')
  await window.slipway.screen('palette-layers')
  await palette.getByRole('textbox').fill('pull nginx')
  await expect(first).toContainText('Pull nginx…')
  await window.page.keyboard.press('Enter')
  await expect(containers.dialog().getByRole('textbox').first()).toHaveValue('nginx')
  await window.page.keyboard.press('Escape')
  await window.page.keyboard.press('Control+k')
  await window.page.keyboard.type('remove web')
  await window.slipway.screen('palette-remove')
  await palette.getByRole('textbox').fill('stop web')
  await expect(first).toContainText('Stop web')
  await palette.getByRole('textbox').fill('stop all')
  await expect(first).toContainText('Stop all of shop')
  await window.page.keyboard.press('Enter')
  await expect(palette).toHaveCount(0)
  await expect.poll(() => docker(engine, 'ps', '-q')).toBe('')
  await containers.expectState('web', /^exited/)
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
      return box.top < top || box.bottom > bottom
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

/** Presses one of the buttons that a mouse has at its side, as the system tells of it. */
async function pressMouse(page: Page, button: 'back' | 'forward'): Promise<void> {
  const session = await page.context().newCDPSession(page)
  for (const type of ['mousePressed', 'mouseReleased'] as const) {
    await session.send('Input.dispatchMouseEvent', { type, button, x: 700, y: 500, clickCount: 1 })
  }
  await session.detach()
}

/** All of a document that shows only the lines in sight. */
async function allText(editor: ReturnType<ContainersPage['row']>): Promise<string> {
  return editor.evaluate(async (content) => {
    const scroller = content.closest('.cm-scroller')!
    const seen = new Map<number, string>()
    for (let top = 0; top <= scroller.scrollHeight; top += scroller.clientHeight / 2) {
      scroller.scrollTop = top
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      for (const line of content.querySelectorAll<HTMLElement>('.cm-line'))
        seen.set(line.offsetTop, line.textContent ?? '')
    }
    return [...seen.values()].join('\n')
  })
}
