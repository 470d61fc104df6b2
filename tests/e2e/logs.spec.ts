import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { docker } from '../support/engine'
import { expect, test } from './support/app'
import { answerSave, clipboardText } from './support/desktop'
import { ContainersPage } from './support/pages/containersPage'
import { LogView } from './support/pages/logView'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()
let logs: LogView
let containers: ContainersPage
let folder: string
test.beforeEach(() => {
  logs = new LogView(window.page)
  containers = new ContainersPage(window.page)
  folder = mkdtempSync(join(tmpdir(), 'slipway-logs-'))
})
test.afterEach(() => rmSync(folder, { recursive: true }))

/** Runs a script of the shell, without a terminal, so that what it writes is kept as it is. */
const run = (engine: { socket: string; image: string }, name: string, script: string) =>
  docker(engine, 'run', '-d', '--stop-signal', 'KILL', '--name', name, engine.image, 'sh', '-c', script)

const count = (to: number, words: string) =>
  `i=0; while [ $i -lt ${to} ]; do i=$((i+1)); echo "line $i ${words}"; done`

/** 200 lines each tenth of a second. */
const talker = `i=0; while :; do n=0; while [ $n -lt 200 ]; do i=$((i+1)); n=$((n+1));
  echo "number $i of a talkative container"; done; usleep 100000; done`
const numbers = async () => {
  const said = (await logs.lines()).map((line) => /number (\d+) of a talkative container$/.exec(line)?.[1])
  return said.filter((number) => number !== undefined).map(Number)
}

test('2,000 lines a second stay readable, and the window answers', async ({ engine }) => {
  await run(engine, 'talker', talker)
  await logs.show('talker')
  await expect.poll(async () => (await numbers()).length).toBeGreaterThan(10)
  const shown = await numbers()
  expect(shown, 'whole lines, each once, in order').toEqual(shown.map((_, index) => shown[0]! + index))
  await expect.poll(async () => (await numbers()).at(-1), 'it follows').toBeGreaterThan(shown.at(-1)! + 4000)

  await window.page.getByRole('tab', { name: 'Overview' }).click()
  await expect(containers.stateIn('talker')).toHaveText('running')
  await logs.open('Images')
  await logs.open('Containers')
  await containers.search.fill('talker')
  await logs.show('talker')
  await expect.poll(async () => (await numbers()).length).toBeGreaterThan(10)
  await logs.find.fill('talkative')
  await expect(window.page.getByText(/^[\d,]+ lines of [\d,]+$/)).toBeVisible()
  await expect.poll(async () => (await logs.foundLines()).length).toBeGreaterThan(10)
  await logs.find.fill('')
  await expect(logs.follow).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(async () => (await numbers()).length).toBeGreaterThan(10)

  await docker(engine, 'kill', 'talker')
  await expect(window.page.getByText('The container is not running.')).toBeVisible()
  const last = await docker(engine, 'logs', '--tail', '1', 'talker')
  await expect(logs.line(last), 'the very last line').toBeVisible()
})

test('scrolling up stops the following, and nothing moves until it is wanted again', async ({ engine }) => {
  await run(engine, 'talker', talker)
  await logs.show('talker')
  // More than the view holds at once: else its end is its beginning.
  await expect.poll(async () => (await numbers()).at(-1)).toBeGreaterThan(1000)
  await logs.wheel(-400)
  await expect(logs.follow).toHaveAttribute('aria-pressed', 'false')
  await expect(logs.resume).toBeVisible()
  const still = await logs.linesInSight()
  const [waiting = ''] = await logs.resume.allInnerTexts()
  await expect(logs.resume, 'more has come meanwhile').not.toHaveText(waiting)
  expect(await logs.linesInSight()).toEqual(still)
  const before = (await numbers()).at(-1)!
  await logs.resume.click()
  await expect(logs.follow).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(async () => (await numbers()).at(-1)).toBeGreaterThan(before)
  await logs.log.focus()
  await window.page.keyboard.press('PageUp')
  await expect(logs.follow).toHaveAttribute('aria-pressed', 'false')
  // At once: the scrolling of the other key is still under way.
  await window.page.keyboard.press('End')
  await expect(logs.follow).toHaveAttribute('aria-pressed', 'true')
  const now = (await numbers()).at(-1)!
  await expect.poll(async () => (await numbers()).at(-1)).toBeGreaterThan(now + 300)
  await expect(logs.follow).toHaveAttribute('aria-pressed', 'true')
})

test('find, timestamps, wrapping, copy and save', async ({ engine }) => {
  const script = `i=0; while [ $i -lt 300 ]; do i=$((i+1)); case $i in 50|150|250) echo "line $i has a Needle";;
    *) echo "line $i";; esac; done; echo "long $(printf '%01500d' 0) end"; sleep 1000`
  await run(engine, 'writer', script)
  await logs.show('writer')
  await expect(logs.line(/long 0/)).toBeVisible()

  await logs.set('Timestamps', true)
  await expect(logs.line(/^\d\d:\d\d:\d\d\.\d{3}$/)).toBeVisible()
  await logs.set('Timestamps', false)
  expect(await logs.lines()).toContain('line 300')

  await logs.find.fill('needle')
  await expect(window.page.getByText('3 lines of 301')).toBeVisible()
  expect(await logs.foundLines()).toEqual([50, 150, 250].map((n) => `line ${n} has a Needle`))
  await logs.seeInContext('line 150')
  await expect(window.page.getByText('2 of 3 found')).toBeVisible()
  await expect(logs.log.getByText('line 150 has a')).toBeInViewport()
  await expect(logs.line('line 149')).toBeInViewport()
  await logs.find.press('Enter')
  await expect(window.page.getByText('3 of 3 found')).toBeVisible()
  await expect(logs.log.getByText('line 250 has a')).toBeInViewport()
  await logs.find.press('Enter')
  await expect(window.page.getByText('1 of 3 found')).toBeVisible()
  await expect(logs.log.getByText('line 50 has a')).toBeInViewport()
  await window.page.getByRole('button', { name: 'Previous match' }).click()
  await expect(window.page.getByText('3 of 3 found')).toBeVisible()
  await window.page.getByRole('button', { name: 'Back to the list' }).click()
  await expect(logs.found).toBeVisible()
  await logs.find.fill('not written')
  await expect(window.page.getByText('None of 301 lines')).toBeVisible()
  await logs.find.press('Escape')
  await logs.follow.click()
  await expect(logs.follow).toHaveAttribute('aria-pressed', 'true')

  const overflow = () => logs.log.evaluate((element) => element.scrollWidth - element.clientWidth)
  await expect(logs.line(/^long 0/)).toBeVisible()
  expect(await overflow()).toBeGreaterThan(1000)
  await logs.set('Wrap lines', true)
  await expect.poll(overflow).toBe(0)
  await expect(logs.log.getByText(/ end$/)).toBeInViewport()
  await window.slipway.screen('logs-wrapped')
  await logs.set('Wrap lines', false)

  const whole = await docker(engine, 'logs', 'writer')
  await window.page.getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(containers.messages.filter({ hasText: 'Copied 301 lines' })).toBeVisible()
  expect(await clipboardText(window.app)).toBe(whole)

  const file = join(folder, 'writer.log')
  const save = window.page.getByRole('button', { name: 'Save', exact: true })
  await answerSave(window.app, null)
  await save.click()
  // Else the file of the second time would be the answer to the first question, and there would be two.
  await expect(save).toBeEnabled()
  await answerSave(window.app, file)
  await save.click()
  await expect(containers.messages.filter({ hasText: `Saved ` })).toContainText('writer.log')
  expect(readFileSync(file, 'utf8')).toBe(`${whole}\n`)
})

test('all of a log can be scrolled to, and a line that was rotated away is seen where it stands', async ({
  engine,
}) => {
  const words = 'of a log that is far longer than a window'
  const lines = (name: string, to: number) =>
    `awk 'BEGIN { for (i = 1; i <= ${to}; i++) print "${name} " i " ${words}" }'`
  const script = `${lines('line', 20_000)}; echo 'the Needle in it'; ${lines('later', 320_000)};
    echo the very last; sleep 1000`
  const rotated = ['--log-opt', 'max-size=6m', '--log-opt', 'max-file=20', '--log-opt', 'compress=true']
  await docker(
    engine,
    'run',
    '-d',
    '--stop-signal',
    'KILL',
    ...rotated,
    '--name',
    'long',
    engine.image,
    'sh',
    '-c',
    script,
  )
  await logs.show('long')
  const { page } = window
  await expect(logs.line('the very last')).toBeInViewport()
  await expect(page.getByPlaceholder('Find in 340,002 lines')).toBeVisible()
  await logs.log.evaluate((log) => log.scrollTo(0, 0))
  await expect(logs.line(`line 1 ${words}`)).toBeInViewport()
  await logs.find.fill('needle')
  await expect(page.getByText('1 line of 340,002')).toBeVisible()
  await window.slipway.screen('logs-found')
  await logs.seeInContext('the Needle')
  await expect(logs.log.getByText(`line 20000 ${words}`)).toBeInViewport()
  await expect(logs.line(`later 1 ${words}`)).toBeInViewport()
  await window.slipway.screen('logs-context')
  await logs.find.fill('')
  await logs.follow.click()
  await expect(logs.line('the very last')).toBeInViewport()
})

test('the logs of a selection are one by time, each line with its container', async ({ engine }) => {
  for (const [name, wait] of [
    ['one', 0],
    ['two', 0.1],
    ['three', 0.2],
  ] as const)
    await run(
      engine,
      `merged-${name}`,
      `sleep ${wait}; for i in 1 2 3; do echo "$i from ${name}"; sleep 0.3; done; sleep 1000`,
    )
  const { page } = window
  await logs.open('Containers')
  await containers.search.fill('merged-')
  await containers.row('merged-one').waitFor()
  await containers.grid.getByRole('checkbox', { name: 'Select all' }).click()
  await containers.bulk.getByRole('button', { name: 'More actions for the selected' }).click()
  await page.getByRole('menuitem', { name: 'Logs' }).click()
  await expect(logs.line('3 from three')).toBeVisible()
  const lines = (await logs.lines())
    .filter((line) => / from /.test(line))
    .map((line) => line.match(/\d from \w+/)![0])
  expect([...lines].sort()).toEqual(
    ['one', 'two', 'three'].flatMap((name) => [1, 2, 3].map((n) => `${n} from ${name}`)).sort(),
  )
  await logs.find.fill('2 from')
  await expect(page.getByText('3 lines of 9')).toBeVisible()
  await window.slipway.screen('logs-merged')
  await page.getByRole('button', { name: /^Close 3 containers/ }).click()
})

test('what is looked for is found also where it came after the view stood still', async ({ engine }) => {
  const script = `${count(500, 'of some')}; while [ ! -e /go ]; do sleep 0.1; done; echo a needle; sleep 1000`
  await run(engine, 'writer', script)
  await logs.show('writer')
  await expect(logs.line('line 500 of some')).toBeVisible()
  await logs.wheel(-400)
  await expect(logs.follow).toHaveAttribute('aria-pressed', 'false')
  await docker(engine, 'exec', 'writer', 'touch', '/go')
  await expect(logs.resume).toBeVisible()
  await logs.find.fill('needle')
  await expect(logs.found.getByText('a needle')).toBeInViewport()
})

test('colours are shown, and every other escape sequence does nothing', async ({ engine }) => {
  await window.app.evaluate(({ clipboard }) => clipboard.writeText('mine'))
  const hostile = [
    String.raw`printf 'plain \033[31mcrimson\033[0m after\n'`,
    String.raw`printf 'clip\033]52;c;ZXZpbA==\007board\n'`,
    String.raw`printf 'ti\033]0;owned\007tle\n'`,
    String.raw`printf 'erased?\033[2J\033[1A\033[3Jno\n'`,
    String.raw`printf 'fetching   0%%\r\033[Kfetching  50%%\rfetching 100%%\n'`,
    String.raw`printf 'link \033]8;;https://example.org\033\\text\033]8;;\033\\\n'`,
    String.raw`printf 'safe\342\200\256gpj.exe\n'`,
    String.raw`printf 'bad \377 byte\n'`,
    `echo '<img src=x onerror=document.title=1>'`,
    'echo complaint >&2',
    'sleep 1000',
  ].join('; ')
  await run(engine, 'hostile', hostile)
  await logs.show('hostile')
  await expect(logs.line('complaint')).toBeVisible()
  await logs.set('Timestamps', false)
  const lines = await logs.lines()
  expect(lines).toEqual(
    expect.arrayContaining([
      'plain crimson after',
      'clipboard',
      'title',
      'erased?no',
      'fetching 100%',
      'link text',
      'safeU+202Egpj.exe',
      'bad \ufffd byte',
      '<img src=x onerror=document.title=1>',
    ]),
  )
  const colour = (text: string) => logs.line(text).evaluate((element) => getComputedStyle(element).color)
  expect(await colour('crimson')).not.toBe(await colour('clipboard'))
  expect(await window.page.title()).toBe('Slipway')
  expect(await clipboardText(window.app)).toBe('mine')
  await expect(logs.log.getByRole('link')).toHaveCount(0)
  await expect(logs.log.getByTitle('error output')).toHaveText('complaint')
  await window.slipway.screen('logs-colours')
})

test('a line of 10 MB does not stop the window, and is saved whole', async ({ engine }) => {
  const halves = 'head -c 500000 /dev/zero; while [ ! -e /go ]; do sleep 0.1; done; head -c 9500000 /dev/zero'
  await run(engine, 'endless', `(${halves}) | tr '\\0' x; echo; echo after it; sleep 1000`)
  await logs.show('endless')
  // The engine writes it in parts, and it grows in the view.
  await expect(window.page.getByText(/… [\d.]+ kB more, see Save/)).toHaveCount(1)
  await docker(engine, 'exec', 'endless', 'touch', '/go')
  await expect(logs.line('after it')).toBeVisible()
  await expect(window.page.getByText(/… [\d.]+ MB more, see Save/)).toHaveCount(1)
  await window.page.getByRole('tab', { name: 'Overview' }).click()
  await expect(containers.stateIn('endless')).toHaveText('running')
  await window.page.getByRole('tab', { name: 'Logs' }).click()
  await expect(logs.line('after it')).toBeVisible()

  const file = join(folder, 'endless.log')
  await logs.set('Timestamps', false)
  await answerSave(window.app, file)
  await window.page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(containers.messages.filter({ hasText: 'endless.log' })).toContainText('Saved 10 MB')
  expect(statSync(file).size).toBe(10_000_000 + '\nafter it\n'.length)
})

test('an empty log, an ended one and one that goes on say so', async ({ engine }) => {
  await docker(
    engine,
    'create',
    '--name',
    'once',
    engine.image,
    'sh',
    '-c',
    'echo done at $(date +%s%N); sleep 0.2',
  )
  await logs.show('once')
  await expect(window.page.getByText('Nothing has been written yet.')).toBeVisible()
  await docker(engine, 'start', 'once')
  await expect(logs.line(/done at/)).toBeVisible()
  await docker(engine, 'wait', 'once')
  await expect(window.page.getByText('The container is not running.')).toBeVisible()
  await docker(engine, 'start', 'once')
  await expect(logs.log.getByText(/done at/)).toHaveCount(2)
})
