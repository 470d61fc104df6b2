import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StorageOf } from '../../main/engine/api/storage'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { entryFlag, entryType, type LayerIndex } from '../../main/layers/layerIndex'
import { layerwalkProgram, type WalkedEngine } from '../../main/layers/layerwalk'
import { containerDirectories, imageDirectories } from '../../main/layers/overlay'
import { textOf } from '../../main/layers/pathText'
import { readLayerDirectory, readLayerFile, walkLayers } from '../../main/layers/walk'
import { docker, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { describeEntry, pathsOf } from '../support/layerEntries'
import { hasNativeDiffs } from '../support/layerSources'
import { indexOfTree, readTree } from '../support/layerTree'
import { programsInside } from '../support/namespaces'
import { processes } from '../support/processes'
import { tar } from '../support/tar'
import { build, loadArchive } from '../support/testImages'

let test: TestEngine
let connection: Connection
let engine: WalkedEngine
/** Words that start a program where the engine's files can be read. */
let inside: string[]
/** Else the engine unpacks a layer on those below it, and removes what was there. */
let isNative: boolean

beforeAll(async () => {
  test = await startEngine()
  connection = createConnection({ socket: test.socket })
  const { run } = test.engine.paths
  engine = { mode: test.engine.state.mode, run, program: layerwalkProgram(root) }
  inside = programsInside(engine)
  isNative = await hasNativeDiffs(connection)
  await importBusybox(test, 'busybox:latest')
})
afterAll(async () => {
  connection?.dispose()
  await test?.dispose()
})

const inspect = async (name: string) =>
  JSON.parse(await docker(test, 'inspect', name))[0] as StorageOf & { RootFS: { Layers: string[] } }
const walk = (...directories: string[]) => walkLayers({ engine, object: 'image', directories })
const opaqueIn = (index: LayerIndex) =>
  Array.from({ length: index.count }, (_, each) => each)
    .filter((each) => index.flags[each] === entryFlag.opaque && index.type[each] === entryType.directory)
    .map((each) => index.path(each))
const at = (index: LayerIndex, path: string | Uint8Array) =>
  describeEntry(index, index.find(Buffer.from(path as string)))

async function walkImage(name: string) {
  const image = await inspect(name)
  const directories = imageDirectories(image, image.RootFS.Layers)!.map(({ directory }) => directory)
  return { directories, indexes: await walk(...directories) }
}

/** All of a layer: what the index says is what lstat(2) says there. */
async function expectTruth(directory: string, index: LayerIndex, opaque: readonly Uint8Array[] = []) {
  const entries = await readTree(directory, inside)
  expect(entries.length).toBe(index.count)
  expect(Buffer.from(index.bytes).equals(indexOfTree(entries, opaque))).toBe(true)
}

describe('the layers of an image', () => {
  const long = 'n'.repeat(255)
  const dockerfile = [
    'FROM busybox',
    'RUN mkdir -p /kept/deep /gone /replaced && echo 1 > /kept/deep/file && echo 2 > /gone/x && echo 3 > /replaced/a',
    'RUN rm -rf /gone /kept/deep/file /replaced && mkdir /replaced && echo b > /replaced/b',
    `RUN mkdir -p "/$(printf '\\377\\n\\302')" /${long}/${long} && touch /${long}/${long}/${long} /résumé`,
    'RUN truncate -s 20M /sparse && echo x > /setuid && chmod 6755 /setuid && mkfifo /fifo && ln -s /nowhere /link',
    'RUN echo same > /one && ln /one /two && mkdir /sub && ln /one /sub/three && ln /link /sub/linked',
    'RUN chown -R 1000:65534 /kept',
  ].join('\n')
  let directories: string[]
  let indexes: LayerIndex[]

  beforeAll(async () => {
    await build(connection, 'many:1', dockerfile)
    const walked = await walkImage('many:1')
    directories = walked.directories
    indexes = walked.indexes
  })

  it('are what lies on disk', async () => {
    expect(indexes).toHaveLength(7)
    for (const [layer, directory] of directories.entries()) {
      const index = indexes[layer]!
      await expectTruth(directory, index, isNative ? opaqueIn(index) : [])
    }
  })

  it('have what was removed as whiteouts, or below an opaque directory', () => {
    const index = indexes[2]!
    const paths = pathsOf(index)
    const whiteouts = ['gone', ...(isNative ? [] : ['replaced/a']), 'kept/deep/file']
    expect(paths.filter((path) => at(index, path).type === entryType.whiteout)).toEqual(whiteouts)
    expect(opaqueIn(index).map(textOf)).toEqual(isNative ? ['replaced'] : [])
    expect(paths).toContain('replaced/b')
  })

  it('have names of any bytes and length', () => {
    const raw = Buffer.from([0xff, 0x0a, 0xc2])
    expect(at(indexes[3]!, raw)).toMatchObject({ path: '\\xff\n\\xc2', type: entryType.directory })
    expect(at(indexes[3]!, `${long}/${long}/${long}`)).toMatchObject({ type: entryType.file })
    expect(at(indexes[3]!, 'résumé')).toMatchObject({ path: 'résumé' })
  })

  it('have sizes, modes, owners and links as they are in the image', () => {
    expect(at(indexes[4]!, 'sparse')).toMatchObject({ size: 20 << 20 })
    expect(at(indexes[4]!, 'setuid')).toMatchObject({ mode: 0o6755, uid: 0, gid: 0, size: 2 })
    expect(at(indexes[4]!, 'fifo')).toMatchObject({ type: entryType.fifo })
    const group = at(indexes[5]!, 'one').linkGroup
    expect(group).toBeGreaterThan(0)
    expect(['two', 'sub/three'].map((path) => at(indexes[5]!, path).linkGroup)).toEqual([group, group])
    expect(at(indexes[5]!, 'sub/three')).toMatchObject({ size: 5 })
    expect(at(indexes[6]!, 'kept/deep')).toMatchObject({ uid: 1000, gid: 65534 })
  })

  it('give their files, of whomever they are', async () => {
    const parts: Uint8Array[] = []
    const path = Buffer.from('bin/busybox')
    for await (const part of readLayerFile({ engine, directory: directories[0]!, path, object: 'busybox' })) {
      parts.push(part)
    }
    expect(Buffer.concat(parts).equals(readFileSync(join(root, 'native/build/testing/bin/busybox')))).toBe(
      true,
    )
    const outwards = {
      engine,
      directory: directories[0]!,
      path: Buffer.from('../../../../etc/passwd'),
      object: 'x',
    }
    const inLayer: Uint8Array[] = []
    for await (const part of readLayerFile(outwards)) inLayer.push(part)
    expect(Buffer.concat(inLayer).toString()).toBe('root:x:0:0:root:/:/bin/sh\n')
    const reading = readLayerDirectory({
      engine,
      directory: directories[4]!,
      path: Buffer.from(''),
      object: 'x',
    })
    let next = await reading.next()
    while (!next.done) next = await reading.next()
    expect(next.value).toBe(1)
  })

  it('can be left in the middle', async () => {
    const stop = new AbortController()
    const path = Buffer.from('sparse')
    const reading = readLayerFile({
      engine,
      directory: directories[4]!,
      path,
      object: 'x',
      signal: stop.signal,
    })
    const readOn = async () => {
      for await (const part of reading) if (part.length > 0) stop.abort()
    }
    await expect(readOn()).rejects.toMatchObject({ code: 'cancelled' })
    const many = Array.from({ length: 100 }, () => directories[0]!)
    const walking = walkLayers({ engine, object: 'image', directories: many, timeout: 1 })
    await expect(walking).rejects.toMatchObject({ code: 'timeout' })
    const left = () =>
      processes().filter(
        ({ parent, command }) => parent === process.pid && command.startsWith(engine.program),
      )
    await expect.poll(left).toEqual([])
  })
})

it('an opaque directory of an archive is what the engine makes of it', async () => {
  const layer = (paths: readonly string[]) => tar(paths.map((path) => ({ path })))
  const hash = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
  const layers = [
    layer(['d/', 'd/old', 'e/', 'e/old']),
    layer(['d/', 'd/.wh..wh..opq', 'd/new', 'e/', 'e/.wh.old']),
  ]
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map((content) => `sha256:${hash(content)}`) },
  })
  const names = layers.map((_, position) => `${position}.tar`)
  const manifest = JSON.stringify([{ Config: 'config.json', RepoTags: ['opaque:1'], Layers: names }])
  const archive = tar([
    { path: 'manifest.json', content: manifest },
    { path: 'config.json', content: config },
    ...names.map((path, position) => ({ path, content: layers[position]! })),
  ])
  await loadArchive(connection, archive)
  const { directories, indexes } = await walkImage('opaque:1')
  const removed = isNative ? [] : ['d/old']
  expect(pathsOf(indexes[1]!)).toEqual(['', 'd', 'e', 'd/new', ...removed, 'e/old'])
  expect(at(indexes[1]!, 'd').flags).toBe(isNative ? entryFlag.opaque : 0)
  for (const path of [...removed, 'e/old']) expect(at(indexes[1]!, path).type).toBe(entryType.whiteout)
  await expectTruth(directories[1]!, indexes[1]!, isNative ? [Buffer.from('d')] : [])
})

it('the layer of a container that is writing is read as it grows', async () => {
  const script = `rm -rf /tmp && mkdir /tmp /fresh && touch /fresh/file && rm /etc/passwd && touch /ready
    while :; do mkdir -p /run/a/b && touch /run/a/b/c && rm -rf /run/a; done`
  await docker(
    test,
    'run',
    '-d',
    '--name',
    'writer',
    '--network',
    'none',
    'busybox:latest',
    'sh',
    '-c',
    script,
  )
  const image = await inspect('busybox:latest')
  const directories = containerDirectories(await inspect('writer'), image.RootFS.Layers)!
  const stack = [
    ...directories.image.map(({ directory }) => directory),
    directories.init,
    directories.writable,
  ]
  await expect.poll(async () => pathsOf((await walk(...stack))[2]!)).toContain('ready')
  for (let run = 0; run < 20; run++) expect((await walk(...stack))[2]!.count).toBeGreaterThan(4)

  await docker(test, 'kill', 'writer')
  const [, init, writable] = await walk(...stack)
  expect(pathsOf(init!)).toContain('etc/hosts')
  expect(at(writable!, 'etc/passwd')).toMatchObject({ type: entryType.whiteout })
  const opaque = opaqueIn(writable!)
  expect(opaque.map(textOf)).toContain('tmp')
  expect(at(writable!, 'fresh').type).toBe(entryType.directory)
  await expectTruth(directories.writable, writable!, opaque)
  await docker(test, 'rm', '-f', 'writer')
})
