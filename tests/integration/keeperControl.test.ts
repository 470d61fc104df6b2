import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect } from 'vitest'
import { connectKeeper, type KeeperState } from '../../main/engine/owned/keeper'
import { sentence } from '../../main/texts/sentence'
import { processesOf, temporaryHome } from '../support/engine'
import { eventually } from '../support/eventually'
import { keeper, keepers, type ScriptedEngine, test } from '../support/scriptedEngine'
import { signal } from '../support/signal'

/** A client of the keeper that may do as it likes. */
async function intruder({ run }: ScriptedEngine): Promise<Socket> {
  const socket = connect(join(run, 'keeper.sock'))
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  return socket
}

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => {
    if (socket.destroyed) resolve()
    socket.once('close', () => resolve())
  })

/** Lets a keeper open no descriptor of this number or above; null: as many as before. */
function limitDescriptors(pid: number, limit: number | null) {
  const hard = /^Max open files +\d+ +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))![1]!
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${limit ?? hard}:${hard}`])
}

/** Empty for who is gone meanwhile. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}

/** Children of a process that have ended and are not buried. */
const unburied = (parent: number) =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    const stat = statOf(pid)
    const [state, parentOfIt] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' && Number(parentOfIt) === parent
  })

const descriptors = (engine: ScriptedEngine) => readdirSync(`/proc/${engine.pid('keeper')}/fd`).length

describe.concurrent.each(keepers)('$build', ({ program }) => {
  test('is not impressed by garbage, and lets go of who sends a line without an end', async ({
    scripted,
  }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    const before = [...engine.states]
    for (const garbage of [
      '\n'.repeat(5000),
      'status '.repeat(20_000),
      'x'.repeat(300),
      '\0stop\n \nSTOP\nstop\0\nrestart\r\n',
      ...Array.from({ length: 20 }, () => randomBytes(4000)),
    ]) {
      const socket = await intruder(engine)
      socket.write(garbage)
      socket.end()
      socket.resume()
      await closed(socket)
    }
    const endless = await intruder(engine)
    endless.resume()
    const ended = closed(endless)
    endless.write('x'.repeat(1 << 20))
    await ended
    expect(engine.states).toEqual(before)
  })

  test('understands a command in pieces, and forgets half of one', async ({ scripted }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    const half = await intruder(engine)
    half.end('stop')
    half.resume()
    await closed(half)
    const slow = await intruder(engine)
    slow.resume()
    const dockerd = engine.pid('dockerd')
    for (const letter of 'restart\n') {
      slow.write(letter)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await engine.until(({ state }) => state === 'ready' && ![0, dockerd].includes(engine.pid('dockerd')))
    expect(engine.states.map(({ state }) => state)).not.toContain('stopping')
  })

  test('serves on while some ask without an end and others never read', async ({ scripted }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    for (let index = 0; index < 4; index++) {
      const socket = await intruder(engine)
      socket.pause()
      const flood = () => {
        while (!socket.destroyed && socket.write('status\n'.repeat(1000)));
        if (!socket.destroyed) socket.once('drain', flood)
      }
      flood()
    }
    const dockerd = engine.pid('dockerd')
    engine.send('restart')
    await engine.until(({ state }) => state === 'ready' && ![0, dockerd].includes(engine.pid('dockerd')))
    engine.send('stop')
    await engine.ended()
  })

  test('a crowd is let go again, and its places are free for others afterwards', async ({ scripted }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    const before = descriptors(engine)
    const crowd = await Promise.all(Array.from({ length: 300 }, () => intruder(engine)))
    for (const socket of crowd) socket.resume()
    await eventually(() => expect(crowd.filter(({ destroyed }) => !destroyed).length).toBeLessThan(64))
    expect(descriptors(engine)).toBeLessThan(before + 64)
    // Another process is heard all the same.
    const ask = `require('node:net').connect(process.argv[1]).once('data', (text) => process.stdout.write(text, () => process.exit()))`
    const heard = await promisify(execFile)(process.execPath, ['-e', ask, join(engine.run, 'keeper.sock')])
    expect(JSON.parse(heard.stdout)).toMatchObject({ state: 'ready' })
    // Whoever came first is served on.
    const dockerd = engine.pid('dockerd')
    engine.send('restart')
    await engine.until(({ state }) => state === 'ready' && ![0, dockerd].includes(engine.pid('dockerd')))
    for (const socket of crowd) socket.destroy()
    await eventually(() => expect(descriptors(engine)).toBe(before))
    const late = await intruder(engine)
    expect(await new Promise((resolve) => late.once('data', (text) => resolve(String(text))))).toMatch(
      /^{.*}\n$/,
    )
  })

  test('who comes when no descriptor is left is let go again, and whoever is there is served on', async ({
    scripted,
  }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    const keeper = engine.pid('keeper')
    const highest = Math.max(...readdirSync(`/proc/${keeper}/fd`).map(Number))
    limitDescriptors(keeper, highest + 3)
    const crowd = await Promise.all(Array.from({ length: 10 }, () => intruder(engine)))
    for (const socket of crowd) socket.resume()
    // A few may find a place.
    await eventually(() => expect(crowd.filter(({ destroyed }) => destroyed).length).toBeGreaterThan(4))
    limitDescriptors(keeper, null)
    for (const socket of crowd) socket.destroy()
    const dockerd = engine.pid('dockerd')
    engine.send('restart')
    await engine.until(({ state }) => state === 'ready' && ![0, dockerd].includes(engine.pid('dockerd')))
    const late = await intruder(engine)
    expect(await new Promise((resolve) => late.once('data', (text) => resolve(String(text))))).toMatch(
      /^{.*}\n$/,
    )
  })

  test('a second keeper for the same home changes nothing, and another home does not get its run directory', async ({
    scripted,
  }) => {
    const engine = scripted(program)
    await engine.keep()
    await engine.phase('ready')
    const before = engine.states.at(-1)
    await Promise.all([engine.keep(), engine.keep(), engine.keep()])
    expect(engine.states.at(-1)).toEqual(before)
    const other = scripted(program, { run: engine.run })
    await expect(other.keep()).rejects.toMatchObject({
      sentence: sentence('keeper/runInUse', { folder: engine.run }),
    })
    expect(processesOf(other.home)).toEqual([])
    engine.send('stop')
    await engine.ended()
    await other.keep()
    await other.phase('ready')
  })

  test('a successor takes over what runs, at whatever moment the keeper is killed', async ({ scripted }) => {
    const engine = scripted(program, { script: { dockerd: { deaf: true } } })
    for (const started of ['rootlesskit', 'containerd', 'dockerd']) {
      await engine.keep()
      await engine.until(() => engine.pid(started) > 0)
      signal(engine.pid('keeper'), 'SIGKILL')
      await engine.ended()
    }
    engine.play({})
    await engine.keep()
    await engine.phase('ready')
    for (const name of ['rootlesskit', 'slirp4netns', 'containerd', 'dockerd']) {
      expect(
        engine.trace().filter((line) => line.startsWith(`start ${name} `)),
        name,
      ).toHaveLength(1)
    }

    // Who dies while nobody watches is started again, and nobody else.
    const [containerd, dockerd] = [engine.pid('containerd'), engine.pid('dockerd')]
    signal(engine.pid('keeper'), 'SIGKILL')
    await engine.ended()
    signal(dockerd, 'SIGKILL')
    await engine.keep()
    await engine.phase('ready')
    expect(engine.pid('containerd')).toBe(containerd)
    expect(engine.pid('dockerd')).not.toBe(dockerd)
    engine.send('stop')
    await engine.ended()
    expect(processesOf(engine.home)).toEqual([])
  })
})

// Without descriptors the sanitizers take sound objects for broken ones: they look through a pipe.
test('who cannot be written down is buried, and started by the next word', async ({ scripted }) => {
  const engine = scripted(keeper)
  await engine.keep()
  await engine.phase('ready')
  const pid = engine.pid('keeper')
  const why = () => String(engine.states.at(-1)?.reason?.params.why)
  // With one descriptor after the other, until the child is made and can only not be held on to.
  for (let limit = 8; !why().startsWith('pidfd_open'); limit++) {
    limitDescriptors(pid, limit)
    const dockerd = engine.pid('dockerd')
    if (dockerd) signal(dockerd, 'SIGKILL')
    else engine.send('start')
    const before = engine.states.length
    await engine.until(({ state }) => state === 'failed' && engine.states.length > before)
    expect(unburied(pid)).toEqual([])
  }
  limitDescriptors(pid, null)
  engine.send('start')
  await engine.phase('ready')
})

test('what is no word of a keeper is passed over, and what one of before says in words is said in them', async ({
  onTestFinished,
}) => {
  const home = temporaryHome()
  const server = createServer((socket) => {
    socket.write(
      'garbage\n\n{"state":"ready"}\n[]\n{"state":"starting","reason":"of before"}\n{"state":"fail',
    )
    socket.end()
  })
  await new Promise<void>((resolve) => server.listen(join(home, 'socket'), resolve))
  onTestFinished(() => {
    server.close()
    rmSync(home, { recursive: true })
  })
  const states: KeeperState[] = []
  await new Promise<void>((resolve, reject) => {
    const listener = { onState: (state: KeeperState) => void states.push(state), onEnd: resolve }
    connectKeeper(join(home, 'socket'), listener).catch(reject)
  })
  expect(states).toEqual([
    { state: 'ready', reason: null },
    { state: 'starting', reason: sentence('engine/said', { said: 'of before' }) },
  ])
})
