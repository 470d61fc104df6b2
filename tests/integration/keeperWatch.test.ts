import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { type Sentence, say, sentence } from '../../main/texts/sentence'
import { temporaryHome } from '../support/engine'
import { eventually } from '../support/eventually'
import { movedClock } from '../support/movedClock'
import { isAlive, processes } from '../support/processes'
import { keeper, keepers, type ScriptedEngine, test } from '../support/scriptedEngine'
import { signal } from '../support/signal'

/** Milliseconds between two looks of a keeper, in place of ten seconds. */
const look = 700
const hasty = ['--look-seconds', String(look / 1000)]
const programs = ['rootlesskit', 'containerd', 'dockerd']
const pids = (engine: ScriptedEngine) => programs.map((name) => engine.pid(name))

/** The last slirp4netns that was started. */
function network(engine: ScriptedEngine) {
  const [, , pid, ...words] = engine
    .trace()
    .findLast((line) => line.startsWith('start slirp4netns '))!
    .split(' ')
  return { pid: Number(pid), words }
}

/** However long that was. */
const silent = (name: string): Sentence => ({
  code: 'keeper/silent',
  params: { name, n: expect.any(Number) },
})

describe.concurrent.each(keepers)('$build', ({ program }) => {
  test('a dockerd that does not answer any more is started again, and only that', async ({ scripted }) => {
    const engine = scripted(program, { args: hasty })
    await engine.keep()
    await engine.phase('ready')
    const [rootlesskit, containerd, dockerd] = pids(engine)
    signal(dockerd, 'SIGSTOP')
    const state = await engine.until(
      ({ state }) => state === 'ready' && ![0, dockerd].includes(engine.pid('dockerd')),
    )
    expect(state.reason).toEqual(sentence('keeper/again', { cause: silent('dockerd') }))
    expect(pids(engine).slice(0, 2)).toEqual([rootlesskit, containerd])
    expect(isAlive(dockerd!)).toBe(false)
  })

  test('a network that dies is replaced under what runs, also by a successor', async ({ scripted }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    const before = pids(engine)
    /** Kills it; the words with which another one was started. */
    async function replaced(restarts: number, cause: Sentence) {
      const { pid } = network(engine)
      signal(pid, 'SIGKILL')
      const state = await engine.until((each) => each.state === 'ready' && each.restarts === restarts)
      expect(state.reason).toEqual(sentence('keeper/again', { cause }))
      await eventually(() => expect(network(engine).pid).not.toBe(pid))
      expect(pids(engine)).toEqual(before)
      expect(network(engine).words).toEqual(['--mtu=65520', '--disable-host-loopback', holder, 'tap0'])
    }
    const holder = readFileSync(join(engine.run, 'rootlesskit/child_pid'), 'utf8')
    const name = 'slirp4netns'
    // rootlesskit's own: only its parent learns how it ended.
    await replaced(1, sentence('keeper/ended', { name }))
    await replaced(2, sentence('keeper/killed', { name, signal: 9 }))
    const { pid } = network(engine)
    signal(engine.pid('keeper'), 'SIGKILL')
    await engine.ended()
    await engine.keep()
    await engine.phase('ready')
    expect(network(engine).pid).toBe(pid)
    await replaced(1, sentence('keeper/ended', { name }))

    // Without rootlesskit it has nothing left to serve.
    const networks = () =>
      processes().filter(({ command }) => command.includes(`${engine.home}/bin/slirp4netns`))
    signal(engine.pid('rootlesskit'), 'SIGKILL')
    await engine.until(
      ({ state }) => state === 'ready' && ![0, before[0]].includes(engine.pid('rootlesskit')),
    )
    expect(networks().map(({ pid }) => pid)).toEqual([network(engine).pid])
    engine.send('stop')
    await engine.ended()
    expect(networks()).toEqual([])
  })

  // Where files of it belong to a subordinate id, the directory itself outlives its removal.
  test.for([
    ['no run directory any more', () => ['']],
    ['nothing in its run directory any more', readdirSync],
  ] as const)('a successor that finds %s has all started again', async ([, removed], { scripted }) => {
    const engine = scripted(program, { args: hasty })
    await engine.keep()
    await engine.phase('ready')
    const before = pids(engine)
    signal(engine.pid('keeper'), 'SIGKILL')
    await engine.ended()
    for (const path of removed(engine.run)) rmSync(join(engine.run, path), { recursive: true })
    await engine.keep()
    const { reason } = await engine.until(
      ({ state }) => state === 'ready' && ![0, before[2]].includes(engine.pid('dockerd')),
    )
    const cause = sentence('keeper/bereft', {
      name: 'rootlesskit',
      file: join(engine.run, 'rootlesskit/api.sock'),
    })
    expect(reason).toEqual(sentence('keeper/allAgain', { cause }))
    expect(before.filter(isAlive)).toEqual([])
  })

  test('a network that dies is replaced even where the run directory was removed', async ({ scripted }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    const holder = readFileSync(join(engine.run, 'rootlesskit/child_pid'), 'utf8')
    rmSync(join(engine.run, 'rootlesskit'), { recursive: true })
    const { pid } = network(engine)
    signal(pid, 'SIGKILL')
    await engine.until((each) => each.state === 'ready' && each.restarts === 1)
    await eventually(() => expect(network(engine).pid).not.toBe(pid))
    expect(network(engine).words).toContain(holder)
  })

  test('who dies together with the network has its own consequences', async ({ scripted }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    const before = pids(engine)
    signal(engine.pid('keeper'), 'SIGKILL')
    await engine.ended()
    signal(network(engine).pid, 'SIGKILL')
    signal(before[1], 'SIGKILL')
    await engine.keep()
    const state = await engine.phase('ready')
    expect(state.processes.map(({ name }) => name)).toEqual([
      'keeper',
      'rootlesskit',
      'containerd',
      'dockerd',
    ])
    expect(engine.pid('rootlesskit')).toBe(before[0])
    expect(engine.pid('containerd')).not.toBe(before[1])
    await eventually(() => expect(network(engine).words).toContain('tap0'))
  })

  test('a socket that was removed is made again by who owns it', async ({ scripted }) => {
    const engine = scripted(program, { args: hasty })
    await engine.keep()
    await engine.phase('ready')
    for (const [name, file] of [
      ['dockerd', 'docker.sock'],
      ['containerd', 'containerd.sock'],
    ] as const) {
      const before = engine.pid(name)
      rmSync(join(engine.run, file))
      const state = await engine.until(
        ({ state }) => state === 'ready' && ![0, before].includes(engine.pid(name)),
      )
      const cause = sentence('keeper/bereft', { name, file: join(engine.run, file) })
      expect(state.reason).toMatchObject({ params: { cause } })
      expect(existsSync(join(engine.run, file))).toBe(true)
    }
    expect(engine.trace().filter((line) => line.startsWith('start rootlesskit'))).toHaveLength(1)

    rmSync(join(engine.run, 'keeper.sock'))
    await eventually(() => expect(existsSync(join(engine.run, 'keeper.sock'))).toBe(true))
    await engine.keep()
    expect(engine.states.at(-1)).toMatchObject({ state: 'ready' })
  })

  test('after its run directory was removed all is started again, as soon as there can be one', async ({
    scripted,
    onTestFinished,
  }) => {
    const session = temporaryHome()
    onTestFinished(() => rmSync(session, { recursive: true, force: true }))
    const engine = scripted(program, { args: hasty, run: join(session, 'slipway') })
    await engine.keep()
    await engine.phase('ready')
    const before = pids(engine)
    rmSync(engine.run, { recursive: true })
    const state = await engine.until(({ state }) => state === 'ready' && engine.pid('dockerd') !== before[2])
    const cause = sentence('keeper/bereft', {
      name: 'rootlesskit',
      file: join(engine.run, 'rootlesskit/api.sock'),
    })
    expect(state.reason).toEqual(sentence('keeper/allAgain', { cause }))
    expect(before.filter(isAlive)).toEqual([])

    // The session has ended: nothing can be made there until the next one begins, and all runs on meanwhile.
    const later = pids(engine)
    const told = engine.states.length
    // The keeper shall see both or neither.
    signal(engine.pid('keeper'), 'SIGSTOP')
    rmSync(engine.run, { recursive: true })
    chmodSync(session, 0o500)
    signal(engine.pid('keeper'), 'SIGCONT')
    await eventually(() => expect(engine.log('keeper')).toContain('cannot be reached'))
    await pause(2.5 * look)
    expect(later.filter(isAlive)).toEqual(later)
    expect(engine.states).toHaveLength(told)
    chmodSync(session, 0o700)
    await engine.until(({ state }) => state === 'ready' && ![0, later[2]].includes(engine.pid('dockerd')))
    await engine.keep()
    engine.send('stop')
    await engine.ended()
  })
})

describe.concurrent('the keeper', () => {
  for (const name of programs)
    test(`a run directory that is removed while ${name} starts is made again`, async ({ scripted }) => {
      const engine = scripted(keeper, { args: hasty })
      await engine.keep()
      await eventually(() =>
        expect(engine.trace().some((line) => line.startsWith(`start ${name}`))).toBe(true),
      )
      // Programs write into it meanwhile, and then it is not empty after all.
      await eventually(() => rmSync(engine.run, { recursive: true, force: true }))
      const needed = ['keeper.sock', 'rootlesskit/api.sock', 'containerd.sock', 'docker.sock']
      await engine.until(
        ({ state }) => state === 'ready' && needed.every((file) => existsSync(join(engine.run, file))),
      )
    })

  test('a containerd that does not answer any more is started again, before a dockerd that hangs with it', async ({
    scripted,
  }) => {
    const engine = scripted(keeper, { args: hasty })
    await engine.keep()
    await engine.phase('ready')
    const [rootlesskit, containerd, dockerd] = pids(engine)
    signal(containerd, 'SIGSTOP')
    signal(dockerd, 'SIGSTOP')
    const { reason } = await engine.phase('starting')
    expect(reason).toMatchObject({ params: { cause: silent('containerd') } })
    expect(engine.log('keeper')).not.toContain('dockerd does not answer')
    // Where containers cannot outlive their containerd, dockerd is not running any more.
    if (isAlive(dockerd!)) signal(dockerd, 'SIGCONT')
    await engine.until(
      ({ state }) => state === 'ready' && ![0, containerd].includes(engine.pid('containerd')),
    )
    expect(engine.pid('rootlesskit')).toBe(rootlesskit)
    expect(isAlive(containerd!)).toBe(false)
  })

  test('a containerd that hangs is found out by the start of dockerd, too', async ({ scripted }) => {
    const engine = scripted(keeper, { args: ['--start-seconds', '5', '--look-seconds', '1.5'] })
    await engine.keep()
    await engine.phase('ready')
    const [, containerd, dockerd] = pids(engine)
    signal(containerd, 'SIGSTOP')
    engine.play({ dockerd: { deaf: true } })
    signal(dockerd, 'SIGKILL')
    await engine.until(({ reason }) => !!reason && say(reason).startsWith('containerd did not answer for'))
    engine.play({})
    await engine.until(
      ({ state }) => state === 'ready' && ![0, containerd].includes(engine.pid('containerd')),
    )
    expect(engine.states.map(({ state }) => state)).not.toContain('failed')
  })

  test('a rootlesskit that does not answer any more is told of, for as long as that lasts', async ({
    scripted,
  }) => {
    const engine = scripted(keeper, { args: hasty })
    await engine.keep()
    await engine.phase('ready')
    const before = pids(engine)
    for (let round = 0; round < 2; round++) {
      signal(engine.pid('rootlesskit'), 'SIGSTOP')
      const hangs = await engine.until(({ reason }) => reason !== null)
      expect(hangs).toMatchObject({ state: 'ready', reason: sentence('keeper/ports') })
      signal(engine.pid('rootlesskit'), 'SIGCONT')
      await engine.until(({ state, reason }) => state === 'ready' && reason === null)
    }
    expect(pids(engine)).toEqual(before)
    expect(engine.states.at(-1)!.restarts).toBe(0)
  })

  test('who pauses for a while is left alone', async ({ scripted }) => {
    const engine = scripted(keeper, { args: hasty })
    await engine.keep()
    await engine.phase('ready')
    const before = engine.states.length
    for (const name of [...programs, 'dockerd', 'containerd']) {
      signal(engine.pid(name), 'SIGSTOP')
      await pause(1.5 * look)
      signal(engine.pid(name), 'SIGCONT')
      await pause(1.25 * look)
    }
    expect(engine.states).toHaveLength(before)
  })

  test('a keeper that was stopped together with all else blames nobody', async ({ scripted }) => {
    const engine = scripted(keeper, { args: hasty })
    await engine.keep()
    await engine.phase('ready')
    const [before, itself] = [engine.states.length, engine.pid('keeper')]
    for (const pid of pids(engine)) signal(pid, 'SIGSTOP')
    // It has the time to ask, but never to wait for the answer: every question is one that it slept over.
    for (let round = 0; round < 8; round++) {
      signal(itself, 'SIGSTOP')
      await pause(1.8 * look)
      signal(itself, 'SIGCONT')
      await pause(0.4 * look)
    }
    signal(itself, 'SIGSTOP')
    for (const pid of pids(engine)) signal(pid, 'SIGCONT')
    signal(itself, 'SIGCONT')
    await pause(3 * look)
    expect(engine.states).toHaveLength(before)
  })
})

test('a clock that is put forward and back hurries nothing and delays nothing', async ({ scripted }) => {
  const clock = movedClock()
  const year = 31_536_000
  const engine = scripted(keeper, { env: clock.env, args: hasty })
  const restarted = (times: number) =>
    engine.until(({ state, restarts }) => state === 'ready' && restarts === times)
  await engine.keep()
  await engine.phase('ready')

  clock.move(-year)
  signal(engine.pid('dockerd'), 'SIGSTOP')
  await restarted(1)

  engine.play({ dockerd: { deaf: true } })
  const before = engine.pid('dockerd')
  signal(before, 'SIGKILL')
  await engine.until(({ restarts }) => restarts === 2 && ![0, before].includes(engine.pid('dockerd')))
  clock.move(year)
  await pause(3 * look)
  expect(engine.states.at(-1)).toMatchObject({ state: 'starting', restarts: 2 })
  engine.play({})
  await restarted(2)

  for (const times of [3, 4]) {
    clock.move(-times * year)
    signal(engine.pid('dockerd'), 'SIGKILL')
    await restarted(times)
  }
  // Years after the others, by that clock.
  clock.move(3 * year)
  signal(engine.pid('dockerd'), 'SIGKILL')
  const { reason } = await engine.phase('failed')
  expect(reason).toMatchObject({ code: 'keeper/gaveUp' })
  const years = engine.states.map(({ since }) => new Date(since).getUTCFullYear())
  expect(new Set(years).size).toBeGreaterThan(2)
  engine.send('stop')
  await engine.ended()
})
