import { readdirSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../main/contract/errors'
import { stackIndexes } from '../../../main/layers/analysis/stackBuilder'
import { writeStack } from '../../../main/layers/analysis/stackFile'
import { buildIndex } from '../../../main/layers/indexBuilder'
import { createIndexCache } from '../../../main/layers/indexCache'
import { readIndex } from '../../../main/layers/indexReader'
import type { LayerIndex } from '../../../main/layers/layerIndex'
import { createLayersClient, type LayersClient } from '../../../main/layers/worker/layersClient'
import { createStackStore } from '../../../main/layers/worker/stackStore'
import type { Subject } from '../../../main/layers/worker/subject'
import { bundleLayers, type LayersBundle } from '../../support/bundle'
import { eventually } from '../../support/eventually'
import { createFakeEngine, type FakeEngine, json } from '../../support/fakeEngine'
import { entry, indexOf, whiteout } from '../../support/layerEntries'

const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const base = indexOf(entry('etc/a', { size: 10 }), entry('f', { size: 5 }))
const top = indexOf(whiteout('etc/a'), entry('f', { size: 6 }))
const givenLayers = (...indexes: LayerIndex[]) =>
  indexes.map((index, at) => ({ digest: digest(String(at)), bytes: index.bytes.slice() }))
const given = (key: string): Subject => ({ kind: 'given', key, object: 'web.tar' })
const page = { sort: 'name', offset: 0, limit: 100 } as const
const files = (count: number, size: number) =>
  readIndex(
    buildIndex(Array.from({ length: count }, (_, at) => entry(`d/${'long'.repeat(9)}-${at}`, { size }))),
  )
const failing = (key: string) => expect.objectContaining({ name: 'AppError', key })

let bundle: LayersBundle
let directory: string
let engine: FakeEngine
let client: LayersClient | null = null

beforeAll(async () => {
  bundle = await bundleLayers()
})
afterAll(() => bundle.remove())

async function start(options: { limit?: number; heap?: number } = {}) {
  directory = await mkdtemp(join(tmpdir(), 'slipway-layers-'))
  engine = await createFakeEngine()
  engine.on('GET', `/images/${encodeURIComponent(digest('e'))}/json`, json({ Id: digest('e') }))
  client = createLayersClient({ script: bundle.scripts.layersWorker, ...options })
  return client
}

afterEach(async () => {
  await client?.close()
  await engine?.dispose()
  if (directory) await rm(directory, { recursive: true, force: true })
})

function onDisk(
  program: string,
  layers: readonly (string | null)[],
  key = 'image',
  imageId = digest('e'),
): Subject {
  return {
    kind: 'disk',
    key,
    object: 'web',
    engine: { mode: 'rootful', run: directory, program },
    socket: engine.socket,
    imageId,
    layers: layers.map((each, at) => ({ digest: each, directory: join(directory, `layer-${at}`) })),
    cache: join(directory, 'cache'),
  }
}

/** A program in the place of slipway-layerwalk. */
async function programOf(text: string): Promise<string> {
  const path = join(directory, 'program')
  await writeFile(path, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o755)
  return path
}

describe('the thread for layers', () => {
  it('answers questions about layers that it was given', async () => {
    const layers = await start()
    layers.put('a', givenLayers(base, top))
    expect(await layers.ask(given('a'), 'summary', undefined)).toMatchObject({
      reclaimableBytes: 15,
      layers: [{ added: 2 }, { modified: 1, removed: 1 }],
    })
    const { rows } = await layers.ask(given('a'), 'level', { ...page, directory: '' })
    expect(rows.map(({ path }) => path)).toEqual(['etc', 'f'])
    expect(await layers.ask(given('a'), 'history', { path: 'etc/a' })).toHaveLength(2)
  })

  it('ends with what it held when that was much and nothing else is open, and begins anew', async () => {
    const layers = await start()
    const threads = () => readdirSync('/proc/self/task').length
    const index = files(250_000, 1)
    const large = () => givenLayers(index)
    const small = () => [{ digest: digest('7'), bytes: base.bytes.slice() }]
    expect(large()[0]!.bytes.length).toBeGreaterThan(20e6)
    layers.put('large', large())
    layers.put('small', small())
    await layers.ask(given('large'), 'summary', undefined)
    layers.drop('large')
    // What else is open cannot be read again.
    expect(await layers.ask(given('small'), 'history', { path: 'f' })).toHaveLength(1)
    layers.drop('small')
    layers.put('large', large())
    await layers.ask(given('large'), 'summary', undefined)
    const running = threads()
    layers.drop('large')
    await eventually(() => expect(threads()).toBeLessThan(running))
    layers.put('small', small())
    expect(await layers.ask(given('small'), 'history', { path: 'f' })).toHaveLength(1)
  })

  it('compares two of them', async () => {
    const layers = await start()
    layers.put('a', givenLayers(base))
    layers.put('b', givenLayers(base, top))
    const subject: Subject = { kind: 'comparison', key: 'a b', a: given('a'), b: given('b') }
    const filter = { changes: ['removed', 'modified'] as const }
    const { rows } = await layers.ask(subject, 'search', { ...page, filter })
    expect(rows.map(({ path, change }) => [path, change])).toEqual([
      ['etc/a', 'removed'],
      ['f', 'modified'],
    ])
  })

  it('says how far it has come with many files, while it compares them', async () => {
    const layers = await start()
    const [some, more] = [120_000, 80_000]
    layers.put('many', givenLayers(files(some, 1), files(more, 2)))
    layers.put('one', [{ digest: digest('7'), bytes: base.bytes.slice() }])
    // With the root and the directory that they are in.
    const total = some + more + 4
    const both: Subject = { kind: 'comparison', key: 'both', a: given('many'), b: given('one') }
    for (const [subject, all] of [
      [given('many'), total],
      [both, total + base.count],
    ] as const) {
      const told: number[][] = []
      const onCompared = (...paths: number[]) => told.push(paths)
      await layers.ask(subject, 'sums', {}, { onCompared })
      expect(told.length).toBeGreaterThan(1)
      expect(told.map(([paths]) => paths)).toEqual([...told].map(([paths]) => paths).sort((a, b) => a! - b!))
      for (const [paths, of] of told) {
        expect(of).toBe(all)
        expect(paths).toBeLessThanOrEqual(all)
      }
      const again: unknown[] = []
      await layers.ask(subject, 'sums', {}, { onCompared: () => again.push(1) })
      expect(again, 'it is there').toEqual([])
    }
  })

  it('says as an AppError what went wrong, and lives on', async () => {
    const layers = await start()
    layers.put('a', givenLayers(base))
    layers.put('bad', [{ digest: digest('9'), bytes: new Uint8Array(100) }])
    const history = (key: string, path: string) => layers.ask(given(key), 'history', { path })
    await expect(history('a', 'none')).rejects.toEqual(failing('not-found/inLayers'))
    await expect(history('never', 'f')).rejects.toEqual(failing('not-found/layersOf'))
    await expect(history('bad', 'f')).rejects.toEqual(failing('archive-invalid/index'))
    await expect(layers.ask(onDisk('/nowhere', [null]), 'summary', undefined)).rejects.toBeInstanceOf(
      AppError,
    )
    layers.drop('a')
    await expect(history('a', 'f')).rejects.toEqual(failing('not-found/layersOf'))
    layers.put('a', givenLayers(top))
    expect(await history('a', 'f')).toHaveLength(1)
  })

  it('reads layers of disk from their indexes, and what is missing with the program', async () => {
    const layers = await start()
    const cache = createIndexCache(join(directory, 'cache'))
    await cache.read([digest('0')], async () => [base])
    await cache.settled()
    await expect(layers.ask(onDisk('/nowhere', [digest('0')]), 'summary', undefined)).resolves.toMatchObject({
      bytes: 15,
    })
    // The topmost may change, so it is read each time; the middle one once.
    await writeFile(join(directory, 'top.index'), top.bytes)
    const program = await programOf(`shift; for each; do echo "$each" >> ${directory}/asked
      cat ${directory}/top.index; done`)
    const read = (key: string) =>
      layers.ask(onDisk(program, [digest('0'), digest('1'), null], key), 'summary', undefined)
    expect(await read('one')).toMatchObject({ bytes: 15 + 6 + 6, visibleBytes: 6 })
    expect(await read('one')).toMatchObject({ visibleBytes: 6 })
    expect(await read('two')).toMatchObject({ visibleBytes: 6 })
    const asked = (await readFile(join(directory, 'asked'), 'utf8')).trim().split('\n')
    expect(asked.map((path) => path.at(-1)).sort()).toEqual(['1', '2', '2'])
    await layers.close()
    const kept = await createIndexCache(join(directory, 'cache')).read([digest('1')], async () => [])
    expect(Buffer.compare(kept[0]!.bytes, top.bytes)).toBe(0)
    // The only stack is that of the first image: a container's changes.
    expect(await stacksIn('cache')).toEqual([`sha256-${'0'.repeat(64)}.stack`])
  })

  it('keeps the stack of an image for the next thread', async () => {
    const layers = await start()
    const summary = (key: string) =>
      layers.ask(onDisk('/nowhere', [digest('0'), digest('1')], key), 'summary', undefined)
    const cache = createIndexCache(join(directory, 'cache'))
    await cache.read([digest('0'), digest('1')], async () => [base, top])
    await cache.settled()
    const made = await summary('one')
    await eventually(async () => expect(await stacksIn('cache')).toHaveLength(1))
    // What is there is taken at its word.
    const [name] = await stacksIn('cache')
    const told = { ...made, paths: 77 }
    await writeFile(
      join(directory, 'cache', name!),
      writeStack({ stack: stackIndexes([base, top]), summary: told }),
    )
    expect(await summary('two')).toEqual(told)
  })

  it('keeps what is shown of an image first, and says it before its layers are read', async () => {
    const layers = await start()
    const cache = createIndexCache(join(directory, 'cache'))
    await cache.read([digest('0'), digest('1')], async () => [base, top])
    await cache.settled()
    const subject = (key: string, program = '/nowhere') => onDisk(program, [digest('0'), digest('1')], key)
    const first = (key: string) => layers.ask(subject(key), 'first', undefined)
    const made = await first('one')
    expect(made.summary).toBeNull()
    expect(made.level.rows.map(({ path, change }) => [path, change])).toEqual([
      ['etc', 'unchanged'],
      ['f', 'modified'],
    ])
    expect(made.sums).toMatchObject({ modified: 1, removed: 1 })
    const summary = await layers.ask(subject('one'), 'summary', undefined)
    const looks = async () => (await readdir(join(directory, 'cache'))).filter((name) => /look$/.test(name))
    await eventually(async () => expect(await looks()).toEqual([`sha256-${'1'.repeat(64)}.look`]))
    const told = { ...made, summary }
    expect(await first('two')).toEqual(told)

    const file = join(directory, 'cache', (await looks())[0]!)
    const whole = await readFile(file)
    const flipped = Buffer.from(whole.map((byte, at) => (at === 40 ? byte ^ 1 : byte)))
    const older = Buffer.from(whole.map((byte, at) => (at === 8 ? 99 : byte)))
    for (const [at, damaged] of [flipped, older, whole.subarray(0, 10), Buffer.alloc(0)].entries()) {
      await writeFile(file, damaged)
      expect(await first(`damaged ${at}`)).toEqual({ ...made, summary: null })
      await eventually(async () => expect(await readFile(file)).toEqual(whole))
    }
    // A container may change at any time.
    await writeFile(join(directory, 'top.index'), top.bytes)
    const program = await programOf(`cat ${directory}/top.index`)
    await layers.ask(onDisk(program, [digest('0'), digest('1'), null], 'container'), 'first', undefined)
    await layers.close()
    expect(await looks()).toHaveLength(1)
  })

  it('keeps nothing of an image that was removed while it was read', async () => {
    const layers = await start()
    await writeFile(join(directory, 'top.index'), top.bytes)
    const program = await programOf(`shift; for each; do cat ${directory}/top.index; done`)
    const gone = onDisk(program, [digest('0')], 'gone', digest('f'))
    await expect(layers.ask(gone, 'summary', undefined)).rejects.toEqual(failing('not-found'))
    await layers.close()
    await expect(readdir(join(directory, 'cache'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('reads a container once, and not again when it had to make room', async () => {
    const layers = await start({ limit: 1 })
    await writeFile(join(directory, 'top.index'), top.bytes)
    const program = await programOf(`echo >> ${directory}/asked; cat ${directory}/top.index`)
    expect(await layers.ask(onDisk(program, [null], 'web'), 'sums', {})).toMatchObject({ bytes: 6 })
    layers.put('other', givenLayers(base))
    await layers.ask(given('other'), 'sums', {})
    expect(await layers.ask(given('web'), 'sums', {})).toMatchObject({ bytes: 6 })
    expect(await readFile(join(directory, 'asked'), 'utf8')).toBe('\n')
    layers.drop('web')
    await expect(layers.ask(given('web'), 'sums', {})).rejects.toEqual(failing('not-found/layersOf'))
  })

  it('stops reading when it is told to', async () => {
    const layers = await start()
    const program = await programOf(`echo $$ > ${directory}/pid; exec sleep 600`)
    const stop = new AbortController()
    const answer = layers.ask(onDisk(program, [digest('0')]), 'summary', undefined, { signal: stop.signal })
    const pid = await untilWritten(join(directory, 'pid'))
    stop.abort()
    await expect(answer).rejects.toEqual(failing('cancelled'))
    await untilGone(pid)
    await expect(
      layers.ask(onDisk(program, [digest('0')]), 'summary', undefined, { signal: stop.signal }),
    ).rejects.toEqual(failing('cancelled'))
    layers.put('a', givenLayers(base))
    expect(await layers.ask(given('a'), 'sums', {})).toMatchObject({ bytes: 15 })
  })

  it('starts anew when it died, after it has told everybody who waited', async () => {
    const layers = await start({ heap: 20 })
    const many = files(200_000, 1)
    layers.put('many', givenLayers(many))
    const tooMuch = layers.ask(given('many'), 'level', { ...page, directory: 'd', limit: 200_000 })
    const waiting = layers.ask(given('many'), 'summary', undefined)
    await expect(tooMuch).rejects.toEqual(failing('internal/layersThread'))
    await expect(waiting).rejects.toEqual(failing('internal/layersThread'))
    await expect(layers.ask(given('many'), 'summary', undefined)).rejects.toEqual(
      failing('not-found/layersOf'),
    )
    layers.put('a', givenLayers(base))
    expect(await layers.ask(given('a'), 'sums', {})).toMatchObject({ bytes: 15 })
  })

  it('takes no more questions once it is closed', async () => {
    const layers = await start()
    layers.put('a', givenLayers(base))
    await layers.ask(given('a'), 'sums', {})
    await layers.close()
    await expect(layers.ask(given('a'), 'sums', {})).rejects.toEqual(failing('cancelled'))
  })
})

describe('what is open', () => {
  const options = { signal: new AbortController().signal }
  it('makes room when it grows too large, and keeps equal layers once', async () => {
    const store = createStackStore(600_000)
    const shared = files(1000, 1)
    const own = [files(2000, 2), files(2000, 3)]
    store.put('a', [{ digest: digest('0'), bytes: shared.bytes }])
    const once = store.bytes
    store.put('b', [{ digest: digest('0'), bytes: shared.bytes.slice() }])
    expect(store.bytes).toBe(once)
    for (const [at, index] of own.entries()) {
      store.put(`own ${at}`, [{ digest: digest(String(at + 1)), bytes: index.bytes }])
    }
    const opened = new Map<string, unknown>()
    for (const key of ['a', 'own 0', 'own 1']) {
      const explorer = await store.open(given(key), options)
      explorer.sums({})
      opened.set(key, explorer)
    }
    const full = store.bytes
    store.shrink()
    expect(store.bytes).toBeLessThan(full)
    // The one that was asked about last is still the very same; the oldest had to be made again.
    expect(await store.open(given('own 1'), options)).toBe(opened.get('own 1'))
    expect(await store.open(given('a'), options)).not.toBe(opened.get('a'))
    store.drop('own 1')
    await expect(store.open(given('own 1'), options)).rejects.toEqual(failing('not-found/layersOf'))
    expect((await store.open(given('own 0'), options)).sums({}).bytes).toBe(4000)
  })
})

async function stacksIn(folder: string): Promise<string[]> {
  return (await readdir(join(directory, folder))).filter((name) => name.endsWith('.stack'))
}

async function untilWritten(path: string): Promise<number> {
  for (;;) {
    const pid = Number(await readFile(path, 'utf8').catch(() => ''))
    if (pid > 0) return pid
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
