import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imagesApi } from '../../main/engine/api/images'
import type { StorageOf } from '../../main/engine/api/storage'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import type { Progress } from '../../main/layers/archive/budget'
import { engineArchive } from '../../main/layers/archive/engineArchive'
import { type Archive, openArchive } from '../../main/layers/archive/openArchive'
import { entryFlag, type LayerIndex } from '../../main/layers/layerIndex'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { imageDirectories } from '../../main/layers/overlay'
import { walkLayers } from '../../main/layers/walk'
import { docker, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { describeEntry } from '../support/layerEntries'
import { build } from '../support/testImages'

let test: TestEngine
let connection: Connection
let folder: string

const long = 'n'.repeat(255)
/** What a layer can hold, in one image. */
const dockerfile = [
  'FROM busybox',
  'RUN mkdir -p /kept/deep /gone /replaced /was && echo 1 > /kept/deep/file && echo 2 > /gone/x && echo 3 > /replaced/a',
  'RUN rm -rf /gone /kept/deep/file /replaced && mkdir /replaced && echo b > /replaced/b',
  'RUN rmdir /was && echo file > /was && rm /replaced/b && rm -rf /kept && echo file > /kept',
  `RUN mkdir -p "/$(printf '\\377\\n\\302')" /${long}/${long} && touch /${long}/${long}/${long} /résumé`,
  'RUN truncate -s 20M /sparse && echo x > /setuid && chmod 6755 /setuid && mkfifo /fifo && ln -s /nowhere /link',
  'RUN echo same > /one && ln /one /two && mkdir /sub && ln /one /sub/three',
  'RUN chown -R 1000:65534 /bin',
  'RUN true',
  'WORKDIR /srv/app',
  'CMD ["/bin/sh"]',
].join('\n')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-save-'))
  test = await startEngine()
  connection = createConnection({ socket: test.socket })
  await importBusybox(test, 'busybox:latest')
  await build(connection, 'many:1', dockerfile)
  await docker(test, 'tag', 'many:1', 'many:again')
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  connection?.dispose()
  await test?.dispose()
})

const inspect = async (name: string) =>
  JSON.parse(await docker(test, 'inspect', name))[0] as StorageOf & {
    Id: string
    RootFS: { Layers: string[] }
  }

async function walked(name: string): Promise<LayerIndex[]> {
  const image = await inspect(name)
  const directories = imageDirectories(image, image.RootFS.Layers)!.map(({ directory }) => directory)
  const { mode, paths } = { mode: test.engine.state.mode, paths: test.engine.paths }
  const engine = { mode, run: paths.run, program: layerwalkProgram(root) }
  return walkLayers({ engine, object: name, directories })
}

async function archived(archive: Archive): Promise<LayerIndex[]> {
  const indexes: LayerIndex[] = []
  for (const layer of archive.images[0]!.layers) indexes.push((await archive.readLayer(layer)).index)
  return indexes
}

/** All entries but the root and what an archive only implies, which are but real on disk. */
function entries(index: LayerIndex, other: LayerIndex) {
  const implied = (at: number) => {
    const path = index.path(at)
    const found = other.find(path)
    return [index.flags[at]!, found < 0 ? 0 : other.flags[found]!].some((flags) => flags & entryFlag.implicit)
  }
  return Array.from({ length: index.count - 1 }, (_, at) => {
    const described = describeEntry(index, at + 1)
    return implied(at + 1) ? described.path : described
  })
}

async function expectAgreement(archive: Archive, name: string) {
  const fromArchive = await archived(archive)
  const fromDisk = await walked(name)
  expect(fromArchive.length).toBe(fromDisk.length)
  for (const [layer, index] of fromArchive.entries()) {
    expect(entries(index, fromDisk[layer]!)).toEqual(entries(fromDisk[layer]!, index))
  }
}

describe('an image of the engine', () => {
  it('is read as it streams, and is what lies on disk', async () => {
    const seen: Progress[] = []
    const source = engineArchive(imagesApi(connection), 'many:1', 25_000_000)
    const archive = await openArchive(source, { onProgress: (progress) => seen.push(progress) }, 'many:1')
    const { Id, RootFS } = await inspect('many:1')
    const [image] = archive.images
    expect(image!.id).toBe(Id)
    expect(image!.layers.map(({ diffId }) => diffId)).toEqual(RootFS.Layers)
    expect(image!.tags).toEqual(['many:1'])
    expect(image!.history.map(({ instruction }) => instruction).slice(-3)).toEqual([
      'RUN true',
      'WORKDIR /srv/app',
      'CMD ["/bin/sh"]',
    ])
    expect(image!.history.flatMap(({ diffId }) => diffId ?? [])).toEqual(RootFS.Layers)
    expect(seen.at(-1)!.bytes).toBeGreaterThan(20_000_000)
    await expectAgreement(archive, 'many:1')
    await archive.close()
  })

  it('is read from what docker save wrote, packed or not', async () => {
    const file = join(folder, 'saved.tar')
    await docker(test, 'save', '-o', file, 'many:1', 'many:again', 'busybox')
    execFileSync('gzip', ['-k', '-1', file])
    expect(statSync(`${file}.gz`).size).toBeLessThan(statSync(file).size)
    for (const path of [file, `${file}.gz`]) {
      const archive = await openArchive(path)
      const tags = archive.images.map((image) => [...image.tags].sort())
      expect(tags.sort()).toEqual([['busybox:latest'], ['many:1', 'many:again']])
      expect(archive.images.map(({ id }) => id)).toContain((await inspect('many:1')).Id)
      await archive.close()
    }
    const single = join(folder, 'single.tar')
    await docker(test, 'save', '-o', single, 'many:1')
    const archive = await openArchive(single)
    await expectAgreement(archive, 'many:1')
    const layer = archive.images[0]!.layers[1]!
    const { bytes } = await archive.readFile(layer, Buffer.from('gone/x'), 100)
    expect(Buffer.from(bytes).toString()).toBe('2\n')
    await archive.close()
  })

  it('that the engine knows not fails as the engine says', async () => {
    const source = engineArchive(imagesApi(connection), 'nothing:1', null)
    await expect(openArchive(source)).rejects.toMatchObject({
      code: expect.stringMatching(/not-found|image-unknown/),
    })
  })

  it('can be left while it streams', async () => {
    const stop = new AbortController()
    const source = engineArchive(imagesApi(connection), 'many:1', null)
    await expect(
      openArchive(source, { signal: stop.signal, onProgress: () => stop.abort() }),
    ).rejects.toMatchObject({
      code: 'cancelled',
    })
    // The engine answers as before.
    expect((await inspect('many:1')).Id).toMatch(/^sha256:/)
  })

  it('reads a file of a layer again, from another stream', async () => {
    const archive = await openArchive(engineArchive(imagesApi(connection), 'many:1', null))
    const layer = archive.images[0]!.layers[6]!
    expect(Buffer.from((await archive.readFile(layer, Buffer.from('sub/three'), 100)).bytes).toString()).toBe(
      'same\n',
    )
    const done = await archive.extract(layer, Buffer.from('sub'), folder)
    expect(done).toMatchObject({ name: 'sub', files: 1 })
    await archive.close()
  })
})
