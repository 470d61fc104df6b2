import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { EngineState } from '../../main/contract/engine'
import { createEngine, type Engine } from '../../main/engine/owned/lifecycle'
import {
  containerPid,
  discard,
  docker,
  explain,
  importBusybox,
  processesOf,
  reasonOf,
  removeHome,
  root,
  temporaryHome,
} from '../support/engine'
import { keepEngine, killAllOf } from '../support/keptEngine'
import { movedClock } from '../support/movedClock'
import { isAlive, processes } from '../support/processes'
import { signal } from '../support/signal'
import { startWeb, webAnswer } from '../support/web'

const engines: Engine[] = []

afterEach(async () => {
  for (const engine of engines.splice(0)) await discard(engine)
})

/** An engine whose keeper looks after it every second, not every ten, unless other words are given. */
async function watchedEngine(
  home = temporaryHome(),
  words = ['--look-seconds', '1'],
  env: NodeJS.ProcessEnv = {},
) {
  await keepEngine(home, words, env)
  const engine = createEngine({ root, home })
  engines.push(engine)
  const state = await engine.start()
  expect(state.phase, explain(state)).toBe('ready')
  const all: EngineState[] = []
  engine.onState((each) => void all.push(each))
  return { engine, home, socket: state.socket, all }
}

function pidOf({ state }: Engine, name: string): number {
  return state.processes.find((one) => one.name === name)?.pid ?? 0
}

/** The next time that the engine is ready with a reason that says this. */
function readyAgain(engine: Engine, words: string): Promise<EngineState> {
  return new Promise((resolve, reject) => {
    const forget = engine.onState((state) => {
      if (state.phase === 'failed') reject(new Error(explain(state)))
      if (state.phase !== 'ready' || !reasonOf(state).includes(words)) return
      forget()
      resolve(state)
    })
  })
}

/** slirp4netns works for rootlesskit or, once that one's own has died, for the keeper. */
function networkOf(engine: Engine): number {
  const parents = [pidOf(engine, 'rootlesskit'), pidOf(engine, 'keeper')]
  const found = processes().find(
    ({ parent, command }) => parents.includes(parent) && /^\S*slirp4netns /.test(command),
  )
  return found?.pid ?? 0
}

/** These processes and all that they, or who works for them, started, in order. */
function withDescendants(pids: readonly number[]): number[] {
  const everyone = processes()
  const found = new Set(pids)
  for (let size = 0; size < found.size; ) {
    size = found.size
    for (const { pid, parent } of everyone) if (found.has(parent)) found.add(pid)
  }
  return [...found].sort((a, b) => a - b)
}

/** All of it as it was: the process, the port, the way out, and the list. */
async function expectUnharmed(engine: { socket: string }, pid: number) {
  expect(await containerPid(engine, 'web')).toBe(pid)
  expect(isAlive(pid)).toBe(true)
  expect(await webAnswer(engine)).toBe('works')
  // The network's own gateway: it answers without any network of this machine.
  expect(await docker(engine, 'exec', 'web', 'ping', '-c', '1', '-W', '30', '10.0.2.2')).toContain(
    '0% packet loss',
  )
  expect(await docker(engine, 'ps', '-a', '--format', '{{.Names}} {{.State}}')).toBe('web running')
}

test('a network that dies is replaced under its containers', async () => {
  const { engine, socket } = await watchedEngine()
  const pid = await startWeb({ socket })
  await expectUnharmed({ socket }, pid)
  for (let round = 0; round < 2; round++) {
    const again = readyAgain(engine, 'slirp4netns ended unexpectedly')
    signal(networkOf(engine), 'SIGKILL')
    await again
    await expectUnharmed({ socket }, pid)
  }
})

test('the keeper and dockerd die at the same moment', async () => {
  const { engine, socket } = await watchedEngine()
  const pid = await startWeb({ socket })
  const dockerd = pidOf(engine, 'dockerd')
  signal(pidOf(engine, 'keeper'), 'SIGKILL')
  signal(dockerd, 'SIGKILL')
  const recovered = () => engine.state.phase === 'ready' && ![0, dockerd].includes(pidOf(engine, 'dockerd'))
  await expect.poll(recovered).toBe(true)
  await expectUnharmed({ socket }, pid)
})

test('a dockerd that hangs is started again, and its containers run on', async () => {
  const { engine, socket } = await watchedEngine()
  const pid = await startWeb({ socket })
  const dockerd = pidOf(engine, 'dockerd')
  const again = readyAgain(engine, 'dockerd did not answer for')
  signal(dockerd, 'SIGSTOP')
  await again
  expect(pidOf(engine, 'dockerd')).not.toBe(dockerd)
  await expectUnharmed({ socket }, pid)
})

describe.each([
  { when: 'while all is well', dockerdToo: false },
  { when: 'while dockerd starts', dockerdToo: true },
])('a containerd that hangs $when', ({ dockerdToo }) => {
  test('is started again, and its containers run on where it finds them again', async () => {
    const { engine, socket } = await watchedEngine()
    const pid = await startWeb({ socket }, '--restart', 'always')
    const containerd = pidOf(engine, 'containerd')
    const again = readyAgain(engine, 'containerd did not answer for')
    signal(containerd, 'SIGSTOP')
    if (dockerdToo) signal(pidOf(engine, 'dockerd'), 'SIGKILL')
    const state = await again
    expect(pidOf(engine, 'containerd')).not.toBe(containerd)
    await expect.poll(() => webAnswer({ socket }).catch(String)).toBe('works')
    const now = await containerPid({ socket }, 'web')
    // Without cgroups it does not find them, which was said.
    if (state.reason?.code === 'keeper/againWithout') expect(now).not.toBe(pid)
    else expect(now).toBe(pid)
    await expectUnharmed({ socket }, now)
  })
})

test('a rootlesskit that hangs is told of, and ends nobody', async () => {
  const { engine, socket } = await watchedEngine()
  const pid = await startWeb({ socket })
  const rootlesskit = pidOf(engine, 'rootlesskit')
  const told = readyAgain(engine, 'rootlesskit does not answer')
  signal(rootlesskit, 'SIGSTOP')
  await told
  signal(rootlesskit, 'SIGCONT')
  await expect.poll(() => engine.state).toMatchObject({ phase: 'ready', reason: null })
  await expectUnharmed({ socket }, pid)
})

test('a machine that stands still finds all as it was', async () => {
  const { home, socket, all } = await watchedEngine()
  const pid = await startWeb({ socket })
  const told = all.length
  const everyone = withDescendants(processesOf(home).map(({ pid }) => pid))
  expect(everyone).toContain(pid)
  expect(everyone.length).toBeGreaterThanOrEqual(9)
  for (const pid of everyone) signal(pid, 'SIGSTOP')
  // For longer than whoever hangs is borne with.
  await pause(8000)
  for (const pid of everyone) signal(pid, 'SIGCONT')
  // Long enough for another look, and for what it might think.
  await pause(4000)
  expect(all.slice(told)).toEqual([])
  await expectUnharmed({ socket }, pid)
  expect(withDescendants(processesOf(home).map(({ pid }) => pid))).toEqual(everyone)
})

test('a wall clock that is put years forward and back harms nothing', async () => {
  const clock = movedClock()
  const words = ['--look-seconds', '1', '--bin', clock.bin]
  const { engine, home, socket, all } = await watchedEngine(undefined, words, clock.env)
  const pid = await startWeb({ socket })
  const told = all.length
  for (const years of [1, -2, 0]) {
    clock.move(years * 31_536_000)
    const time = await docker({ socket }, 'info', '--format', '{{.SystemTime}}')
    const away = (Date.parse(time) - Date.now()) / 31_536_000_000
    expect(away).toBeCloseTo(years, 2)
    // For two more looks.
    await pause(2500)
    await expectUnharmed({ socket }, pid)
    expect(await docker({ socket }, 'run', '--rm', 'busybox:test', 'echo', 'hello')).toBe('hello')
    const year = new Date(Date.now() + years * 31_536_000_000).getUTCFullYear()
    expect(readFileSync(join(home, 'engine/log/containerd.log'), 'utf8')).toContain(`time="${year}-`)
  }
  expect(all.slice(told)).toEqual([])

  clock.move(-31_536_000)
  const again = readyAgain(engine, 'dockerd did not answer for')
  signal(pidOf(engine, 'dockerd'), 'SIGSTOP')
  await again
  await expectUnharmed({ socket }, pid)
})

test('the socket of dockerd is removed: it comes back, and containers run on', async () => {
  const { engine, socket } = await watchedEngine()
  const pid = await startWeb({ socket })
  const again = readyAgain(engine, `dockerd lost ${socket}`)
  rmSync(socket)
  await again
  await expectUnharmed({ socket }, pid)
})

test('the run directory is removed: all is started again, and containers follow their restart policies', async () => {
  const { engine, home, socket } = await watchedEngine()
  const pid = await startWeb({ socket }, '--restart', 'always')
  const again = readyAgain(engine, 'containers follow their restart policies')
  removeHome(join(home, 'run'))
  expect((await again).reason).toMatchObject({ code: 'keeper/allAgain' })
  expect(isAlive(pid)).toBe(false)
  await expect.poll(() => webAnswer({ socket }).catch(String)).toBe('works')
  await expectUnharmed({ socket }, await containerPid({ socket }, 'web'))
  // The way to the keeper is there again, too.
  expect(existsSync(engine.paths.control)).toBe(true)
  const other = createEngine({ root, home })
  expect(await other.adopt()).toBe(true)
  other.dispose()
})

test('a container that was about to start when all was killed starts with the next engine', async () => {
  const first = await watchedEngine()
  const image = await importBusybox(first)
  const id = await docker(first, 'run', '-d', '--name', 'kept', '--restart', 'always', image, 'sleep', '1000')
  const pid = await containerPid(first, 'kept')
  first.engine.dispose()
  engines.length = 0
  await killAllOf(first.home)
  signal(pid, 'SIGKILL')
  // As it is before runc was asked for anything: containerd has made a folder, but nothing to find its way back by.
  const task = join(first.home, 'run/containerd/io.containerd.runtime.v2.task/moby', id)
  for (const path of [task, join(first.home, 'run/docker/runtime-runc/moby', id)]) removeHome(path)
  mkdirSync(task)
  writeFileSync(join(task, 'config.json'), '{}')

  const { socket } = await watchedEngine(first.home)
  await expect.poll(() => docker({ socket }, 'ps', '--format', '{{.Names}}')).toBe('kept')
})

/** Containers that outlive all that could reach them; each as they are found by nothing but their mounts. */
test.each([
  ['in the same run directory', (home: string) => home],
  ['after the run directory was removed', (home: string) => removeHome(join(home, 'run'))],
  ['with nothing on record', (home: string) => rmSync(join(home, 'engine/keeper.lock'))],
])('no second process works on the files of a container whose engine is gone: %s', async (_, lose) => {
  const first = await watchedEngine()
  const image = await importBusybox(first)
  // It ends the sooner when it is asked to.
  const work = 'trap "exit 0" TERM; while :; do sleep 0.1; done'
  const unlike = `slipway-${process.pid}-${first.home.slice(-6)}`
  const always = ['--name', 'kept', '--restart', 'always']
  await docker(first, 'run', '-d', ...always, image, 'sh', '-c', work, unlike)
  const workers = () => processes().filter(({ command }) => command.endsWith(unlike))
  await expect.poll(workers).toHaveLength(1)
  first.engine.dispose()
  engines.length = 0
  const [before] = workers()
  const others = processesOf(first.home).filter(({ pid }) => pid !== before!.pid)
  // The keeper, which would start again what ends, and the shims, which would end their containers, at one blow.
  for (const { pid } of others) signal(pid, 'SIGSTOP')
  for (const { pid } of others) signal(pid, 'SIGKILL')
  await expect.poll(() => others.filter(({ pid }) => isAlive(pid))).toEqual([])
  expect(workers()).toEqual([expect.objectContaining({ pid: before!.pid })])
  lose(first.home)

  const { engine, socket } = await watchedEngine(first.home)
  await expect.poll(() => docker({ socket }, 'ps', '--format', '{{.Names}}')).toBe('kept')
  expect(isAlive(before!.pid)).toBe(false)
  expect(workers()).toHaveLength(1)
  expect(reasonOf(engine.state)).toContain('at work on its data')
  await engine.stop()
  expect(workers()).toEqual([])
})

test('a container whose shim was killed with all else, and of which nobody knows any more, is ended by the next engine', async () => {
  const first = await watchedEngine()
  const image = await importBusybox(first)
  const id = await docker(first, 'run', '-d', '--name', 'kept', '--restart', 'always', image, 'sleep', '1000')
  const pid = await containerPid(first, 'kept')
  first.engine.dispose()
  engines.length = 0
  await killAllOf(first.home)
  expect(isAlive(pid)).toBe(true)
  // What containerd would find it by.
  const task = join(first.home, 'run/containerd/io.containerd.runtime.v2.task/moby', id)
  for (const path of [task, join(first.home, 'run/docker/runtime-runc/moby', id)]) removeHome(path)

  const { socket } = await watchedEngine(first.home)
  expect(isAlive(pid)).toBe(false)
  await expect.poll(() => docker({ socket }, 'ps', '--format', '{{.Names}}')).toBe('kept')
})

test('twenty starts over what was killed at twenty moments make one whole engine', async () => {
  const home = temporaryHome()
  const first = await watchedEngine(home)
  const image = await importBusybox(first)
  // A number of seconds that nobody else on this machine sleeps.
  const unlike = 1e6 + process.pid
  const always = ['--init', '--name', 'kept', '--restart', 'always']
  await docker(first, 'run', '-d', ...always, image, 'sleep', String(unlike))
  first.engine.dispose()
  engines.length = 0
  for (let round = 0; round < 20; round++) {
    await killAllOf(home)
    await keepEngine(home)
    await pause(round * 60)
  }
  await killAllOf(home)

  const { engine, socket, all } = await watchedEngine(home)
  await expect
    .poll(() => docker({ socket }, 'ps', '-a', '--format', '{{.Names}} {{.State}}'))
    .toBe('kept running')
  for (const name of ['slipway-keeper', 'rootlesskit', 'containerd', 'dockerd']) {
    const programs = processesOf(home).filter(({ command }) => command.split(' ')[0]!.endsWith(`/${name}`))
    expect(programs, name).toHaveLength(1)
  }
  const containers = processes().filter(({ command }) => command === `sleep ${unlike}`)
  expect(containers).toHaveLength(1)
  expect(await docker({ socket }, 'run', '--rm', image, 'echo', 'hello')).toBe('hello')
  // A dockerd that was killed while it made its networks may have to be started twice.
  expect(all.map(({ phase }) => phase)).not.toContain('failed')
  for (const { name, restarts } of engine.state.processes) {
    expect(restarts, name).toBeLessThanOrEqual(name === 'dockerd' ? 1 : 0)
  }
})
