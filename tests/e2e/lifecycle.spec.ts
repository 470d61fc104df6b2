import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  discard,
  docker,
  importBusybox,
  processesOf,
  removeHome,
  root,
  startEngine,
  temporaryHome,
} from '../support/engine'
import { isAlive } from '../support/processes'
import { addConnection } from './support/addedConnection'
import {
  electronExecutable,
  emptyAfterEach,
  environment,
  expect,
  isRoot,
  type LaunchOptions,
  launch,
  type Slipway,
  test,
} from './support/app'

emptyAfterEach()

/** Starts the application as `npm start` does, without Playwright in it. */
function start(options: LaunchOptions & { readonly probe?: string }) {
  const flags = [...(isRoot ? ['--no-sandbox'] : []), ...(options.probe ? ['-r', options.probe] : [])]
  const child = spawn(electronExecutable(), [...flags, root, ...(options.args ?? [])], {
    env: environment(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    output.stdout += text
  })
  child.stderr.on('data', (text) => {
    output.stderr += text
  })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return { child, output, ended }
}

const readyLine = /^Slipway ready: Docker \d+\.\d+\S* at unix:\/\/(.+)$/gm

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} closes the window with code 0, asks nothing, and the engine and its containers run on`, async ({
    engine,
  }) => {
    await docker(engine, 'run', '-d', '--name', signal.toLowerCase(), engine.image, 'sleep', '1000')
    const { child, output, ended } = start({ home: engine.home })
    await expect.poll(() => output.stdout).toMatch(readyLine)
    child.kill(signal)
    expect(await ended).toBe(0)
    expect(output.stdout.match(readyLine)).toHaveLength(1)
    expect(output.stdout).toContain(engine.socket)
    expect(await docker(engine, 'ps', '--format', '{{.Names}}')).toContain(signal.toLowerCase())
  })
}

test('a window that starts its engine leaves nothing of itself in it', async () => {
  const home = temporaryHome()
  const { child, output, ended } = start({ home })
  try {
    await expect.poll(() => output.stdout).toMatch(readyLine)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    const left = processesOf(home).map(({ command }) => command)
    expect(left.some((command) => command.includes('dockerd'))).toBe(true)
    expect(left.filter((command) => command.includes('electron'))).toEqual([])
    const keeper = processesOf(home).find(({ command }) => command.includes('slipway-keeper'))!
    const open = await import('node:fs').then(({ readdirSync, readlinkSync }) =>
      readdirSync(`/proc/${keeper.pid}/fd`).map((fd) => {
        try {
          return readlinkSync(`/proc/${keeper.pid}/fd/${fd}`)
        } catch {
          return ''
        }
      }),
    )
    expect(open.filter((path) => path.includes('/window/') || path.includes('chrom'))).toEqual([])
  } finally {
    const engine = await startEngine(home)
    await engine.dispose()
  }
})

test('--screenshot writes what is shown, leaves an engine that ran as it was, and stops one that it started', async ({
  engine,
}) => {
  await docker(engine, 'run', '-d', '--name', 'pictured', engine.image, 'sleep', '1000')
  const file = join(engine.home, 'shot.png')
  const first = start({ home: engine.home, args: ['--screenshot', file] })
  expect(await first.ended, first.output.stderr).toBe(0)
  expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG')
  expect(statSync(file).size).toBeGreaterThan(10_000)
  expect(await docker(engine, 'ps', '--format', '{{.Names}}')).toContain('pictured')

  const home = temporaryHome()
  const other = join(home, 'shot.png')
  const second = start({ home, args: [`--screenshot=${other}`] })
  expect(await second.ended, second.output.stderr).toBe(0)
  expect(existsSync(other)).toBe(true)
  await expect.poll(() => processesOf(home)).toEqual([])
  removeHome(home)
})

test('--screenshot of an engine that cannot start shows why, says so, and exits 1', async () => {
  const home = temporaryHome()
  mkdirSync(join(home, 'engine/data'), { recursive: true })
  // What should be the folder of the log is a file.
  writeFileSync(join(home, 'engine/log'), '')
  const file = join(home, 'shot.png')
  const { output, ended } = start({ home, args: ['--screenshot', file] })
  expect(await ended).toBe(1)
  expect(existsSync(file)).toBe(true)
  expect(output.stdout).not.toContain('Slipway ready')
  const said = output.stderr.split('\n').filter((line) => line && !/^\[\d+:/.test(line))
  expect(said).toHaveLength(1)
  await expect.poll(() => processesOf(home)).toEqual([])
  removeHome(home)
})

test('a second start shows the window of the first and ends; its picture is taken by the first', async ({
  slipway,
  engine,
}) => {
  const { app } = slipway
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  const second = start({ home: engine.home })
  expect(await second.ended).toBe(0)
  expect(second.output.stdout).toContain('Slipway is open already')
  const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  await expect.poll(isVisible).toBe(true)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)

  const file = join(engine.home, 'second.png')
  const third = start({ home: engine.home, args: ['--screenshot', file] })
  expect(await third.ended).toBe(0)
  expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG')
})

test('two homes have two windows', async ({ slipway }) => {
  const home = temporaryHome()
  const other = await launch({ home })
  expect(isAlive(slipway.process.pid!)).toBe(true)
  await expect(other.page.getByText('No containers yet')).toBeVisible()
  await other.close()
  const engine = await startEngine(home)
  await engine.dispose()
})

test('without a tray closing minimises, and the window says so once', async ({ engine }) => {
  const settings = join(engine.home, 'settings.json')
  writeFileSync(settings, '{"kept":"as it is"}')
  const first = await launch({ home: engine.home })
  await expect(first.page.getByText(/tray/i)).toBeVisible()
  await first.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const done: string[] = []
    Object.assign(globalThis, { done })
    const minimize = window!.minimize.bind(window)
    window!.minimize = () => {
      done.push('minimised')
      minimize()
    }
    window!.close()
  })
  const done = () => first.app.evaluate(() => (globalThis as unknown as { done: string[] }).done)
  await expect.poll(done).toEqual(['minimised'])
  expect(await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  await first.close()
  expect(JSON.parse(readFileSync(settings, 'utf8'))).toEqual({
    version: 1,
    kept: 'as it is',
    noTraySeen: true,
  })

  const second = await launch({ home: engine.home })
  const isTray = () =>
    second.page.evaluate(async () => {
      const { slipway } = window as unknown as {
        slipway: { call(name: string): Promise<{ value: { tray: boolean } }> }
      }
      return (await slipway.call('app.info')).value.tray
    })
  await expect.poll(isTray, 'there is none this time either').toBe(false)
  await expect(second.page.getByText(/tray/i)).toHaveCount(0)
  await second.close()
})

test('a hidden window reads nothing, and reads again when it is shown', async ({ engine }) => {
  // Not through Playwright, which makes pages believe that they are always seen.
  const probe = join(root, 'tests/e2e/support/hideAndShow.cjs')
  const { child, output, ended } = start({ home: engine.home, probe })
  const streams = () =>
    [...output.stdout.matchAll(/^(shown|hidden): (\d+)$/gm)].map(([, when, open]) => [when, open])
  await expect.poll(streams).toHaveLength(3)
  const [before, hidden, after] = streams()
  expect(hidden).toEqual(['hidden', '0'])
  expect(Number(before![1])).toBeGreaterThan(0)
  expect(after).toEqual(before)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('the size, the place and being maximised are remembered', async ({ engine }) => {
  const first = await launch({ home: engine.home })
  await first.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1010, height: 690 })
  })
  const bounds = (slipway: typeof first) =>
    slipway.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  await expect.poll(() => bounds(first)).toEqual({ x: 40, y: 30, width: 1010, height: 690 })
  await first.close()
  const second = await launch({ home: engine.home })
  expect(await bounds(second)).toEqual({ x: 40, y: 30, width: 1010, height: 690 })
  await second.close()

  const file = join(engine.home, 'window/state.json')
  writeFileSync(file, '{"x":90000,"y":90000,"width":1000,"height":700,"maximised":false}')
  const third = await launch({ home: engine.home })
  const { x, y, width } = (await bounds(third))!
  expect(width).toBe(1000)
  expect(Math.max(x, y)).toBeLessThan(3000)
  await third.close()
})

/** Chooses Quit in the menu, and answers each question with the button of its place here, the last one for all that follow. */
async function quit({ app }: Slipway, ...buttons: number[]): Promise<void> {
  await app.evaluate(({ dialog, Menu }, chosen) => {
    const asked: unknown[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = (async (...given: unknown[]) => {
      asked.push(given.at(-1))
      return { response: chosen[Math.min(asked.length, chosen.length) - 1]!, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
    Menu.getApplicationMenu()
      ?.items[0]?.submenu?.items.find(({ label }) => label === 'Quit')
      ?.click()
  }, buttons)
}

/** The questions that were asked since. */
const asked = ({ app }: Slipway) =>
  app.evaluate(() => (globalThis as unknown as { asked: { message: string; detail: string }[] }).asked)

const ended = (slipway: Slipway) => expect.poll(() => isAlive(slipway.process.pid!)).toBe(false)

test('quitting asks about running containers: cancel, keep, stop', async () => {
  const engine = await startEngine()
  const image = await importBusybox(engine)
  await docker(engine, 'run', '-d', '--stop-signal', 'KILL', '--name', 'busy', image, 'sleep', '1000')

  const cancelled = await launch({ home: engine.home })
  await quit(cancelled, 2)
  await expect.poll(async () => (await asked(cancelled))[0]?.message).toBe('One container is running.')
  expect(await cancelled.page.title()).toBe('Slipway')
  await cancelled.close()

  const kept = await launch({ home: engine.home })
  await quit(kept, 0)
  await ended(kept)
  expect(await docker(engine, 'ps', '--format', '{{.Names}}')).toBe('busy')

  const stopped = await launch({ home: engine.home })
  await quit(stopped, 1)
  await ended(stopped)
  await expect.poll(() => processesOf(engine.home)).toEqual([])
  expect(JSON.parse(readFileSync(join(engine.home, 'settings.json'), 'utf8'))).toMatchObject({
    atQuit: 'stop',
  })
  await discard(engine.engine)
})

test('a home that can no longer be written to keeps nobody from stopping all and quitting', async () => {
  test.skip(isRoot, 'root may write everywhere')
  const engine = await startEngine()
  const image = await importBusybox(engine)
  await docker(engine, 'run', '-d', '--stop-signal', 'KILL', '--name', 'busy', image, 'sleep', '1000')
  const slipway = await launch({ home: engine.home })
  const closed = ['', 'window', 'engine', 'engine/log', 'run'].map((name) => join(engine.home, name))
  const files = ['window/main.log', 'window/state.json'].map((name) => join(engine.home, name))
  for (const path of [...files.filter((file) => existsSync(file)), ...closed]) chmodSync(path, 0o500)
  await quit(slipway, 1)
  await ended(slipway)
  await expect
    .poll(() => processesOf(engine.home).filter(({ command }) => /dockerd|containerd|sleep/.test(command)))
    .toEqual([])
  for (const path of closed) if (existsSync(path)) chmodSync(path, 0o700)
  await discard(engine.engine)
})

test('an engine whose keeper does not answer is told of when quitting, and can be left', async () => {
  const engine = await startEngine()
  const image = await importBusybox(engine)
  await docker(engine, 'run', '-d', '--stop-signal', 'KILL', '--name', 'busy', image, 'sleep', '1000')
  const slipway = await launch({ home: engine.home })
  const keeper = processesOf(engine.home).find(({ command }) => command.includes('slipway-keeper'))!
  process.kill(keeper.pid, 'SIGSTOP')
  try {
    await quit(slipway, 1, 1)
    await expect.poll(() => asked(slipway)).toHaveLength(2)
    expect((await asked(slipway))[1]!.message).toBe(
      `The engine could not be stopped, so it keeps running: A keeper runs for ${engine.home}, but does not answer at ${engine.home}/run/keeper.sock.`,
    )
    expect(await slipway.page.title()).toBe('Slipway')
    await quit(slipway, 1, 0)
    await ended(slipway)
  } finally {
    process.kill(keeper.pid, 'SIGCONT')
  }
  await discard(engine.engine)
})

test('quitting asks about, and stops, the own engine also while another is active', async () => {
  const own = await startEngine()
  const other = await startEngine()
  await docker(own, 'run', '-d', '--name', 'busy', await importBusybox(own), 'sleep', '1000')
  const image = await importBusybox(other)
  for (const name of ['one', 'two']) await docker(other, 'run', '-d', '--name', name, image, 'sleep', '1000')
  addConnection(own.home, 'Second', { kind: 'unix', socket: other.socket }, true)

  const slipway = await launch({ home: own.home })
  await expect(slipway.page.getByRole('row', { name: 'two' })).toBeVisible()
  await quit(slipway, 2)
  await expect.poll(() => asked(slipway)).toHaveLength(1)
  const [{ message, detail } = { message: '', detail: '' }] = await asked(slipway)
  expect(message).toBe("One container is running in Slipway's own engine.")
  expect(detail).toContain('What runs at Second is not touched.')

  // Of those at the other engine nobody is asked.
  await docker(own, 'rm', '-f', 'busy')
  await quit(slipway, 2)
  await ended(slipway)
  await expect.poll(() => processesOf(own.home)).toEqual([])
  expect((await docker(other, 'ps', '--format', '{{.Names}}')).split('\n').sort()).toEqual(['one', 'two'])
  await discard(own.engine)
  await other.dispose()
})
