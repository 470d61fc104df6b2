import { cpSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentence } from '../../main/texts/sentence'
import {
  docker,
  dockerdOf,
  explain,
  importBusybox,
  processesOf,
  startEngine,
  type TestEngine,
} from '../support/engine'
import { follow } from '../support/engineData'
import { eventually } from '../support/eventually'
import { signal } from '../support/signal'

let engine: TestEngine
let whole = ''

/** A stopped engine that has something in each of its files, and a copy of all of them. */
beforeAll(async () => {
  engine = await startEngine()
  await importBusybox(engine)
  await docker(engine, 'volume', 'create', '--label', 'kept=yes', 'precious')
  await docker(engine, 'network', 'create', 'own')
  await docker(engine, 'create', '--name', 'web', '--volume', 'precious:/data', 'busybox:test')
  await eventually(() => expect(existsSync(inHome('engine/data/slipway-identity'))).toBe(true))
  await engine.engine.stop()
  whole = `${engine.home}.whole`
  for (const file of files) cpSync(inHome(file), join(whole, file))
})
afterAll(async () => {
  if (whole) rmSync(whole, { recursive: true, force: true })
  await engine?.dispose()
})

const volumes = 'engine/data/volumes/metadata.db'
const networks = 'engine/data/network/files/local-kv.db'
const tags = 'engine/data/image/overlay2/repositories.json'
const containerd = 'engine/containerd/io.containerd.metadata.v1.bolt/meta.db'
const builder = 'engine/data/buildkit'
const cache = `${builder}/cache.db`
const builds = ['snapshots', 'containerdmeta', 'metadata_v2', 'history'].map(
  (name) => `${builder}/${name}.db`,
)
const files = [volumes, networks, tags, containerd, ...builds]

const inHome = (file: string) => join(engine.home, file)

/** The ways in which files are damaged: by a full disk, by a power cut, by a program. */
const damages: Record<string, (file: string) => void> = {
  empty: (file) => truncateSync(file, 0),
  'cut in half': (file) => truncateSync(file, Math.floor(statSync(file).size / 2)),
  'full of zeros': (file) => writeFileSync(file, Buffer.alloc(statSync(file).size)),
  'another text': (file) => writeFileSync(file, 'not what it was'),
}

/** Asserts that it is not even tried, and that the command line's doctor says the same; gives what is said. */
async function refusal() {
  const state = await engine.engine.start()
  expect(state).toMatchObject({ phase: 'failed', processes: [], log: [] })
  expect(processesOf(engine.home)).toEqual([])
  expect(await engine.engine.check()).toEqual([{ reason: state.reason, advice: state.advice }])
  return state
}

describe.each(Object.keys(damages))('a file that is %s', (how) => {
  test.each(files)('%s is named, and starts once it is put back', async (path) => {
    const file = inHome(path)
    damages[how]!(file)
    const damaged = readFileSync(file)
    expect((await refusal()).reason).toMatchObject({
      code: expect.stringMatching(/^damage\//),
      params: { file },
    })
    expect(readFileSync(file).equals(damaged)).toBe(true)
    cpSync(join(whole, path), file)
    expect(await engine.engine.check()).toEqual([])
  })
})

describe('the command goes on without a damaged file, and deletes nothing:', () => {
  test.each([
    [
      'volumes',
      volumes,
      async () => expect(await docker(engine, 'volume', 'ls', '--quiet')).toBe('precious'),
    ],
    [
      'networks',
      networks,
      async () => expect(await docker(engine, 'network', 'ls', '--format', '{{.Name}}')).not.toContain('own'),
    ],
    [
      'networksKept',
      networks,
      async () => expect(await docker(engine, 'network', 'ls', '--format', '{{.Name}}')).toContain('own'),
    ],
    ['tags', tags, async () => expect(await docker(engine, 'images', '--quiet')).toMatch(/^[\da-f]{12}$/)],
    [
      'containerd',
      containerd,
      async () => expect(await docker(engine, 'run', '--rm', 'busybox:test', 'echo', 'runs')).toBe('runs'),
    ],
    [
      'builds',
      builds[0]!,
      async () => expect(await docker(engine, 'images', '--format', '{{.Repository}}')).toBe('busybox'),
    ],
  ] as const)('%s', async (holds, path, expectTheRest) => {
    const file = inHome(path)
    // What the keeper keeps of them before each start.
    const kept = inHome('engine/networks.before')
    if (holds === 'networksKept') cpSync(join(whole, networks), kept)
    else rmSync(kept, { force: true })
    damages['cut in half']!(file)
    const damaged = readFileSync(file)
    const { reason, advice } = await refusal()
    expect(reason).toEqual(sentence(`damage/${holds}`, { file }))
    follow(advice)
    const state = await engine.engine.start()
    expect(state.phase, explain(state)).toBe('ready')
    await expectTheRest()
    expect(await docker(engine, 'ps', '--all', '--format', '{{.Names}}')).toBe('web')
    await engine.engine.stop()
    const aside = path.startsWith(builder) ? path.replace(builder, `${builder}.damaged`) : `${path}.damaged`
    expect(readFileSync(inHome(aside)).equals(damaged)).toBe(true)
    rmSync(inHome(aside))
    cpSync(join(whole, path), file)
    if (holds === 'builds') {
      rmSync(inHome(builder), { recursive: true })
      cpSync(inHome(`${builder}.damaged`), inHome(builder), { recursive: true })
      for (const each of builds) cpSync(join(whole, each), inHome(each))
    }
  })
})

test('a file that is damaged under a running engine is named once its program does not start again', async () => {
  const state = await engine.engine.start()
  expect(state.phase, explain(state)).toBe('ready')
  const file = inHome(volumes)
  const failed = expect
    .poll(() => engine.engine.state)
    .toMatchObject({ phase: 'failed', reason: sentence('damage/volumes', { file }), log: [] })
  damages['full of zeros']!(file)
  signal(dockerdOf(engine.home), 'SIGKILL')
  await failed
  follow(engine.engine.state.advice)
  const again = await engine.engine.start()
  expect(again.phase, explain(again)).toBe('ready')
  expect(await docker(engine, 'volume', 'ls', '--quiet')).toBe('precious')
})

test('a file of which only a stack tells is named by that, and another is mended by dockerd itself', async () => {
  const file = inHome(cache)
  const before = readFileSync(file)
  damages['full of zeros']!(file)
  const mended = await engine.engine.start()
  expect(mended, explain(mended)).toMatchObject({ phase: 'ready', reason: null })
  await engine.engine.stop()

  writeFileSync(file, before)
  damages['cut in half']!(file)
  const failed = await engine.engine.start()
  const reason = sentence('damage/builds', { file: inHome(builder) })
  expect(failed).toMatchObject({ phase: 'failed', reason, log: [] })
  follow(failed.advice)
  const again = await engine.engine.start()
  expect(again.phase, explain(again)).toBe('ready')
  expect(await docker(engine, 'images', '--format', '{{.Repository}}')).toBe('busybox')
})
