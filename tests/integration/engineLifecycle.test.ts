import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EngineState } from '../../main/contract/engine'
import { connectKeeper, type KeeperState } from '../../main/engine/owned/keeper'
import { createEngine, type Engine } from '../../main/engine/owned/lifecycle'
import { sentence } from '../../main/texts/sentence'
import {
  containerPid,
  discard,
  docker,
  explain,
  importBusybox,
  processesOf,
  root,
  temporaryHome,
} from '../support/engine'
import { freshEngine, idleEngine } from '../support/freshEngine'
import { isAlive } from '../support/processes'
import { startWeb, webAnswer } from '../support/web'

function pidOf(state: EngineState, name: string): number {
  return state.processes.find((one) => one.name === name)?.pid ?? 0
}

/** The next time that the engine is ready after it was not. */
function readyAgain(engine: Engine): Promise<EngineState> {
  return new Promise((resolve) => {
    let away = false
    const forget = engine.onState((state) => {
      away ||= state.phase !== 'ready'
      if (state.phase === 'failed' || (away && state.phase === 'ready')) {
        forget()
        resolve(state)
      }
    })
  })
}

test('a cold start ends with an engine that runs containers', async () => {
  const { engine, socket, home } = await freshEngine()
  expect(engine.state).toMatchObject({ phase: 'ready', mode: 'rootless', home, reason: null, log: [] })
  expect(Number.parseInt(engine.state.version!, 10)).toBeGreaterThanOrEqual(26)
  expect(engine.state.apiVersion).toMatch(/^1\.\d+$/)
  expect(engine.state.processes.map(({ name }) => name)).toEqual([
    'keeper',
    'rootlesskit',
    'containerd',
    'dockerd',
  ])
  expect(socket).toBe(join(home, 'run/docker.sock'))
  expect(statSync(join(home, 'run')).mode & 0o777).toBe(0o700)
  expect(statSync(join(home, 'run/keeper.sock')).mode & 0o777).toBe(0o600)

  const image = await importBusybox({ socket })
  expect(await docker({ socket }, 'run', '--rm', image, 'echo', 'hello')).toBe('hello')
  expect(await docker({ socket }, 'info', '--format', '{{.Driver}} {{.LiveRestoreEnabled}}')).toBe(
    'overlay2 true',
  )
  expect(await engine.logs('dockerd', 65536)).toContain('API listen')
})

test('dockerd comes back after kill -9; its containers and their ports do not notice', async () => {
  const { engine, socket } = await freshEngine()
  const web = await startWeb({ socket })
  expect(await webAnswer({ socket })).toBe('works')

  const again = readyAgain(engine)
  process.kill(pidOf(engine.state, 'dockerd'), 'SIGKILL')
  const state = await again
  expect(explain(state)).toContain('dockerd ended unexpectedly (signal 9)')
  expect(state.processes.find(({ name }) => name === 'dockerd')).toMatchObject({ restarts: 1 })
  expect(await containerPid({ socket }, 'web')).toBe(web)
  expect(isAlive(web)).toBe(true)
  expect(await webAnswer({ socket })).toBe('works')
})

test('a successor takes over what runs when the keeper is killed', async () => {
  const { engine, socket } = await freshEngine()
  const web = await startWeb({ socket })
  const before = engine.state

  const again = readyAgain(engine)
  process.kill(pidOf(before, 'keeper'), 'SIGKILL')
  const after = await again
  expect(after.phase, explain(after)).toBe('ready')
  expect(pidOf(after, 'keeper')).not.toBe(pidOf(before, 'keeper'))
  for (const name of ['rootlesskit', 'containerd', 'dockerd']) {
    expect(pidOf(after, name), name).toBe(pidOf(before, name))
  }
  expect(await containerPid({ socket }, 'web')).toBe(web)
  expect(await webAnswer({ socket })).toBe('works')

  // The successor watches what it did not start.
  const recovered = readyAgain(engine)
  process.kill(pidOf(after, 'dockerd'), 'SIGKILL')
  await recovered
  expect(await containerPid({ socket }, 'web')).toBe(web)
  expect(await webAnswer({ socket })).toBe('works')
})

test('all is started anew when rootlesskit is killed, and containers follow their restart policies', async () => {
  const { engine, socket } = await freshEngine()
  const image = await importBusybox({ socket })
  await docker(
    { socket },
    'run',
    '-d',
    '--init',
    '--name',
    'kept',
    '--restart',
    'always',
    image,
    'sleep',
    '1000',
  )
  await docker({ socket }, 'run', '-d', '--init', '--name', 'ended', image, 'sleep', '1000')
  const pids = [await containerPid({ socket }, 'kept'), await containerPid({ socket }, 'ended')]

  const again = readyAgain(engine)
  process.kill(pidOf(engine.state, 'rootlesskit'), 'SIGKILL')
  const state = await again
  expect(explain(state)).toContain('rootlesskit ended unexpectedly')
  expect(explain(state)).toContain('restart policies')
  expect(pids.filter(isAlive)).toEqual([])
  const format = '{{.Names}} {{.State}}'
  await expect
    .poll(() => docker({ socket }, 'ps', '-a', '--format', format))
    .toBe('ended exited\nkept running')
})

test('containerd comes back after kill -9, and no container is out of reach', async () => {
  const { engine, socket } = await freshEngine()
  const web = await startWeb({ socket })
  const image = await importBusybox({ socket })
  await docker(
    { socket },
    'run',
    '-d',
    '--init',
    '--name',
    'kept',
    '--restart',
    'always',
    image,
    'sleep',
    '1000',
  )
  const again = readyAgain(engine)
  process.kill(pidOf(engine.state, 'containerd'), 'SIGKILL')
  expect(explain(await again)).toContain('containerd ended unexpectedly (signal 9)')
  await expect.poll(() => docker({ socket }, 'exec', 'kept', 'echo', 'hello').catch(String)).toBe('hello')
  // With cgroups the container has not noticed; without, it has ended, and that is told.
  const running = await docker({ socket }, 'ps', '-q', '--filter', 'name=web')
  expect(isAlive(web)).toBe(running !== '')
  if (running === '') expect(engine.state.reason).toMatchObject({ code: 'keeper/againWithout' })
  await docker({ socket }, 'rm', '-f', 'web')
  expect(isAlive(web)).toBe(false)
})

test('two starts at the same time make one engine', async () => {
  const home = temporaryHome()
  const both = [idleEngine(home).engine, createEngine({ root, home })]
  const states = await Promise.all(both.map((engine) => engine.start()))
  both[1]!.dispose()
  for (const state of states) expect(state.phase, explain(state)).toBe('ready')
  expect(states[1]!.processes).toEqual(states[0]!.processes)
  expect(processesOf(home).filter(({ command }) => command.includes('/dockerd '))).toHaveLength(1)
})

test('a start over what an earlier one left behind', async () => {
  const { engine, home } = idleEngine()
  mkdirSync(join(home, 'run/docker'), { recursive: true })
  mkdirSync(join(home, 'run/rootlesskit'), { recursive: true })
  mkdirSync(join(home, 'engine'), { recursive: true })
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  // A number that was given away again: this very process must not be taken for the engine's, nor signalled.
  const record = `boot ${boot}\nrun ${home}/run\nprocess dockerd ${process.pid} 1 0 0\nend\n`
  writeFileSync(join(home, 'engine/keeper.lock'), record)
  writeFileSync(join(home, 'run/docker.pid'), String(process.pid))
  for (const name of ['docker.sock', 'keeper.sock', 'containerd.sock', 'rootlesskit/ready']) {
    writeFileSync(join(home, 'run', name), '')
  }
  const state = await engine.start()
  expect(state.phase, explain(state)).toBe('ready')
})

test('stop leaves nothing, and what was running comes back at the next start', async () => {
  const { engine, socket, home } = await freshEngine()
  const image = await importBusybox({ socket })
  const trap = 'trap "echo stopped; exit 0" TERM; echo started; while :; do sleep 0.1; done'
  await docker(
    { socket },
    'run',
    '-d',
    '--name',
    'back',
    '--restart',
    'unless-stopped',
    image,
    'sh',
    '-c',
    trap,
  )
  await docker({ socket }, 'run', '-d', '--init', '--name', 'away', image, 'sleep', '1000')

  expect(await engine.stop()).toMatchObject({ phase: 'stopped', processes: [] })
  expect(processesOf(home)).toEqual([])
  expect(existsSync(join(home, 'run'))).toBe(false)
  expect(existsSync(join(home, 'engine/keeper.lock'))).toBe(false)
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(home)

  const state = await engine.start()
  expect(state.phase, explain(state)).toBe('ready')
  const format = '{{.Names}} {{.State}}'
  await expect
    .poll(() => docker({ socket }, 'ps', '-a', '--format', format))
    .toBe('away exited\nback running')
  // It was asked to end, not killed.
  expect((await docker({ socket }, 'logs', 'back')).split('\n').slice(0, 2)).toEqual(['started', 'stopped'])
})

test('restart lets containers run on', async () => {
  const { engine, socket } = await freshEngine()
  const web = await startWeb({ socket })
  const before = engine.state
  const after = await engine.restart()
  expect(after.phase, explain(after)).toBe('ready')
  expect(pidOf(after, 'dockerd')).not.toBe(pidOf(before, 'dockerd'))
  expect(await containerPid({ socket }, 'web')).toBe(web)
  expect(await webAnswer({ socket })).toBe('works')
})

test('an engine that somebody else starts and stops is noticed', async () => {
  const home = temporaryHome()
  const [window, other] = [createEngine({ root, home }), idleEngine(home).engine]
  const phases: string[] = []
  try {
    await other.start()
    expect(await window.adopt()).toBe(true)
    expect(window.state).toMatchObject({ phase: 'ready', version: other.state.version })
    window.onState(({ phase }) => phases.push(phase))
    await other.stop()
    await expect.poll(() => window.state.phase).toBe('stopped')
    await other.start()
    await expect.poll(() => window.state.phase).toBe('ready')
  } finally {
    window.dispose()
  }
})

test('an engine of one session is found from another with its own run directory', async () => {
  const home = temporaryHome()
  const session = temporaryHome()
  const env = { ...process.env, SLIPWAY_HOME: undefined, XDG_DATA_HOME: home }
  const ours = createEngine({ root, env: { ...env, XDG_RUNTIME_DIR: session } })
  const theirs = createEngine({ root, env: { ...env, XDG_RUNTIME_DIR: undefined } })
  try {
    const state = await ours.start()
    expect(state).toMatchObject({ phase: 'ready', socket: join(session, 'slipway/docker.sock') })
    expect(await theirs.start()).toMatchObject({ phase: 'ready', socket: state.socket })
    expect(theirs.state.processes).toEqual(state.processes)
  } finally {
    theirs.dispose()
    await discard(ours)
    for (const folder of [home, session]) rmSync(folder, { recursive: true })
  }
})

test('the engine of another home is left alone, though both have one run directory', async () => {
  const session = temporaryHome()
  const homes = [temporaryHome(), temporaryHome()]
  const [theirs, ours] = homes.map((home) =>
    createEngine({
      root,
      env: { ...process.env, SLIPWAY_HOME: undefined, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: session },
    }),
  ) as [Engine, Engine]
  try {
    const { processes } = await theirs.start()
    expect(await ours.adopt()).toBe(false)
    expect(await ours.start()).toMatchObject({ phase: 'failed', processes: [] })
    expect(ours.state.reason).toEqual(sentence('keeper/runInUse', { folder: join(session, 'slipway') }))
    await ours.stop()
    expect(theirs.state).toMatchObject({ phase: 'ready', processes })
  } finally {
    ours.dispose()
    await discard(theirs)
    for (const folder of [...homes, session]) rmSync(folder, { recursive: true })
  }
})

test('a crash loop ends with the reason and the end of the log, and can be tried again', async () => {
  const { engine, home } = await freshEngine()
  const config = join(home, 'engine/daemon.json')
  const good = readFileSync(config, 'utf8')
  writeFileSync(config, JSON.stringify({ ...JSON.parse(good), 'no-such-setting': true }))
  const failed = await engine.restart()
  expect(failed.phase).toBe('failed')
  expect(failed.reason).toMatchObject({ code: 'keeper/gaveUp' })
  expect(failed.log.join('\n')).toContain('no-such-setting')

  writeFileSync(config, good)
  const mended = await engine.start()
  expect(mended.phase, explain(mended)).toBe('ready')
})

test('a keeper serves many listeners, and one that never reads does not hold it up', async () => {
  const { engine, home } = await freshEngine()
  const idle = connect(join(home, 'run/keeper.sock'))
  try {
    await new Promise((resolve) => idle.once('connect', resolve))
    idle.pause()
    idle.write('nonsense\n'.repeat(20))
    const state = await engine.restart()
    expect(state.phase, explain(state)).toBe('ready')
  } finally {
    idle.destroy()
  }
})

test('a dockerd that hangs is ended all the same, and so are its containers', async () => {
  const { engine, socket, home } = await freshEngine()
  const web = await startWeb({ socket })
  process.kill(pidOf(engine.state, 'dockerd'), 'SIGSTOP')
  const phases: string[] = []
  const ended = new Promise<void>((resolve, reject) => {
    const listener = { onState: ({ state }: KeeperState) => void phases.push(state), onEnd: resolve }
    connectKeeper(engine.paths.control, listener).then((keeper) => keeper!.send('stop', 1), reject)
  })
  await ended
  expect([...new Set(phases)]).toEqual(['ready', 'stopping', 'stopped'])
  expect(isAlive(web)).toBe(false)
  expect(processesOf(home)).toEqual([])
  expect(existsSync(join(home, 'run'))).toBe(false)
})

test('logs are bounded', async () => {
  const { engine, home } = await freshEngine()
  const [log, old] = ['log', 'log.1'].map((ending) => join(home, 'engine/log', `dockerd.${ending}`)) as [
    string,
    string,
  ]
  const before = readFileSync(log, 'utf8')
  appendFileSync(log, `${'x'.repeat(99)}\n`.repeat(50_000))
  await expect.poll(() => existsSync(old) && statSync(log).size).toBeLessThan(1_000_000)
  expect(readFileSync(old, 'utf8').startsWith(before)).toBe(true)
  await engine.restart()
  expect(await engine.logs('dockerd', 65536)).toContain('API listen')
})
