import type { Page } from '@playwright/test'
import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { clipboardText, resize } from './support/desktop'
import { ContainersPage } from './support/pages/containersPage'
import { RunDialog } from './support/pages/runDialog'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let containers: ContainersPage
test.beforeEach(() => {
  containers = new ContainersPage(window.page)
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
  await expect(question.getByRole('button', { name: 'Remove', exact: true })).toBeFocused()
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
