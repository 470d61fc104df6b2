import { execFile, execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pluginCall, readDockerWords } from '../../main/cli/dockerWords'
import { engineParts } from '../../main/engine/owned/parts'
import { dockerdOf, root, startEngine, type TestEngine } from '../support/engine'
import { startRegistry } from '../support/registry'

const parts = engineParts(root)
let engine: TestEngine
/** The person's home, which has no docker configuration yet. */
let person: string
let work: string

beforeAll(async () => {
  engine = await startEngine()
  work = mkdtempSync(join(tmpdir(), 'slipway-build-'))
  copyFileSync(join(root, 'native/build/testing/bin/busybox'), join(work, 'busybox'))
  const lines = ['FROM scratch', 'COPY busybox /bin/busybox', 'RUN ["/bin/busybox", "mkdir", "/made"]']
  writeFileSync(join(work, 'Dockerfile'), `${lines.join('\n')}\n`)
})
afterAll(async () => {
  await engine?.dispose()
  if (work) rmSync(work, { recursive: true })
})
beforeEach(() => {
  person = mkdtempSync(join(tmpdir(), 'slipway-person-'))
  return () => rmSync(person, { recursive: true })
})

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The real command line, of a person who lives there. What may have been said for another engine is in its way. */
function slipway(words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const { DOCKER_CONFIG, ...rest } = process.env
  const astray = { DOCKER_HOST: 'tcp://127.0.0.1:1', DOCKER_CONTEXT: 'mine', BUILDX_BUILDER: 'mine' }
  const env = { ...rest, ...astray, HOME: person, SLIPWAY_HOME: engine.home, ...more }
  return promisify(execFile)(process.execPath, [join(root, 'bin/slipway'), ...words], {
    env,
    cwd: work,
  }).then(
    (done) => ({ code: 0, ...done }),
    ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr }),
  )
}
const docker = (...words: string[]) => slipway(['docker', ...words])

/** A file of the person's that can be run. */
function script(path: string, ...lines: string[]): void {
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`)
  chmodSync(path, 0o755)
}

/** A plugin that says which words it was given. */
function recorder(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true })
  const about = '{"SchemaVersion":"0.1.0","Vendor":"nobody","Version":"v1"}'
  script(
    join(folder, `docker-${name}`),
    `if [ "$1" = docker-cli-plugin-metadata ]; then echo '${about}'; exit; fi`,
    'for word in "$@"; do echo "$word"; done',
  )
}

/** Two services of one image, of which the second waits for the first. */
function project(name: string): string {
  const folder = join(work, name)
  mkdirSync(folder)
  const service = { image: `${name}:1`, command: ['/bin/busybox', 'sleep', '1000'], stop_signal: 'SIGKILL' }
  const services = {
    data: { ...service, build: '..' },
    web: { ...service, depends_on: ['data'], volumes: ['kept:/made'] },
  }
  // YAML is a superset of JSON.
  writeFileSync(join(folder, 'compose.yaml'), JSON.stringify({ services, volumes: { kept: {} } }))
  return join(folder, 'compose.yaml')
}

describe('in a home without a word about docker', () => {
  test('an image is built, run and remembered', async () => {
    expect(await docker('build', '--quiet', '--tag', 'built:1', '.')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^sha256:[0-9a-f]{64}\n$/),
    })
    expect(await docker('run', '--rm', 'built:1', '/bin/busybox', 'ls', '/')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('made'),
    })
    const history = await docker('buildx', 'history', 'ls', '--format', '{{.Name}} {{.Status}}')
    expect(history).toMatchObject({ code: 0, stdout: expect.stringContaining('Completed') })
    expect((await docker('buildx', 'ls', '--format', '{{.Name}}')).stdout.split('\n')[0]).toBe('default')
    expect((await docker('builder', 'prune', '--force', '--all')).code).toBe(0)
    expect(await docker('build', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"nowhere" not found'),
    })
    expect(existsSync(join(person, '.docker'))).toBe(false)
  })

  test('Compose builds, starts, lists and removes', async () => {
    const file = project('harbour')
    const up = await docker('compose', '--file', file, 'up', '--detach', '--build')
    expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining('load local bake definitions') })
    // Without a buildx it would say so, and build by itself.
    expect(up.stderr).not.toMatch(/warning/)
    const services = await docker('compose', '--file', file, 'ps', '--format', '{{.Service}} {{.State}}')
    expect(services.stdout.trim().split('\n').sort()).toEqual(['data running', 'web running'])
    expect((await docker('compose', '--file', file, 'down', '--volumes')).code).toBe(0)
    expect((await docker('ps', '--all', '--quiet')).stdout).toBe('')
    expect((await docker('volume', 'ls', '--quiet')).stdout).toBe('')
    expect(existsSync(join(person, '.docker'))).toBe(false)
  })

  test('a builder is in use once the person says so, and is Slipway’s alone', async () => {
    expect((await docker('buildx', 'create', '--name', 'second', '--use')).code).toBe(0)
    const inUse = async () => (await docker('buildx', 'inspect')).stdout.match(/^Name:\s+(\S+)/m)?.[1]
    expect(await inUse()).toBe('second')
    // As docker has it, `docker build` makes images of the engine all the same.
    expect((await docker('build', '--quiet', '.')).stdout).toMatch(/^sha256/)
    expect((await docker('buildx', 'rm', 'second')).code).toBe(0)
    expect(await inUse()).toBe('default')
    expect(existsSync(join(person, '.docker'))).toBe(false)
  })
})

describe('beside a person’s own configuration', () => {
  let config: string
  /** All that lies in it, byte for byte. */
  const contents = () =>
    execFileSync('sh', ['-c', 'find . | sort; find . -type f -exec sha256sum {} + | sort'], {
      cwd: config,
      encoding: 'utf8',
    })

  beforeEach(() => {
    config = join(person, '.docker')
    mkdirSync(join(config, 'buildx'), { recursive: true })
    const env = { HOME: person, PATH: process.env.PATH }
    execFileSync(parts.docker, ['context', 'create', 'mine', '--docker', 'host=tcp://127.0.0.1:1'], {
      env,
      stdio: 'ignore',
    })
    // Neither in docker's order nor in its words.
    const said =
      '{"unknown" : [1],  "credsStore":"mine", "currentContext":"mine","psFormat":"table {{.Names}}"}'
    writeFileSync(join(config, 'config.json'), said)
    writeFileSync(
      join(config, 'buildx/current'),
      '{"Key":"unix:///var/run/docker.sock","Name":"mine","Global":true}',
    )
    recorder(join(config, 'cli-plugins'), 'greet')
    mkdirSync(join(person, 'bin'))
    const answer = '{"ServerURL":"x","Username":"somebody","Secret":"wrong"}'
    script(
      join(person, 'bin/docker-credential-mine'),
      `read server; echo "$1 $server" >> ${join(person, 'asked')}`,
      `[ "$1" = get ] && echo '${answer}' || echo '{}'`,
    )
  })

  test('it is used, and not one byte of it is written', async () => {
    const before = contents()
    const registry = await startRegistry(dockerdOf(engine.home), { locked: true })
    const PATH = `${join(person, 'bin')}:${process.env.PATH}`
    const asked = () => {
      const text = readFileSync(join(person, 'asked'), 'utf8')
      rmSync(join(person, 'asked'))
      return text
    }
    try {
      expect((await docker('greet', 'the', 'ship')).stdout).toBe('greet\nthe\nship\n')
      expect((await docker('context', 'ls', '--format', '{{.Name}}')).stdout).toContain('mine')
      expect((await docker('build', '--quiet', '.')).stdout).toMatch(/^sha256/)

      writeFileSync(join(work, 'locked'), `FROM ${registry.host}/secret:1\n`)
      const build = await slipway(['docker', 'build', '--file', 'locked', '.'], { PATH })
      expect(build).toMatchObject({ code: 1, stderr: expect.stringMatching(/secret:1/) })
      expect(asked()).toContain(`get ${registry.host}`)
      const pull = await slipway(['docker', 'pull', `${registry.host}/secret:1`], { PATH })
      expect(pull.code).toBe(1)
      expect(asked()).toContain(`get ${registry.host}`)

      const file = project('beside')
      const up = await docker('compose', '--file', file, 'up', '--detach', '--build')
      expect(up).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/warning/) })
      expect((await docker('compose', '--file', file, 'down', '--volumes')).code).toBe(0)
    } finally {
      await registry.stop()
    }
    expect(contents()).toBe(before)
  })

  test('the credential helpers of Slipway’s are found where the configuration names one, behind the person’s', async () => {
    writeFileSync(join(config, 'config.json'), '{"credsStore":"pass"}')
    const server = Buffer.from('127.0.0.1:1').toString('base64')
    const store = join(person, '.password-store/docker-credential-helpers', server)
    mkdirSync(store, { recursive: true })
    writeFileSync(join(store, 'somebody.gpg'), '')
    const PATH = `${join(person, 'bin')}:${process.env.PATH}`
    const asked = async (name: string) => {
      script(join(person, 'bin', name), `touch ${join(person, name)}`, 'exit 1')
      expect((await slipway(['docker', 'pull', '127.0.0.1:1/none'], { PATH })).code).toBe(1)
      return existsSync(join(person, name))
    }
    // What the bundled helper asks in its turn.
    expect(await asked('pass')).toBe(true)
    rmSync(join(person, 'pass'))
    expect(await asked('docker-credential-pass')).toBe(true)
    expect(existsSync(join(person, 'pass'))).toBe(false)
  })

  test('a plugin of the same name is the one that is used', async () => {
    recorder(join(config, 'cli-plugins'), 'buildx')
    recorder(join(config, 'cli-plugins'), 'compose')
    expect((await docker('build', '-t', 'x', '.')).stdout).toBe('buildx\nbuild\n-t\nx\n.\n')
    expect((await docker('compose', 'up')).stdout).toBe('compose\nup\n')
    rmSync(join(config, 'cli-plugins/docker-compose'))
    // Compose finds the person's own, too.
    const built = await docker('compose', '--file', project('own'), 'build')
    expect(built.stdout).toMatch(/^bake\n/)
  })

  test.each([
    'build .',
    'build --help',
    '-D build -t x .',
    '-l fatal buildx ls',
    'buildx',
    'builder',
    'builder prune -f',
    'builder build .',
    'image build .',
    'bake',
    'compose -f x up',
    'help compose up',
    'help buildx build',
    '--tlsverify=false compose ps',
  ])('%j are the words that docker itself has for its plugins', async (text) => {
    for (const name of ['buildx', 'compose']) recorder(join(config, 'cli-plugins'), name)
    const env = { PATH: process.env.PATH, HOME: person, DOCKER_HOST: `unix://${engine.socket}` }
    const { stdout } = await promisify(execFile)(parts.docker, text.split(' '), { env })
    const words = readDockerWords(text.split(' '))
    expect([...words.flags, ...pluginCall(words.command)!.words]).toEqual(stdout.trim().split('\n'))
  })
})

test('a flag that leads to another engine is refused', async () => {
  for (const words of [
    ['-H', 'tcp://127.0.0.1:1', 'ps'],
    ['--context=mine', 'compose', 'ls'],
  ]) {
    const { code, stdout, stderr } = await docker(...words)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^slipway: .*use docker itself.*\n$/)
  }
})
