import { readdirSync } from 'node:fs'
import { docker } from '../support/engine'
import { importOneProgram } from '../support/oneProgram'
import { expect, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { ContainersPage } from './support/pages/containersPage'
import { TerminalPage } from './support/pages/terminalPage'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let view: ContainersPage
let terminal: TerminalPage

test.beforeEach(async ({ engine }) => {
  await docker(engine, 'run', '-d', '--name', 'web', '--hostname', 'web', engine.image, 'sleep', '1000')
  view = new ContainersPage(window.page)
  terminal = new TerminalPage(window.page)
  await view.expectState('web', 'running')
})
test.afterEach(async () => {
  while (await terminal.close.isVisible()) await terminal.close.click()
})

test('a file is made, the container restarted and the terminal reconnected, while one moves through the lists', async ({
  engine,
}) => {
  const { page } = window
  await view.row('web').focus()
  await page.keyboard.press('t')
  await expect(terminal.tab('web · Terminal')).toHaveAttribute('aria-selected', 'true')
  await terminal.shows('~ #')
  await expect(terminal.input).toBeFocused()
  await page.keyboard.type('echo made here > /made; cat /made\n')
  await terminal.shows('made here')
  expect(await findingsInBoth(window.slipway, 'terminal')).toEqual([])

  await view.open('Images')
  await terminal.shows('made here')
  await docker(engine, 'restart', '-t0', 'web')
  await expect(terminal.status).toContainText(/web (was started again|stopped)/)
  // What was on the screen is still there.
  await terminal.shows('made here')
  await view.open('Volumes')
  await terminal.button('Reconnect').click()
  await terminal.shows('web, opened again')
  await terminal.run('echo "again: $(cat /made)"')
  await terminal.shows('again: made here')
  await view.open('Containers')
  await terminal.shows('again: made here')
  expect(await docker(engine, 'exec', 'web', 'cat', '/made')).toBe('made here')

  // One more, beside it; each is its own.
  await terminal.button('New terminal').click()
  await expect(terminal.tab('web · Terminal 2')).toHaveAttribute('aria-selected', 'true')
  await terminal.shows('~ #')
  await terminal.run('exit 3')
  await expect(terminal.status).toContainText('Ended with exit code 3')
  await terminal.button('Give the dock all of the window').click()
  await expect(page.getByRole('navigation')).toBeHidden()
  await window.slipway.screen('terminal-maximised')
  await terminal.button('Give the dock its own height again').click()
  await expect(page.getByRole('navigation')).toBeVisible()
  await terminal.close.click()
  await terminal.close.click()
  await expect.poll(() => docker(engine, 'exec', 'web', 'ps', '-o', 'args')).not.toMatch(/ash/)
})

test('what has no terminal is attached to, and said to have none', async () => {
  await view.row('web').click()
  await window.page.getByRole('complementary').getByRole('button', { name: 'Terminal', exact: true }).click()
  await terminal.shows('~ #')
  await window.slipway.screen('terminal-details')
  await terminal.close.click()
  await view.choose('web', 'Attach')
  await terminal.shows('web runs without a terminal, and reads nothing')
  await window.slipway.screen('terminal-attached')
})

test('what a program writes does nothing but to its screen, and what is pasted asks', async ({ engine }) => {
  const { page, app } = window
  await app.evaluate(({ clipboard }) => clipboard.writeText('mine'))
  const title = await page.title()
  await view.choose('web', 'Terminal')
  await terminal.shows('~ #')
  await terminal.run(
    "printf '\\033]52;c;c3RvbGVu\\007\\033]0;stolen\\007\\033]8;;javascript:alert(1)\\007click\\033]8;;\\007 <b>bold</b>\\n'",
  )
  await terminal.shows('click <b>bold</b>')
  expect(await page.title()).toBe(title)
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('mine')

  await terminal.paste('echo first\necho second\n')
  const question = page.getByRole('dialog', { name: 'Paste 2 lines?' })
  await expect(question).toContainText('echo first')
  await window.slipway.screen('terminal-paste')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await terminal.paste('echo one')
  await expect(question).toHaveCount(0)
  await page.keyboard.press('Enter')
  await terminal.shows(/one\s*~ #/)
  await expect(terminal.screen).not.toContainText('second')

  // A search, and a way out by the keyboard alone.
  await page.keyboard.press('Control+f')
  await page.keyboard.type('bold')
  await expect(terminal.panel.getByRole('search')).toContainText(/\d of \d/)
  await page.keyboard.press('Escape')
  await expect(terminal.input).toBeFocused()
  await page.keyboard.press('F6')
  await expect(terminal.input).not.toBeFocused()

  await docker(engine, 'rm', '-f', 'web')
  await expect(terminal.status).toContainText('web was removed')
  await expect(terminal.button('Reconnect')).toBeDisabled()
})

test('Ctrl+C ends a flood', async () => {
  await view.choose('web', 'Terminal')
  await terminal.shows('~ #')
  await terminal.run('yes')
  await terminal.shows(/y\s*y\s*y/)
  await window.page.keyboard.press('Control+c')
  await terminal.shows(/\^C\s*~ #/)
})

test('terminals that were opened and closed leave nothing behind', async ({ engine }) => {
  const { slipway, app } = window
  const main = app.process().pid!
  const execs = () => docker(engine, 'inspect', '--format', '{{len .ExecIDs}}', 'web')
  const held = async () => ({
    descriptors: readdirSync(`/proc/${main}/fd`).length,
    streams: await slipway.openStreams(),
    execs: await execs(),
  })

  /** Two terminals, a walk through the lists, and all is closed again. */
  async function round() {
    await view.choose('web', 'Terminal')
    await terminal.shows('~ #')
    await terminal.button('New terminal').click()
    await terminal.shows('~ #')
    for (const section of ['Images', 'Engine', 'Containers'] as const) await view.open(section)
    expect(await execs()).toBe('2')
    await terminal.run('echo still $((40 + 2))')
    await terminal.shows('still 42')
    for (let tab = 0; tab < 2; tab++) await terminal.close.click()
    await expect(terminal.region).toHaveCount(0)
    await expect.poll(execs).toBe('0')
  }

  // What is opened once and kept is no part of it.
  await round()
  const before = await held()
  for (let time = 0; time < 3; time++) await round()
  // A few connections to the engine are kept for the next request; six terminals that stayed would be more.
  await expect.poll(async () => (await held()).descriptors).toBeLessThanOrEqual(before.descriptors + 4)
  await expect.poll(held).toMatchObject({ streams: before.streams, execs: '0' })
})

test('a container without a shell gets a toolbox, which is marked in the list and goes when it is closed', async ({
  engine,
}) => {
  const { page } = window
  await docker(
    engine,
    'run',
    '-d',
    '--name',
    'bare',
    '--user',
    '1000',
    await importOneProgram(engine),
    '/busybox',
    'sleep',
    '1000',
  )
  await view.choose('bare', 'Terminal')
  await expect(terminal.status).toContainText('bare has no shell')
  await terminal.button('Open a toolbox').click()
  await expect(terminal.tab('bare · Toolbox')).toHaveAttribute('aria-selected', 'true')
  await terminal.shows('toolbox of bare:')
  await terminal.run('cat data/note; ps -o args')
  await terminal.shows('in the container')
  await terminal.shows('/busybox sleep 1000')
  const row = page.getByRole('row', { name: /^toolbox-of-bare/ })
  await expect(row).toContainText('toolbox of bare')
  await window.slipway.screen('toolbox')
  await terminal.close.click()
  await expect(row).toHaveCount(0)
  expect(await docker(engine, 'ps', '-a', '--format', '{{.Names}}')).toBe('bare\nweb')
  expect(await docker(engine, 'diff', 'bare')).toBe('')
})
