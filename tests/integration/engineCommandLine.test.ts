import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEngine } from '../../main/engine/owned/lifecycle'
import { engineParts } from '../../main/engine/owned/parts'
import { discard, dockerdOf, importBusybox, processesOf, root, temporaryHome } from '../support/engine'

let home: string
/** Of docker's own configuration. */
let dockerConfig: string

beforeAll(() => {
  home = temporaryHome()
  dockerConfig = temporaryHome()
})

afterAll(async () => {
  rmSync(dockerConfig, { recursive: true, force: true })
  await discard(createEngine({ root, home }))
})

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The real command line. What a person may have set for another engine is in its way. */
function slipway(...words: string[]): Promise<Outcome> {
  const astray = { DOCKER_HOST: 'tcp://127.0.0.1:1', DOCKER_CONTEXT: 'astray', DOCKER_TLS_VERIFY: '1' }
  const env = { ...process.env, ...astray, SLIPWAY_HOME: home, DOCKER_CONFIG: dockerConfig }
  return promisify(execFile)(process.execPath, [join(root, 'bin/slipway'), ...words], { env }).then(
    (done) => ({ code: 0, ...done }),
    ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr }),
  )
}

test('words that make no sense show the usage', async () => {
  for (const words of [
    [],
    ['nonsense'],
    ['engine'],
    ['engine', 'nonsense'],
    ['engine', 'start', 'now'],
    ['engine', 'context'],
    ['engine', 'context', 'nonsense'],
    ['engine', 'context', 'add', 'now'],
  ]) {
    const { code, stdout, stderr } = await slipway(...words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Usage: slipway COMMAND')
  }
  expect(await slipway('--help')).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/engine doctor/),
  })
  expect((await slipway('--version')).stdout).toMatch(/^Slipway \d+\.\d+\.\d+\n$/)
})

test('an engine from its start to its stop', async () => {
  const socket = join(home, 'run/docker.sock')
  expect(await slipway('engine', 'status')).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/state +stopped/),
  })
  expect(await slipway('engine', 'doctor')).toMatchObject({ code: 0 })
  expect(await slipway('engine', 'env')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`=unix://${socket}\n`),
  })

  const started = await slipway('engine', 'start')
  expect(started).toMatchObject({ code: 0, stderr: '' })
  expect(started.stdout).toMatch(/^Engine ready: Docker \d+\.\d+\.\d+/)
  expect(started.stdout).toContain(`unix://${socket}\n`)
  const status = await slipway('engine', 'status')
  expect(status).toMatchObject({ code: 0, stdout: expect.stringMatching(/dockerd +process \d+/) })
  const state = JSON.parse((await slipway('engine', 'status', '--json')).stdout)
  expect(state).toMatchObject({ phase: 'ready', mode: 'rootless', socket, home })

  process.kill(dockerdOf(home), 'SIGKILL')
  const again = 'dockerd ended unexpectedly (signal 9). It was started again.'
  await expect
    .poll(async () => JSON.parse((await slipway('engine', 'status', '--json')).stdout))
    .toMatchObject({ phase: 'ready', reason: again })
  expect((await slipway('engine', 'status')).stdout).toContain(again)

  await importBusybox({ socket })
  const ran = await slipway(
    'docker',
    'run',
    '--rm',
    'busybox:test',
    'sh',
    '-c',
    'echo out; echo err >&2; exit 7',
  )
  expect(ran).toMatchObject({ code: 7, stdout: 'out\n', stderr: 'err\n' })

  expect(await slipway('engine', 'restart')).toMatchObject({ code: 0 })
  expect(await slipway('engine', 'stop')).toMatchObject({ code: 0, stdout: 'The engine is stopped.\n' })
  expect(await slipway('engine', 'stop')).toMatchObject({ code: 0 })
  expect(await slipway('engine', 'status')).toMatchObject({ code: 3 })
  expect(processesOf(home)).toEqual([])
})

test('the engine as a Docker context, and everything else of docker as it was', async () => {
  const config = join(dockerConfig, 'config.json')
  const contexts = join(dockerConfig, 'contexts/meta')
  const folders = () => readdirSync(contexts, { withFileTypes: true }).map(({ name }) => name)
  /** The docker that a person has, without a word from us about the engine. */
  const docker = async (...words: string[]) => {
    const env = { PATH: process.env.PATH, HOME: dockerConfig, DOCKER_CONFIG: dockerConfig }
    return (await promisify(execFile)(engineParts(root).docker, words, { env })).stdout.trim()
  }
  const endpoint = () => docker('context', 'inspect', 'slipway', '--format', '{{.Endpoints.docker.Host}}')
  const change = (word: string) => slipway('engine', 'context', word)
  await docker('context', 'create', 'mine', '--docker', 'host=tcp://127.0.0.1:1')
  const mine = folders()
  // docker itself would write this in another way.
  const untouched = '{"psFormat":"{{.ID}}", "unknown": true}'
  writeFileSync(config, untouched)

  for (let time = 0; time < 2; time++) {
    expect(await change('add')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('context slipway'),
    })
  }
  expect(await endpoint()).toBe(`unix://${join(home, 'run/docker.sock')}`)
  expect(folders()).toHaveLength(2)
  for (let time = 0; time < 2; time++) expect(await change('remove')).toMatchObject({ code: 0, stderr: '' })
  expect(folders()).toEqual(mine)
  expect(readFileSync(config, 'utf8')).toBe(untouched)

  await change('add')
  await docker('context', 'use', 'slipway')
  const inUse = expect.stringMatching(/docker context use default/)
  expect(await change('remove')).toMatchObject({ code: 1, stdout: '', stderr: inUse })
  expect(folders()).toHaveLength(2)
  await docker('context', 'use', 'default')
  expect(await change('remove')).toMatchObject({ code: 0 })

  await docker('context', 'create', 'slipway', '--docker', 'host=tcp://127.0.0.1:2')
  const taken = expect.stringMatching(/did not make\. Rename or remove/)
  for (const word of ['add', 'remove']) {
    expect(await change(word)).toMatchObject({ code: 1, stdout: '', stderr: taken })
  }
  expect(await endpoint()).toBe('tcp://127.0.0.1:2')
})

test('slipway docker starts an engine that does not run', async () => {
  const listed = await slipway('docker', 'version', '--format', '{{.Server.Version}}')
  expect(listed).toMatchObject({ code: 0, stderr: 'slipway: starting the engine\n' })
  expect(listed.stdout).toMatch(/^\d+\.\d+\.\d+/)
})

test.each([
  ['is not UTF-8', '\\377'],
  ['has a line break', '\\nx'],
])('a home with a name that %s is refused, and no other folder is made', async (_, bytes) => {
  const folder = temporaryHome()
  const script = `SLIPWAY_HOME=$(printf '%s/a${bytes}' "$1"); export SLIPWAY_HOME; exec "$2" "$3" engine start`
  const words = ['-c', script, 'sh', folder, process.execPath, join(root, 'bin/slipway')]
  const { code, stderr } = await promisify(execFile)('sh', words).then(
    (done) => ({ code: 0, ...done }),
    ({ code, stderr }: Outcome) => ({ code, stderr }),
  )
  expect({ code, left: readdirSync(folder) }).toEqual({ code: 1, left: [] })
  expect(stderr).toContain('has a line break or is not UTF-8')
  rmSync(folder, { recursive: true })
})

test('an engine whose keeper cannot be reached for a moment is not said to be stopped', async () => {
  expect(await slipway('engine', 'start')).toMatchObject({ code: 0 })
  const socket = join(home, 'run/keeper.sock')
  rmSync(socket)
  const { code, stdout } = await slipway('engine', 'status')
  expect(code).toBe(1)
  expect(stdout).toMatch(/^state +failed/m)
  expect(stdout).toContain(`no keeper of it can be reached at ${socket}`)
  await expect.poll(async () => (await slipway('engine', 'status')).stdout).toMatch(/^state +ready/m)
})
