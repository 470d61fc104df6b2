import { execFile } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startKeeper } from '../../main/engine/owned/keeper'
import { createEngine } from '../../main/engine/owned/lifecycle'
import { engineParts } from '../../main/engine/owned/parts'
import { sentence } from '../../main/texts/sentence'
import { processesOf, reasonOf, root, temporaryHome } from '../support/engine'
import { follow } from '../support/engineData'

let home: string

beforeEach(() => {
  home = temporaryHome()
})

afterEach(() => {
  expect(processesOf(home)).toEqual([])
  rmSync(home, { recursive: true })
})

/** What an engine that cannot start says about it. */
async function failure(options: { root?: string; home?: string }) {
  const engine = createEngine({ root, home, ...options })
  try {
    const state = await engine.start()
    expect(state).toMatchObject({ phase: 'failed', processes: [] })
    expect((await engine.check())[0]).toEqual({ reason: state.reason, advice: state.advice })
    return state
  } finally {
    engine.dispose()
  }
}

test('parts that are missing are named', async () => {
  const other = join(home, 'application')
  mkdirSync(join(other, 'native/runtime/engine/bin'), { recursive: true })
  for (const part of ['containerd', 'rootlesskit']) {
    symlinkSync(join(engineParts(root).bin, part), join(other, 'native/runtime/engine/bin', part))
  }
  const state = await failure({ root: other })
  expect(state.reason).toMatchObject({ code: 'programs/missing' })
  const said = reasonOf(state)
  expect(said).toContain(join(other, 'native/build/slipway-keeper'))
  expect(said).toContain(join(other, 'native/runtime/engine/bin/dockerd'))
  expect(said).not.toContain('bin/rootlesskit')
  expect(state.advice).toBe('npm run setup')
})

test('a path that is too long for sockets', async () => {
  const long = join(home, 'x'.repeat(80))
  const state = await failure({ home: long })
  expect(state.reason).toMatchObject({ code: 'folder/deep', params: { folder: join(long, 'run') } })
  expect(state.advice).toMatch(/SLIPWAY_HOME/)
})

test('the longest path that is said to fit does fit', async () => {
  const room = 107 - Buffer.byteLength(join(home, '/x/run/docker/libnetwork/0123456789ab.sock')) + 1
  const tight = createEngine({ root, home: join(home, 'x'.repeat(room)) })
  const over = createEngine({ root, home: join(home, 'x'.repeat(room + 1)) })
  expect(await tight.check()).toEqual([])
  expect(reasonOf((await over.check())[0]!)).toContain('1 byte too long')
})

test('a home that belongs to somebody else', async () => {
  const state = await failure({ home: '/usr' })
  expect(state.reason).toEqual(sentence('folder/owner', { folder: '/usr', owner: 'root' }))
})

test('a home that cannot be made', async () => {
  const state = await failure({ home: '/usr/slipway-test' })
  expect(state.reason).toMatchObject({ code: 'folder/closed', params: { folder: '/usr' } })
  expect(existsSync('/usr/slipway-test')).toBe(false)
})

test.each(['engine', 'engine/data', 'engine/log', 'engine/containerd'])(
  '%s that may not be written to',
  async (name) => {
    const folder = join(home, name)
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o500)
    const state = await failure({})
    expect(state.reason).toMatchObject({ code: 'folder/closed', params: { folder } })
    follow(state.advice)
    const engine = createEngine({ root, home })
    expect(await engine.check()).toEqual([])
    engine.dispose()
  },
)

test('a home in a folder that may not be entered', async () => {
  const folder = join(home, 'closed')
  mkdirSync(folder)
  chmodSync(folder, 0o600)
  const state = await failure({ home: join(folder, 'home') })
  expect(state.reason).toMatchObject({ code: 'folder/closed', params: { folder } })
})

test('data that is a file', async () => {
  mkdirSync(join(home, 'engine'))
  writeFileSync(join(home, 'engine/data'), 'what')
  const state = await failure({})
  expect(state.reason).toEqual(sentence('folder/none', { folder: join(home, 'engine/data') }))
})

test('a home that is a file', async () => {
  writeFileSync(join(home, 'file'), '')
  const state = await failure({ home: join(home, 'file') })
  expect(state.reason).toEqual(sentence('folder/none', { folder: join(home, 'file') }))
})

test('a configuration that cannot be read is not written over', async () => {
  mkdirSync(join(home, 'engine'))
  const config = join(home, 'engine/daemon.json')
  writeFileSync(config, '{ "debug": tru')
  const state = await failure({})
  expect(state.reason).toEqual(sentence('config/noJson', { file: config, line: 1, column: 12 }))
  expect(readFileSync(config, 'utf8')).toBe('{ "debug": tru')
  follow(state.advice)
  const engine = createEngine({ root, home })
  expect(await engine.check()).toEqual([])
  engine.dispose()
  expect(readFileSync(`${config}.aside`, 'utf8')).toBe('{ "debug": tru')
})

test('a configuration that is empty is not taken for one that sets nothing', async () => {
  mkdirSync(join(home, 'engine'))
  const config = join(home, 'engine/daemon.json')
  writeFileSync(config, '')
  const state = await failure({})
  expect(state.reason).toEqual(sentence('config/empty', { file: config }))
  expect(readFileSync(config, 'utf8')).toBe('')
  follow(state.advice)
  const engine = createEngine({ root, home })
  expect(await engine.check()).toEqual([])
  engine.dispose()
})

test('a keeper that cannot run says so', async () => {
  const other = join(home, 'application')
  mkdirSync(join(other, 'native/build'), { recursive: true })
  mkdirSync(join(other, 'native/runtime'), { recursive: true })
  symlinkSync(join(root, 'native/runtime/engine'), join(other, 'native/runtime/engine'))
  cpSync('/bin/false', join(other, 'native/build/slipway-keeper'))
  const engine = createEngine({ root: other, home })
  try {
    const state = await engine.start()
    const reason = sentence('keeper/exited', { name: 'slipway-keeper', exitCode: 1 })
    expect(state).toMatchObject({ phase: 'failed', reason })
  } finally {
    engine.dispose()
  }
})

test.each([
  { words: [], says: '--mode is rootless or rootful' },
  { words: ['--mode'], says: '--mode needs a value' },
  { words: ['--mode', 'rootless', '--home', 'relative'], says: 'absolute paths' },
  { words: ['--nonsense'], says: 'unknown argument --nonsense' },
])('the keeper refuses arguments that make no sense: $words', async ({ words, says }) => {
  const refused = promisify(execFile)(engineParts(root).keeper, words)
  await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(says) })
})

test('the keeper itself refuses what belongs to somebody else', async () => {
  const { keeper, bin } = engineParts(root)
  const words = ['--mode', 'rootless', '--home', '/usr', '--run', join(home, 'run'), '--bin', bin]
  await expect(startKeeper(keeper, words, process.env)).rejects.toMatchObject({
    sentence: sentence('folder/owner', { folder: '/usr', owner: 'root' }),
  })
})
