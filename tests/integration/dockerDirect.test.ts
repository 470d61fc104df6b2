import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { directly } from '../support/dockerDirect'
import { docker, dockerProgram, importBusybox, startEngine, type TestEngine } from '../support/engine'

// The tests' own way to the engine without the program (tests/support/dockerDirect.ts) says what the program says.

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine()
  await importBusybox(engine)
  await docker(engine, 'run', '-d', '--name', 'web', '-p', '127.0.0.1::80', '--label', 'a=<b>', ...rest)
  await docker(engine, 'create', '--name', 'idle', ...rest)
})
afterAll(() => engine?.dispose())

const rest = ['--init', 'busybox:test', 'sleep', '1000']
const state = (name: string) => dockerProgram(engine, 'inspect', '--format', '{{.State.Status}}', name)

test.each([
  ['ps', '--format', '{{.Names}}'],
  ['ps', '-a', '--no-trunc', '--format', '{{.Names}} {{.State}}: {{.ID}}'],
  ['ps', '-aq'],
  ['ps', '-q', '--no-trunc'],
  ['inspect', '--format', '{{.State.Pid}} {{.State.Running}} {{.Name}} {{.HostConfig.NetworkMode}}', 'web'],
  ['inspect', '--format', '{{json .Config.Labels}}', 'web'],
  ['port', 'web', '80'],
  ['exec', 'web', 'sh', '-c', 'echo said; echo complained >&2; seq 30000'],
])('the same is said: %s %s %s', async (...words) => {
  expect(directly(words)).not.toBeNull()
  expect(await docker(engine, ...words)).toBe(await dockerProgram(engine, ...words))
})

test('all is said of a container', async () => {
  const [direct, program] = [
    await docker(engine, 'inspect', 'web'),
    await dockerProgram(engine, 'inspect', 'web'),
  ]
  expect(JSON.parse(direct)).toEqual(JSON.parse(program))
})

test('the same is done', async () => {
  for (const name of ['one', 'two']) await docker(engine, 'create', '--name', name, ...rest)
  await docker(engine, 'start', 'one', 'two')
  expect([await state('one'), await state('two')]).toEqual(['running', 'running'])
  await docker(engine, 'stop', '-t', '0', 'one')
  await docker(engine, 'kill', 'two')
  expect([await state('one'), await state('two')]).toEqual(['exited', 'exited'])
  await docker(engine, 'rm', '-v', 'one', 'two')
  expect((await dockerProgram(engine, 'ps', '-a', '--format', '{{.Names}}')).split('\n')).toEqual([
    'idle',
    'web',
  ])
  await docker(engine, 'tag', 'busybox:test', 'other/name:1')
  await docker(engine, 'rmi', 'other/name:1')
  expect(await dockerProgram(engine, 'images', '--format', '{{.Repository}}:{{.Tag}}')).toBe('busybox:test')
})

describe('what is refused', () => {
  test.each([
    ['exec', 'web', 'sh', '-c', 'echo why >&2; exit 3'],
    ['exec', 'idle', 'true'],
    ['rm', 'nobody'],
    ['rm', 'web'],
    ['start', 'nobody', 'web'],
    ['rmi', 'nothing:1'],
    ['port', 'web', '81'],
    ['inspect', '--format', '{{.State}}', 'nobody'],
  ])('is refused alike: %s %s', async (...words) => {
    const complaint = await docker(engine, ...words).catch(String)
    expect(complaint).toMatch(/^Error: /)
    const why = complaint.trim().split(': ').at(-1)
    expect(await dockerProgram(engine, ...words).catch(String)).toMatch(new RegExp(`^Error: [^]*${why}`))
  })

  test('but for what was to be forced and is gone', async () => {
    expect(await docker(engine, 'rm', '-f', 'nobody')).toBe('nobody')
    await dockerProgram(engine, 'rm', '-f', 'nobody')
    expect(await docker(engine, 'rmi', '-f', 'nothing:1')).toBe('nothing:1')
    await dockerProgram(engine, 'rmi', '-f', 'nothing:1')
  })
})
