import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { sentence } from '../../main/texts/sentence'
import { processesOf } from '../support/engine'
import { eventually } from '../support/eventually'
import { isAlive } from '../support/processes'
import { keeper, keepers, test } from '../support/scriptedEngine'
import { signal } from '../support/signal'

describe.concurrent.each(keepers)('$build', ({ program }) => {
  test('starts the programs in order, each with an environment of its own and no descriptor of the keeper', async ({
    scripted,
  }) => {
    const env = {
      DOCKER_HOST: 'tcp://elsewhere',
      LD_LIBRARY_PATH: '/elsewhere',
      NODE_ENV: 'test',
      HTTP_PROXY: 'http://proxy:1',
    }
    const engine = scripted(program, { env })
    await engine.keep()
    await engine.phase('ready')
    expect(engine.trace().map((line) => line.replace(/ \d+( --its-own)?$/, ''))).toEqual([
      'start rootlesskit',
      'start slirp4netns',
      'start containerd',
      'forward 1 removed',
      'forward 22 removed',
      'start dockerd',
    ])
    const running = engine.states.map(({ processes }) => processes.map(({ name }) => name).join(' '))
    const steps = ['keeper', 'keeper rootlesskit', 'keeper rootlesskit containerd']
    // The first may be over when the keeper is first heard.
    const told = [...new Set(running)]
    expect(told).toEqual([...steps, 'keeper rootlesskit containerd dockerd'].slice(-told.length))
    for (const name of ['rootlesskit', 'containerd', 'dockerd']) {
      const given = JSON.parse(readFileSync(join(engine.home, `environment-${name}.json`), 'utf8'))
      expect(given).toMatchObject({ HTTP_PROXY: 'http://proxy:1', HOME: process.env.HOME })
      expect(given.PATH).toBe(`${engine.home}/bin:/usr/sbin:/usr/bin:/sbin:/bin`)
      expect(Object.keys(given)).not.toContain('DOCKER_HOST')
      expect(Object.keys(given)).not.toContain('LD_LIBRARY_PATH')
      expect(Object.keys(given)).not.toContain('NODE_ENV')
      expect(given.ROOTLESSKIT_STATE_DIR).toBe(
        name === 'rootlesskit' ? undefined : join(engine.run, 'rootlesskit'),
      )
      // The fourth is the directory that was being listed.
      const descriptors = readFileSync(join(engine.home, `descriptors-${name}`), 'utf8')
        .trim()
        .split('\n')
      expect(descriptors).toEqual(['0', '1', '2', '3'])
    }
  })

  test('a program that does not get ready is reported with the end of its log, and taken when it answers yet', async ({
    scripted,
  }) => {
    // Readers of lines take some of these characters for an end.
    const says = ['waiting "for" a \\ disk', 'of\u2028two\u2029lines', '\u0007\x1b[31m']
    const engine = scripted(program, {
      script: { dockerd: { deaf: true, says } },
      args: ['--start-seconds', '5'],
    })
    await engine.keep()
    const failed = await engine.phase('failed')
    expect(failed.reason).toEqual(sentence('keeper/late', { name: 'dockerd', n: 5 }))
    expect(failed.log).toEqual(says)
    const dockerd = engine.pid('dockerd')
    engine.play({})
    await engine.phase('ready')
    expect(engine.pid('dockerd')).toBe(dockerd)
  })

  test('a crash loop ends with the code and the end of the log, and can be tried again', async ({
    scripted,
  }) => {
    const says = Array.from({ length: 30 }, (_, index) => `line ${index}`)
    const engine = scripted(program, { script: { containerd: { exit: 3, says } } })
    await engine.keep()
    const failed = await engine.phase('failed')
    const cause = sentence('keeper/exited', { name: 'containerd', exitCode: 3 })
    expect(failed.reason).toEqual(sentence('keeper/gaveUp', { cause }))
    expect(failed.log).toEqual(says.slice(-20))
    expect(engine.trace().filter((line) => line.startsWith('start containerd'))).toHaveLength(5)
    engine.play({})
    engine.send('start')
    expect(await engine.phase('ready')).toMatchObject({ reason: null })
  })

  test('what a start that was cut off did to the record of networks is undone', async ({ scripted }) => {
    const engine = scripted(program)
    const record = join(engine.home, 'engine/data/network/files/local-kv.db')
    mkdirSync(join(record, '..'), { recursive: true })
    writeFileSync(record, 'whole')
    await engine.keep()
    await engine.phase('ready')
    engine.play({ dockerd: { deaf: true, says: ['(docker0): networks have same bridge name'] } })
    const before = engine.pid('dockerd')
    signal(before, 'SIGKILL')
    await engine.until(({ processes }) =>
      processes.some(({ name, pid }) => name === 'dockerd' && pid !== before),
    )
    await eventually(() => expect(engine.log('dockerd')).toContain('same bridge name'))
    writeFileSync(record, 'half-changed')
    // It shall not hear that it need not be deaf any more.
    signal(engine.pid('dockerd'), 'SIGSTOP')
    engine.play({})
    signal(engine.pid('dockerd'), 'SIGKILL')
    const { reason } = await engine.phase('ready')
    const cause = sentence('keeper/networks', { name: 'dockerd' })
    expect(reason).toEqual(sentence('keeper/again', { cause }))
    expect(readFileSync(record, 'utf8')).toBe('whole')

    // A network that was made since is not undone by a death of later.
    writeFileSync(record, 'another network')
    signal(engine.pid('dockerd'), 'SIGKILL')
    await engine.phase('starting')
    await engine.phase('ready')
    expect(readFileSync(record, 'utf8')).toBe('another network')
  })

  test('ends in order, and leaves nothing', async ({ scripted }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    const before = engine.trace().length
    engine.send('stop', 30)
    await engine.ended()
    expect(engine.states.at(-1)).toMatchObject({ state: 'stopped', processes: [{ name: 'keeper' }] })
    expect(engine.trace().slice(before)).toEqual([
      'dockerd reads its configuration',
      'end dockerd',
      'end containerd',
      'end rootlesskit',
    ])
    expect(processesOf(engine.home)).toEqual([])
    expect(existsSync(engine.run)).toBe(false)
    expect(existsSync(join(engine.home, 'engine/keeper.lock'))).toBe(false)
  })

  test('starts over whatever lies in its way, and signals no stranger', async ({ scripted }) => {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stranger = `process dockerd ${process.pid} 1 0 0\nprocess namespaces 1 1 0 0\n`
    const records = [
      `boot ${boot}\nrun /nonexistent/run\n${stranger}`, // never finished
      `boot of another day\nrun /nonexistent/run\n${stranger}end\n`,
      `boot ${boot}\nprocess dockerd many words -1\nprocess\nend\n`,
      Buffer.alloc(100_000, 0xff),
      '\n'.repeat(10_000),
    ]
    for (const record of records) {
      const engine = scripted(program)
      mkdirSync(join(engine.home, 'engine'))
      writeFileSync(join(engine.home, 'engine/keeper.lock'), record)
      mkdirSync(join(engine.run, 'rootlesskit'), { recursive: true })
      for (const name of ['docker.sock', 'keeper.sock', 'containerd.sock', 'docker.pid']) {
        writeFileSync(join(engine.run, name), String(process.pid))
      }
      for (const name of ['ready', 'api.sock', 'child_pid']) {
        writeFileSync(join(engine.run, 'rootlesskit', name), String(process.pid))
      }
      await engine.keep()
      expect(await engine.phase('ready')).toMatchObject({ restarts: 0 })
    }
  })

  test('every log is bounded, that of the keeper too', async ({ scripted }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    const folder = join(engine.home, 'engine/log')
    const line = `${'x'.repeat(99)}\n`.repeat(20_000)
    for (const name of ['dockerd', 'containerd', 'keeper']) {
      for (let round = 0; round < 8; round++) {
        writeFileSync(join(folder, `${name}.log`), line, { flag: 'a' })
        await pause(20)
      }
    }
    await eventually(() => {
      const sizes = Object.fromEntries(
        readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]),
      )
      for (const name of ['dockerd', 'containerd', 'keeper']) {
        expect(sizes[`${name}.log`]).toBeLessThanOrEqual(4 << 20)
        expect(sizes[`${name}.log.1`]).toBeGreaterThan(4 << 20)
      }
    })
  })
})

describe.concurrent('the keeper', () => {
  test('what dies is started again alone, after growing pauses, but not for ever', async ({ scripted }) => {
    const engine = scripted(keeper)
    await engine.keep()
    let state = await engine.phase('ready')
    const [rootlesskit, containerd] = [engine.pid('rootlesskit'), engine.pid('containerd')]
    const away: number[] = []
    const cause = sentence('keeper/killed', { name: 'dockerd', signal: 9 })
    for (let death = 1; death <= 4; death++) {
      const since = performance.now()
      const killed = engine.pid('dockerd')
      signal(killed, 'SIGKILL')
      state = await engine.until((each) => each.state === 'ready' && engine.pid('dockerd') !== killed)
      away.push(performance.now() - since)
      expect(state.reason).toEqual(sentence('keeper/again', { cause }))
      expect(state.restarts).toBe(death)
    }
    expect([engine.pid('rootlesskit'), engine.pid('containerd')]).toEqual([rootlesskit, containerd])
    // A noisy machine can only make them longer.
    for (const [index, least] of [0, 500, 1000, 2000].entries())
      expect(away[index]).toBeGreaterThanOrEqual(least)
    signal(engine.pid('dockerd'), 'SIGKILL')
    state = await engine.phase('failed')
    expect(state.reason).toEqual(sentence('keeper/gaveUp', { cause }))
    expect(engine.log('keeper')).toContain('failed: dockerd ended for the fifth time')
    expect(isAlive(containerd)).toBe(true)
  })

  test('dockerd is not started over data that was taken away', async ({ scripted }) => {
    const engine = scripted(keeper)
    await engine.keep()
    await engine.phase('ready')
    const mark = join(engine.home, 'engine/data/slipway-identity')
    writeFileSync(join(engine.home, 'engine/identity.json'), '{}')
    signal(engine.pid('dockerd'), 'SIGKILL')
    const failed = await engine.phase('failed')
    const data = join(engine.home, 'engine/data')
    expect(failed.reason).toEqual(sentence('keeper/data', { name: 'dockerd', data }))

    mkdirSync(join(mark, '..'), { recursive: true })
    writeFileSync(mark, '{}')
    engine.send('start')
    await engine.phase('ready')
  })

  test('deaths of long ago do not count', async ({ scripted }) => {
    const engine = scripted(keeper, { args: ['--deaths-seconds', '3'] })
    await engine.keep()
    await engine.phase('ready')
    for (let death = 1; death <= 7; death++) {
      const killed = engine.pid('dockerd')
      signal(killed, 'SIGKILL')
      await engine.until((each) => each.state === 'ready' && engine.pid('dockerd') !== killed)
      if (death % 3 === 0) await pause(3200)
    }
  })

  test('who does not want to end is killed, and the others still end in order', async ({ scripted }) => {
    const stubborn = { stubborn: true }
    const engine = scripted(keeper, { script: { dockerd: stubborn, rootlesskit: stubborn } })
    await engine.keep()
    await engine.phase('ready')
    const before = engine.trace().length
    engine.send('stop', 1)
    await engine.ended()
    expect(engine.trace().slice(before)).toEqual([
      'dockerd reads its configuration',
      'dockerd does not want to end',
      'end containerd',
      'rootlesskit does not want to end',
    ])
    expect(engine.log('keeper')).toContain('dockerd did not end in time and is killed')
    expect(processesOf(engine.home)).toEqual([])
    expect(existsSync(engine.run)).toBe(false)
  })
})
