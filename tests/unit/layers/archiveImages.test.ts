import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Progress } from '../../../main/layers/archive/budget'
import { chooseImage } from '../../../main/layers/archive/chooseImage'
import { type Archive, openArchive } from '../../../main/layers/archive/openArchive'
import {
  archive,
  configOf,
  dockerMembers,
  type Members,
  member,
  membersArchive,
  ociMembers,
  sha256,
  type TestImage,
} from '../../support/archives'
import { streamOf } from '../../support/cuts'
import { pathsOf } from '../../support/layerEntries'
import { storedFrame } from '../../support/zstdFrames'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-images-'))
})
afterAll(() => rm(folder, { recursive: true }))

const base = archive(member({ kind: '5', path: 'etc/' }), member({ path: 'etc/base' }, 'base'))
const middle = archive()
const top = archive(member({ path: 'etc/.wh.base' }), member({ path: 'top' }, 'x'.repeat(200_000)))
const image: TestImage = { layers: [base, middle, top, middle], tags: ['test:1', 'test:latest'] }

let next = 0
async function file(bytes: Buffer): Promise<string> {
  const path = join(folder, `archive-${next++}`)
  await writeFile(path, bytes)
  return path
}
async function directory(members: Members): Promise<string> {
  const root = join(folder, `directory-${next++}`)
  for (const [path, bytes] of members) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), bytes)
  }
  return root
}
/** A stream that can be opened again and again, in pieces that end anywhere. */
const stream = (bytes: Buffer) => ({
  size: bytes.length,
  name: 'test',
  open: () =>
    streamOf(
      Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, at) =>
        bytes.subarray(at * 1000, (at + 1) * 1000),
      ),
    ),
})

async function opened<T>(
  source: Parameters<typeof openArchive>[0],
  look: (archive: Archive) => Promise<T>,
): Promise<T> {
  const found = await openArchive(source)
  try {
    return await look(found)
  } finally {
    await found.close()
  }
}

/** What the image above must look like, wherever it comes from. */
async function expectImage(found: Archive) {
  expect(found.images).toHaveLength(1)
  const [only] = found.images
  expect(only!.id).toBe(`sha256:${sha256(configOf(image))}`)
  expect(only!.platform).toBe('linux/amd64')
  expect(only!.config.config?.Labels).toEqual({ a: 'b' })
  expect(only!.layers.map(({ diffId }) => diffId)).toEqual(
    image.layers.map((layer) => `sha256:${sha256(layer)}`),
  )
  expect(only!.history.map(({ instruction, diffId }) => [instruction, diffId])).toEqual([
    ...image.layers.map((layer, at) => [`RUN step ${at}`, `sha256:${sha256(layer)}`]),
    ['CMD ["/bin/sh"]', null],
  ])
  const read = []
  for (const layer of only!.layers) {
    expect(layer.packedSize).toBeGreaterThan(0)
    const { index, diffId, size } = await found.readLayer(layer)
    expect(diffId).toBe(layer.diffId)
    read.push([size, pathsOf(index)])
  }
  expect(read).toEqual([
    [4, ['', 'etc', 'etc/base']],
    [0, ['']],
    [200_000, ['', 'etc', 'top', 'etc/base']],
    [0, ['']],
  ])
  const path = Buffer.from('top')
  const { bytes, size } = await found.readFile(only!.layers[2]!, path, 5)
  expect([Buffer.from(bytes).toString(), size]).toEqual(['xxxxx', 200_000])
  await expect(found.readFile(only!.layers[2]!, Buffer.from('etc/base'), 5)).rejects.toMatchObject({
    code: 'not-found',
  })
}

/** Both layouts at once, as the engine saves from version 25 on. */
function bothMembers(pack?: TestImage['pack']): Members {
  const blob = (bytes: Buffer | string) => `blobs/sha256/${sha256(bytes)}`
  const packed = image.layers.map((layer) => pack?.(layer) ?? layer)
  const manifest = [{ Config: blob(configOf(image)), RepoTags: image.tags, Layers: packed.map(blob) }]
  const members = ociMembers({ ...image, pack })
  return members.set('manifest.json', Buffer.from(JSON.stringify(manifest)))
}

/** As old engines save: a layer that was there before is a link to the first. */
function linkedArchive(): Buffer {
  const names = ['a', 'b', 'c', 'd'].map((id) => `${id}/layer.tar`)
  const manifest = JSON.stringify([{ Config: 'c.json', RepoTags: image.tags, Layers: names }])
  return archive(
    member({ kind: '5', path: 'a/' }),
    member({ path: 'a/VERSION' }, '1.0'),
    member({ path: 'a/json' }, '{}'),
    ...image.layers.slice(0, 3).map((layer, at) => member({ path: names[at]! }, layer)),
    member({ kind: '2', path: 'd/layer.tar', link: '../b/layer.tar' }),
    member({ path: 'c.json' }, configOf(image)),
    member({ path: 'manifest.json' }, manifest),
    member({ path: 'repositories' }, '{}'),
  )
}

describe('an image', () => {
  const layouts: [string, () => Buffer][] = [
    ['docker', () => membersArchive(dockerMembers(image))],
    ['docker with links', linkedArchive],
    ['OCI', () => membersArchive(ociMembers(image))],
    [
      'OCI with gzip layers',
      () => membersArchive(ociMembers({ ...image, pack: (layer) => gzipSync(layer) })),
    ],
    ['OCI with zstd layers', () => membersArchive(ociMembers({ ...image, pack: storedFrame }))],
    ['both', () => membersArchive(bothMembers())],
    ['both with gzip layers', () => membersArchive(bothMembers((layer) => gzipSync(layer)))],
    ['with ./ before each name', () => prefixed(dockerMembers(image))],
  ]
  const prefixed = (members: Members) =>
    membersArchive(new Map([...members].map(([path, bytes]) => [`./${path}`, bytes])))

  it.each(layouts)('is read from a file: %s', async (_, make) => {
    await opened(await file(make()), expectImage)
  })
  it.each(layouts)('is read from a packed file: %s', async (_, make) => {
    await opened(await file(gzipSync(make())), expectImage)
    await opened(await file(storedFrame(make())), expectImage)
  })
  it.each(layouts)('is read from a stream: %s', async (_, make) => {
    await opened(stream(make()), expectImage)
    await opened(stream(gzipSync(make())), expectImage)
  })
  it('is read from a directory', async () => {
    await opened(await directory(ociMembers(image)), expectImage)
    await opened(await directory(ociMembers({ ...image, pack: (layer) => gzipSync(layer) })), expectImage)
    await opened(await directory(dockerMembers(image)), expectImage)
  })

  it('is opened without its layers being read, where that can be', async () => {
    const path = await file(membersArchive(dockerMembers({ ...image, layers: [top, top.subarray(0, 2000)] })))
    await opened(path, async (found) => {
      const [sound, damaged] = found.images[0]!.layers
      await found.readLayer(sound!)
      await expect(found.readLayer(damaged!)).rejects.toMatchObject({ code: 'archive-invalid' })
    })
  })

  it('says how far it has come', async () => {
    const bytes = membersArchive(dockerMembers(image))
    const seen: Progress[] = []
    const found = await openArchive(stream(bytes), { onProgress: (progress) => seen.push(progress) })
    expect(seen.at(-1)).toEqual({ bytes: bytes.length, total: bytes.length, unpacked: 0 })
    await found.close()
    const whole = await openArchive(await file(bytes))
    const reports: Progress[] = []
    const layer = whole.images[0]!.layers[2]!
    await whole.readLayer(layer, { onProgress: (progress) => reports.push(progress) })
    expect(reports.at(-1)).toEqual({ bytes: layer.packedSize, total: layer.packedSize, unpacked: 0 })
    await whole.close()
  })

  it('can be stopped, before and while it is read', async () => {
    const stop = new AbortController()
    let left = false
    async function* endless() {
      try {
        yield membersArchive(dockerMembers(image)).subarray(0, -1024)
        setTimeout(() => stop.abort(), 1)
        for (let at = 0; ; at++) yield member({ path: `file-${at}` }, Buffer.alloc(100_000, '{'))
      } finally {
        left = true
      }
    }
    const source = { name: 'test', size: null, open: endless }
    await expect(openArchive(source, { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect(left).toBe(true)
    const path = await file(membersArchive(dockerMembers(image)))
    await expect(openArchive(path, { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('several images', () => {
  const others: TestImage[] = [
    { layers: [base], tags: ['one:1'] },
    { layers: [base, top], tags: ['two:1', 'two:2'], architecture: 'arm64' },
  ]

  it('of one archive are listed, and chosen by name or id', async () => {
    await opened(await file(membersArchive(dockerMembers(...others))), async ({ images }) => {
      expect(images.map(({ tags }) => tags)).toEqual([['one:1'], ['two:1', 'two:2']])
      expect(chooseImage(images, 'two:2')).toBe(images[1])
      expect(chooseImage(images, images[1]!.id)).toBe(images[1])
      expect(chooseImage(images, images[1]!.id.slice(7, 19))).toBe(images[1])
      expect(chooseImage(images)).toBe(images[0])
      expect(() => chooseImage(images, 'three')).toThrow(
        expect.objectContaining({ key: 'not-found/inArchive' }),
      )
    })
  })

  it('of one name are of several platforms, of which that of the machine is chosen', async () => {
    await opened(await file(membersArchive(ociMembers(...others))), async ({ images }) => {
      expect(images.map(({ tags, platform }) => [tags, platform])).toEqual([
        [['many:1', 'one:1'], 'linux/amd64'],
        [['many:1', 'two:1'], 'linux/arm64'],
      ])
      expect(chooseImage(images, 'many:1', 'linux/arm64')).toBe(images[1])
      expect(chooseImage(images, 'many:1', 'linux/amd64')).toBe(images[0])
      expect(chooseImage(images, 'many:1', 'linux/s390x')).toBe(images[0])
    })
  })

  it('may be there only in part, and lie beside what is no image', async () => {
    const members = ociMembers(...others)
    const manifests = JSON.parse(members.get('index.json')!.toString()).manifests
    const inner = JSON.parse(
      members.get(`blobs/sha256/${manifests[0].digest.slice(7)}`)!.toString(),
    ).manifests
    members.delete(`blobs/sha256/${inner[1].digest.slice(7)}`)
    const attestation = JSON.stringify({
      config: { mediaType: 'application/vnd.in-toto+json', digest: `sha256:${sha256('{}')}` },
      layers: [],
    })
    members.set(`blobs/sha256/${sha256(attestation)}`, Buffer.from(attestation))
    const index = { manifests: [...manifests, { digest: `sha256:${sha256(attestation)}` }] }
    members.set('index.json', Buffer.from(JSON.stringify(index)))
    await opened(await directory(members), async ({ images }) => {
      expect(images.map(({ platform }) => platform)).toEqual(['linux/amd64'])
    })
  })
})

describe('a directory', () => {
  it('may link its members to each other, but not to what lies outside', async () => {
    const members = dockerMembers(image)
    const root = await directory(members)
    const [layer] = [...members.keys()].filter((name) => name.endsWith('layer.tar'))
    const target = join(root, layer!)
    await rm(target)
    await writeFile(join(root, 'moved'), members.get(layer!)!)
    await symlink('../moved', target)
    await opened(root, expectImage)
    await rm(target)
    await symlink(await file(members.get(layer!)!), target)
    await expect(openArchive(root)).rejects.toMatchObject({
      code: 'archive-invalid',
      details: { problem: 'bad-path', reason: { code: 'archive/bad-path/directory' } },
    })
  })
})
