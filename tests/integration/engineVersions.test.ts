import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EngineState } from '../../main/contract/engine'
import { plainVersion } from '../../main/engine/owned/dockerVersion'
import { createEngine, type Engine } from '../../main/engine/owned/lifecycle'
import { engineParts } from '../../main/engine/owned/parts'
import { sentence } from '../../main/texts/sentence'
import { discard, docker, explain, importBusybox, removeHome, root, temporaryHome } from '../support/engine'
import {
  follow,
  identitiesOf,
  olderApplication,
  olderThere,
  previousApplication,
  previousThere,
} from '../support/engineData'
import { type Holdings, holdingsOf } from '../support/engineHoldings'
import { freePort } from '../support/freePort'

/** Real Dockers of several versions, one after another over the same data. */
let folder: string
let home: string
const engines: Engine[] = []

beforeEach(() => {
  folder = temporaryHome()
  home = join(folder, 'home')
})

afterEach(async () => {
  for (const engine of engines.splice(0)) await discard(engine)
  removeHome(folder)
})

/** The home's engine as an application starts it. */
function engineOf(application: string): Engine {
  const engine = createEngine({ root: application, home })
  engines.push(engine)
  return engine
}

/** Ready, and without anything that has to be said. */
async function start(engine: Engine): Promise<EngineState & { version: string }> {
  const state = await engine.start()
  expect(state.phase, explain(state)).toBe('ready')
  expect(state).toMatchObject({ reason: null, advice: null })
  return { ...state, version: state.version! }
}

const kept = (version: string) =>
  expect
    .poll(() => existsSync(join(home, 'engine/old', plainVersion(version))), { timeout: 60_000 })
    .toBe(true)

const service = ['run', '-d', '--init', '--restart', 'unless-stopped']

test.skipIf(!olderThere)(
  'the machine’s own, older Docker is upgraded, and does not come back over it',
  async () => {
    const before = engineOf(olderApplication(join(folder, 'before')))
    const after = engineOf(root)
    const first = await start(before)
    await importBusybox(first)
    const write = ['sh', '-c', 'echo kept > /data/file; echo written > /changed']
    await docker(first, 'run', '--name', 'web', '--volume', 'data:/data', 'busybox:test', ...write)
    await docker(first, 'commit', 'web', 'app:1')
    await docker(first, ...service, '--name', 'service', 'app:1', 'sleep', '1000')
    await docker(first, 'run', '-d', '--init', '--rm', '--volume', '/passing', 'app:1', 'sleep', '1000')
    const images = await docker(first, 'images', '--no-trunc', '-q')
    await kept(first.version)
    await before.stop()

    const second = await start(after)
    expect(second.version).not.toBe(first.version)
    expect((await docker(second, 'images', '--no-trunc', '-q')).split('\n').sort()).toEqual(
      images.split('\n').sort(),
    )
    expect(await docker(second, 'ps', '-a', '--format', '{{.Names}} {{.State}}')).toBe(
      'service running\nweb exited',
    )
    expect(await docker(second, 'diff', 'web')).toContain('A /changed')
    const read = ['run', '--rm', '--volumes-from', 'web', 'app:1', 'cat', '/data/file', '/changed']
    expect(await docker(second, ...read)).toBe('kept\nwritten')
    expect(identitiesOf(home).inside.version).toBe(second.version)
    await after.stop()

    const third = await before.start()
    expect(third).toMatchObject({ phase: 'failed', processes: [] })
    const [version, newest] = [first, second].map((each) => plainVersion(each.version))
    expect(third.reason).toMatchObject({ params: { version, newest } })
  },
)

/** Builds from nothing, offline; resolves to how many of its steps were there already. */
async function build({ socket }: { socket: string }, name: string, ...steps: string[]): Promise<number> {
  const context = join(folder, 'context')
  mkdirSync(context, { recursive: true })
  copyFileSync(join(root, 'native/build/testing/bin/busybox'), join(context, 'busybox'))
  const run = steps.map((step) => `RUN ["/bin/busybox", "sh", "-c", "${step}"]\n`).join('')
  writeFileSync(join(context, 'Dockerfile'), `FROM scratch\nCOPY busybox /bin/\n${run}`)
  const words = ['build', '--progress', 'plain', '--tag', name, context]
  const env = { ...process.env, DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: join(folder, 'config') }
  const { stderr } = await promisify(execFile)(engineParts(root).buildx, words, { env })
  return stderr.match(/^#\d+ CACHED$/gm)?.length ?? 0
}

test.skipIf(!previousThere)(
  'the Docker before the bundled one is upgraded, gone back to, and upgraded again',
  async () => {
    const before = engineOf(previousApplication(join(folder, 'before')))
    const after = engineOf(root)
    const first = await start(before)
    const steps = ['/bin/busybox --install /bin', 'head -c 300000 /dev/urandom > /noise']
    expect(await build(first, 'app:1', ...steps)).toBe(0)
    await docker(first, 'network', 'create', '--subnet', '10.78.0.0/24', 'lab')
    const write =
      'mkdir /new; rm /noise; chown 33:44 /bin; echo kept > /data/index.html; chmod 600 /data/index.html'
    await docker(first, 'run', '--name', 'wrote', '--volume', 'data:/data', 'app:1', 'sh', '-c', write)
    await docker(first, 'commit', 'wrote', 'app:2')
    const serve = ['httpd', '-f', '-p', '80', '-h', '/data']
    const published = [
      '--publish',
      `127.0.0.1:${await freePort()}:80`,
      '--network',
      'lab',
      '--volume',
      'data:/data',
    ]
    await docker(first, ...service, ...published, '--name', 'web', 'app:2', ...serve)
    await docker(first, ...service, '--name', 'at-rest', 'app:1', 'sleep', '1000')
    await docker(first, 'stop', 'at-rest')
    await docker(first, 'run', '-d', '--init', '--name', 'once', 'app:1', 'sleep', '1000')
    await kept(first.version)

    /** What is there, and does it still do what it did? */
    async function look(engine: EngineState, expected?: Holdings): Promise<Holdings> {
      expect(await docker(engine, 'ps', '--format', '{{.Names}}', '--filter', 'name=web')).toBe('web')
      const address = await docker(engine, 'port', 'web', '80')
      expect(await (await fetch(`http://${address}`)).text()).toBe('kept\n')
      const ask = ['run', '--rm', '--network', 'lab', 'app:1', 'wget', '-q', '-O', '-', 'http://web']
      expect(await docker(engine, ...ask)).toBe('kept')
      expect(await build(engine, 'app:1', ...steps)).toBe(3)
      const holdings = await holdingsOf(engine, home)
      if (expected) expect(holdings).toEqual(expected)
      return holdings
    }

    /** Stopped while containers run, one of them for nobody to see again. */
    async function stop(engine: Engine) {
      await docker(
        engine.state,
        'run',
        '-d',
        '--init',
        '--rm',
        '--volume',
        '/passing',
        'app:1',
        'sleep',
        '1000',
      )
      await engine.stop()
    }

    const held = await look(first)
    await stop(before)

    const second = await start(after)
    expect(plainVersion(second.version)).not.toBe(plainVersion(first.version))
    await look(second, held)
    const states = await docker(second, 'ps', '-a', '--format', '{{.Names}} {{.State}}')
    expect(states.split('\n').sort()).toEqual([
      'at-rest exited',
      'once exited',
      'web running',
      'wrote exited',
    ])
    // It is used.
    expect(await build(second, 'app:3', ...steps, 'echo newer > /newer')).toBe(3)
    await docker(second, 'network', 'create', '--subnet', '10.79.0.0/24', 'more')
    await docker(
      second,
      ...service,
      '--network',
      'more',
      '--volume',
      'more:/data',
      '--name',
      'later',
      'app:3',
      'sleep',
      '1000',
    )
    await docker(second, 'exec', 'later', 'sh', '-c', 'echo later > /data/file; echo later > /file')
    await docker(second, 'commit', 'later', 'app:4')
    const more = await look(second)
    expect(more.images).toHaveLength(held.images.length + 2)
    expect(identitiesOf(home).inside).toMatchObject({
      version: second.version,
      tried: [plainVersion(first.version)],
    })
    await kept(second.version)
    await stop(after)

    // The way back within the newer Slipway: the older one was kept.
    const version = plainVersion(first.version)
    expect(after.otherVersion()!.reason).toEqual(sentence('docker/kept', { version }))
    follow(after.otherVersion()!.advice)
    const third = await start(after)
    expect(third.version).toBe(first.version)
    await look(third, more)
    expect(await build(third, 'app:3', ...steps, 'echo newer > /newer')).toBe(4)
    expect(identitiesOf(home).outside).toMatchObject({ version: third.version, tried: [] })
    await stop(after)

    const own = plainVersion(second.version)
    expect(after.otherVersion()!.reason).toEqual(sentence('docker/chosen', { version, own }))
    follow(after.otherVersion()!.advice)
    const fourth = await start(after)
    expect(fourth.version).toBe(second.version)
    await look(fourth, more)
    expect(existsSync(join(home, 'engine/upgrade.json'))).toBe(false)
    await stop(after)

    // Another Slipway that brings the older one, and has nothing to offer beside it.
    expect(before.otherVersion()).toBeNull()
    const fifth = await start(before)
    expect(fifth.version).toBe(first.version)
    await look(fifth, more)
  },
)
