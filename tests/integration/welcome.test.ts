import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Report } from '../../main/cli/layers/report'
import { welcomeImage } from '../../main/contract/constants'
import type { ImageProgress } from '../../main/contract/images'
import { createImages } from '../../main/services/images/images'
import { docker, dockerdOf, root } from '../support/engine'
import { idleEngine } from '../support/freshEngine'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { processes } from '../support/processes'
import { signal } from '../support/signal'
import { collect, until } from '../support/streams'

let engine: ConnectedEngine
let images: ReturnType<typeof createImages>
/** Temporary files of a build lie here, as its processes say in their words. */
let folder: string
const outer = process.env.TMPDIR

beforeAll(async () => {
  engine = await startImageEngine()
  folder = await mkdtemp(join(tmpdir(), 'slipway-welcome-'))
  process.env.TMPDIR = folder
  images = createImages({
    ...engine,
    desktop: { chooseArchive: async () => null, chooseNewFile: async () => null },
  })
})
beforeEach(async () => {
  const made = (await docker(engine, 'ps', '-aq')).split('\n').filter(Boolean)
  if (made.length > 0) await docker(engine, 'rm', '-f', ...made)
})
afterAll(async () => {
  if (outer === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = outer
  await engine?.stop()
  if (folder) await rm(folder, { recursive: true })
})

const build = (stop = new AbortController().signal) => images.buildWelcome({}, stop)
const isUnderWay = ({ layers }: ImageProgress) => layers.some(({ status }) => status === 'building')
const running = () => processes().filter(({ command }) => command.includes(`${folder}/`))

/** The image as it is built when there is nothing of it yet. */
async function forget() {
  if ((await docker(engine, 'images', '-q', welcomeImage)) !== '') await docker(engine, 'rmi', welcomeImage)
  await docker(engine, 'builder', 'prune', '-af')
}

/** Starts a container of it; resolves to its id and to the address at which its page is. */
async function run(...words: string[]) {
  const id = await docker(engine, 'run', '-d', '-p', '127.0.0.1::80', ...words, welcomeImage)
  const [port] = (await docker(engine, 'port', id, '80')).split('\n')
  return { id, address: `http://${port}/` }
}
const get = (address: string) =>
  expect
    .poll(() => fetch(address).catch(() => null), { timeout: 30_000 })
    .not.toBeNull()
    .then(() => fetch(address))

describe('the welcome image', () => {
  it('is built step by step, without a file of the person, and leaves none of its own', async () => {
    const person = join(folder, 'person')
    const config = JSON.stringify({ currentContext: 'astray', credsStore: 'nobody' })
    await mkdir(person)
    await writeFile(join(person, 'config.json'), config)
    const before = { ...process.env }
    Object.assign(process.env, {
      DOCKER_CONFIG: person,
      DOCKER_HOST: 'tcp://127.0.0.1:1',
      BUILDX_BUILDER: 'astray',
    })
    try {
      const items = await collect(build())
      const last = items.at(-1)!
      expect(last.layers).toHaveLength(7)
      expect(last.layers.map(({ status }) => status)).toEqual(last.layers.map(() => 'done'))
      expect(items.some(isUnderWay)).toBe(true)
      expect(last.done).toEqual({
        id: await docker(engine, 'images', '-q', '--no-trunc', welcomeImage),
        tags: [welcomeImage],
      })
    } finally {
      for (const name of ['DOCKER_CONFIG', 'DOCKER_HOST', 'BUILDX_BUILDER']) {
        if (before[name] === undefined) delete process.env[name]
        else process.env[name] = before[name]
      }
    }
    expect(await readdir(person)).toEqual(['config.json'])
    expect(await readFile(join(person, 'config.json'), 'utf8')).toBe(config)
    expect(await readdir(folder)).toEqual(['person'])
    const { exposedPorts, layers } = await images.details({ id: (await collect(build())).at(-1)!.done!.id })
    expect(exposedPorts).toEqual(['80/tcp'])
    expect(layers.filter(({ diffId }) => diffId !== null)).toHaveLength(6)
  })

  it('is the same one when it is built again: nothing is done twice', async () => {
    const first = (await collect(build())).at(-1)!.done
    expect((await collect(build())).at(-1)!.done).toEqual(first)
  })

  it('has the waste that was put there, and what is done in one step wastes nothing', async () => {
    await collect(build())
    const { stdout } = await slipway(engine.home, 'layers', welcomeImage, '--json')
    const { wasted, layers } = JSON.parse(stdout) as Report
    // It counts where it was written, and once more where it was removed.
    expect(wasted).toEqual([{ path: 'ship/scaffolding', copies: 1, bytes: 4_000_000 }])
    expect(layers.slice(3)).toMatchObject([
      { command: expect.stringContaining('>/ship/bow'), added: 2, removed: 0, bytes: 4_000_000 + 84 },
      { command: expect.stringContaining('RUN rm /ship/scaffolding'), added: 0, removed: 1, bytes: 0 },
      { command: expect.stringContaining('>/ship/stern && rm'), added: 1, removed: 0, bytes: 84 },
    ])
  })

  it('serves a page that knows its container, and writes in that one alone', async () => {
    await collect(build())
    const { id, address } = await run()
    const response = await get(address)
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
    const page = await response.text()
    expect(page).toContain(`<strong>${id.slice(0, 12)}</strong>`)
    expect(page).not.toMatch(/@\w+@|<script|(?:src|href)="(?!\/|data:)/)
    for (const [word, picture] of [
      ['image', 'blueprint'],
      ['container', 'ship'],
      ['engine', 'shipyard'],
    ]) {
      expect(page).toMatch(new RegExp(`The ${word}<small>[^<]*${picture}`))
    }
    const style = await fetch(`${address}page.css`)
    expect(style.headers.get('content-type')).toBe('text/css')

    const visits = async (at: string) =>
      Number(/line <strong>(\d+)<\/strong>/.exec(await (await fetch(at)).text())![1])
    const seen = await visits(address)
    expect(await visits(address)).toBe(seen + 1)
    expect((await docker(engine, 'diff', id)).split('\n')).toEqual(['C /ship', 'A /ship/logbook'])
    const other = await run()
    await get(other.address)
    expect(await visits(other.address)).toBeLessThan(seen + 1)
    expect(await docker(engine, 'logs', id)).toContain('Launched: ')
  })

  it('stops when it is told to, keeps its logbook, and serves its page where nothing may be written', async () => {
    await collect(build())
    const { id, address } = await run()
    await get(address)
    const written = async () => (await docker(engine, 'exec', id, 'cat', '/ship/logbook')).split('\n').length
    const before = await written()
    await docker(engine, 'stop', id)
    expect(await docker(engine, 'inspect', '--format', '{{.State.ExitCode}}', id), 'it ended by itself').toBe(
      '0',
    )
    await docker(engine, 'start', id)
    expect(await written()).toBe(before)

    const sealed = await run('--read-only')
    expect(await (await get(sealed.address)).text()).toContain('line <strong>0</strong>')
  })
})

/** A build that does not end by itself: its second step waits. */
async function buildForEver(stop = new AbortController().signal) {
  const context = await mkdtemp(join(folder, 'context-'))
  const dockerfile = [
    'FROM scratch',
    'COPY --from=busybox busybox /busybox',
    'RUN ["/busybox", "sleep", "86399"]',
  ]
  await writeFile(join(context, 'Dockerfile'), dockerfile.join('\n'))
  const { socket, parts } = engine.welcome()
  const welcome = () => ({ socket, parts: { ...parts, context } })
  const waiting = createImages({
    ...engine,
    desktop: { chooseArchive: async () => null, chooseNewFile: async () => null },
    welcome,
  })
  const stream = waiting.buildWelcome({}, stop)[Symbol.asyncIterator]()
  await until(stream, ({ status }) => status.includes('86399'))
  await expect.poll(sleepers).toHaveLength(1)
  return { stream, isGone: () => rm(context, { recursive: true }) }
}
const sleepers = () => processes().filter(({ command }) => command === '/busybox sleep 86399')

describe('a build', () => {
  beforeEach(forget)

  /** No process of it, no file and no image. */
  async function expectNothing() {
    expect(running()).toEqual([])
    await expect.poll(sleepers, { message: 'what the step ran', timeout: 30_000 }).toEqual([])
    expect((await readdir(folder)).filter((name) => name !== 'person')).toEqual([])
    expect(await docker(engine, 'images', '-q')).toBe('')
  }

  it('that is cancelled ends, and leaves nothing', async () => {
    const stop = new AbortController()
    const { stream, isGone } = await buildForEver(stop.signal)
    expect(running()).not.toEqual([])
    stop.abort()
    await expect(until(stream, () => false)).rejects.toMatchObject({ code: 'cancelled' })
    await isGone()
    await expectNothing()
  })

  it('whose reader leaves is cancelled too', async () => {
    const { stream, isGone } = await buildForEver()
    await stream.return?.(undefined)
    await isGone()
    await expectNothing()
  })

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'fails as the engine does when that gets %s, and goes well once it is back',
    async (how) => {
      const { stream, isGone } = await buildForEver()
      signal(dockerdOf(engine.home), how)
      await expect(until(stream, () => false)).rejects.toMatchObject({ code: 'engine-unreachable' })
      await isGone()
      expect(running()).toEqual([])
      await expect.poll(() => docker(engine, 'version').catch(() => null), { timeout: 60_000 }).not.toBeNull()
      // What a step runs outlives its dockerd, until the whole engine ends.
      for (const { pid } of sleepers()) signal(pid, 'SIGKILL')
      expect((await collect(build())).at(-1)!.done?.tags).toEqual([welcomeImage])
    },
  )

  it('that fails says which step did, in the words of the builder', async () => {
    const context = await mkdtemp(join(folder, 'context-'))
    await writeFile(join(context, 'Dockerfile'), 'FROM scratch\nCOPY missing /\n')
    const { socket, parts } = engine.welcome()
    const welcome = () => ({ socket, parts: { ...parts, context } })
    const failing = createImages({
      ...engine,
      desktop: { chooseArchive: async () => null, chooseNewFile: async () => null },
      welcome,
    })
    await expect(collect(failing.buildWelcome({}, new AbortController().signal))).rejects.toMatchObject({
      code: 'engine-failed',
      details: {
        engine: expect.stringContaining('"/missing": not found'),
        output: expect.stringContaining('>>> COPY missing /'),
      },
    })
    await rm(context, { recursive: true })
    await expectNothing()
  })

  it.each(['docker-buildx', 'busybox', 'Dockerfile'])(
    'says that its %s is missing, and what brings it back',
    async (name) => {
      const { parts, socket } = engine.welcome()
      const nowhere = join(folder, 'nowhere')
      const lacking = {
        ...parts,
        ...(name === 'docker-buildx' && { buildx: join(nowhere, name) }),
        ...(name === 'busybox' && { busybox: nowhere }),
        ...(name === 'Dockerfile' && { context: nowhere }),
      }
      const broken = createImages({
        ...engine,
        desktop: { chooseArchive: async () => null, chooseNewFile: async () => null },
        welcome: () => ({ socket, parts: lacking }),
      })
      await expect(collect(broken.buildWelcome({}, new AbortController().signal))).rejects.toMatchObject({
        code: 'not-found',
        details: { missing: name, mend: 'npm run setup', path: join(nowhere, name) },
      })
    },
  )
})

describe('slipway welcome', () => {
  it('starts the engine, builds, and what it says to do next works', async () => {
    const { home } = idleEngine()
    const { stdout } = await slipway(home, 'welcome')
    expect(stdout).toContain(`Built ${welcomeImage}`)
    const [launch = '', look = ''] = stdout.split('\n').filter((line) => line.startsWith('  bin/slipway '))
    const address = /http:\/\/\S+:\d+/.exec(stdout)?.[0]
    const shell = (line: string) =>
      promisify(execFile)('sh', ['-c', line], { cwd: root, env: { ...process.env, SLIPWAY_HOME: home } })
    await shell(launch)
    expect(await (await get(String(address))).text()).toContain('Your container is launched')
    expect((await shell(look)).stdout).toMatch(/4 MB +1 +\/ship\/scaffolding/)
  })

  it('takes no more words, and ends when it is told to', async () => {
    await expect(slipway(engine.home, 'welcome', 'now')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage: slipway COMMAND'),
    })
    await forget()
    const command = slipway(engine.home, 'welcome')
    await expect.poll(running, { timeout: 60_000 }).not.toEqual([])
    signal(command.child.pid, 'SIGINT')
    await expect(command).rejects.toMatchObject({ code: 130, stdout: '' })
    expect(running()).toEqual([])
  })
})

/** The real command line. */
const slipway = (home: string, ...words: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'bin/slipway'), ...words], {
    env: { ...process.env, DOCKER_HOST: 'tcp://127.0.0.1:1', SLIPWAY_HOME: home },
  })
