import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createImages } from '../../main/services/images/images'
import { docker } from '../support/engine'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { collect, until } from '../support/streams'
import { type TarEntry, tar } from '../support/tar'
import { importImage, inspect, noise } from '../support/testImages'

let engine: ConnectedEngine
let folder: string
let chosen: string | null
let images: ReturnType<typeof createImages>
const ids: Record<string, string> = {}

const inFolder = (name: string) => join(folder, name)

beforeAll(async () => {
  engine = await startImageEngine()
  folder = await mkdtemp(join(tmpdir(), 'slipway-load-'))
  images = createImages({
    ...engine,
    desktop: { chooseArchive: async () => chosen, chooseNewFile: async () => null },
  })
  for (const name of ['one:1', 'two:1']) {
    ids[name] = await importImage(engine.connection, name, [{ path: 'noise', content: noise(2_000_000) }])
  }
  await docker(engine, 'tag', 'one:1', 'example.test/one:2')
  await docker(engine, 'save', '--output', inFolder('one.tar'), 'one:1', 'example.test/one:2')
  await docker(engine, 'save', '--output', inFolder('both.tar'), 'one:1', 'two:1')
  await docker(engine, 'save', '--output', inFolder('nameless.tar'), ids['two:1']!)
  await writeFile(inFolder('one.tar.gz'), gzipSync(await readFile(inFolder('one.tar'))))
  await docker(engine, 'rmi', 'one:1', 'example.test/one:2', 'two:1')
})
afterAll(async () => {
  await engine?.stop()
  if (folder) await rm(folder, { recursive: true })
})

function load(path: string | null, signal = new AbortController().signal) {
  chosen = path
  return images.load({}, signal)
}
const listed = () => docker(engine, 'images', '--quiet', '--no-trunc')

describe('load', () => {
  it('brings the images of an archive with their names, and counts the bytes of the file', async () => {
    const items = await collect(load(inFolder('one.tar')))
    const last = items.at(-1)!
    expect(last.done).toEqual({ id: ids['one:1'], tags: ['one:1', 'example.test/one:2'] })
    const { length } = await readFile(inFolder('one.tar'))
    expect(last.layers).toEqual([{ id: 'one.tar', status: 'done', current: length, total: length }])
    const bytes = items.map(({ layers }) => layers[0]!.current)
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b))
    expect((await inspect(engine.connection, 'one:1')).Id).toBe(ids['one:1'])

    // What is there already is no failure.
    expect((await collect(load(inFolder('one.tar')))).at(-1)!.done!.id).toBe(ids['one:1'])
    await docker(engine, 'rmi', 'one:1', 'example.test/one:2')
  })

  it('takes an archive that is compressed, holds several images, or one without a name', async () => {
    expect((await collect(load(inFolder('one.tar.gz')))).at(-1)!.done!.id).toBe(ids['one:1'])
    expect((await collect(load(inFolder('both.tar')))).at(-1)!.done!.tags).toEqual(['one:1', 'two:1'])
    await docker(engine, 'rmi', 'one:1', 'example.test/one:2', 'two:1')
    expect((await collect(load(inFolder('nameless.tar')))).at(-1)!.done).toEqual({
      id: ids['two:1'],
      tags: [],
    })
    await docker(engine, 'rmi', ids['two:1']!)
  })

  describe('of an OCI archive', () => {
    const hash = (content: Buffer | string) => createHash('sha256').update(content).digest('hex')
    const blob = (content: Buffer | string) => ({ path: `blobs/sha256/${hash(content)}`, content })
    const describedAs = (content: Buffer | string, mediaType: string, more = {}) => ({
      mediaType: `application/vnd.oci.image.${mediaType}`,
      digest: `sha256:${hash(content)}`,
      size: content.length,
      ...more,
    })
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch

    /** An image of one layer, as the blobs of the specification. */
    function image(text: string, compress: (layer: Buffer) => Buffer = (layer) => layer) {
      const layer = tar([{ path: 'file', content: text }])
      const packed = compress(layer)
      const config = JSON.stringify({
        architecture,
        os: 'linux',
        config: { Env: ['A=b'] },
        rootfs: { type: 'layers', diff_ids: [`sha256:${hash(layer)}`] },
        history: [{ created_by: `COPY ${text} / # buildkit` }],
      })
      const manifest = JSON.stringify({
        schemaVersion: 2,
        config: describedAs(config, 'config.v1+json'),
        layers: [describedAs(packed, packed === layer ? 'layer.v1.tar' : 'layer.v1.tar+gzip')],
      })
      return { id: `sha256:${hash(config)}`, manifest, blobs: [packed, config, manifest].map(blob) }
    }
    async function write(name: string, manifests: object[], blobs: TarEntry[]) {
      const index = JSON.stringify({ schemaVersion: 2, manifests })
      const layout = { path: './oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' }
      await writeFile(inFolder(name), tar([layout, { path: './index.json', content: index }, ...blobs]))
    }

    it('brings its image, by the name in it or by none', async () => {
      const plain = image('plain')
      const named = { annotations: { 'io.containerd.image.name': 'example.test/oci:1' } }
      await write('named.tar', [describedAs(plain.manifest, 'manifest.v1+json', named)], plain.blobs)
      const { done, layers } = (await collect(load(inFolder('named.tar')))).at(-1)!
      expect(done).toEqual({ id: plain.id, tags: ['example.test/oci:1'] })
      expect(layers[0]!.current).toBe(layers[0]!.total)

      const packed = image('packed', gzipSync)
      const tagOnly = { annotations: { 'org.opencontainers.image.ref.name': 'latest' } }
      await write('tag.tar', [describedAs(packed.manifest, 'manifest.v1+json', tagOnly)], packed.blobs)
      expect((await collect(load(inFolder('tag.tar')))).at(-1)!.done).toEqual({ id: packed.id, tags: [] })
      const { layers: strata } = await images.details({ id: packed.id })
      expect(strata.map(({ instruction, size }) => [instruction, size])).toEqual([['COPY packed /', 6]])
      await docker(engine, 'rmi', plain.id, packed.id)
    })

    it('takes the image for this machine of one for several', async () => {
      const [own, other] = [image('own'), image('other')]
      const index = JSON.stringify({
        schemaVersion: 2,
        manifests: [
          describedAs(other.manifest, 'manifest.v1+json', {
            platform: { architecture: 's390x', os: 'linux' },
          }),
          describedAs(own.manifest, 'manifest.v1+json', { platform: { architecture, os: 'linux' } }),
        ],
      })
      const named = { annotations: { 'org.opencontainers.image.ref.name': 'oci:2' } }
      const blobs = [...own.blobs, ...other.blobs, blob(index)]
      await write('platforms.tar', [describedAs(index, 'index.v1+json', named)], blobs)
      const { done } = (await collect(load(inFolder('platforms.tar')))).at(-1)!
      expect(done).toEqual({ id: own.id, tags: ['oci:2'] })
      await docker(engine, 'rmi', 'oci:2')
    })

    it('is refused when it is broken', async () => {
      const { manifest, blobs } = image('broken')
      const descriptor = describedAs(manifest, 'manifest.v1+json')
      await write('no-layer.tar', [descriptor], blobs.slice(1))
      await write('no-manifest.tar', [descriptor], blobs.slice(0, 2))
      await write('no-image.tar', [], blobs)
      await write('escape.tar', [{ ...descriptor, digest: 'sha256:../../../etc/passwd' }], blobs)
      await write(
        'wrong.tar',
        [descriptor],
        [{ ...blobs[0]!, content: tar([{ path: 'x' }]) }, ...blobs.slice(1)],
      )
      for (const name of ['no-layer.tar', 'no-manifest.tar', 'no-image.tar', 'escape.tar', 'wrong.tar']) {
        const result = await collect(load(inFolder(name))).catch(({ code, details }) => [
          code,
          details.object,
        ])
        expect(result).toEqual(['archive-invalid', name])
      }
      expect(await listed()).toBe('')
    })
  })

  it('refuses what is no archive of an image, by the name of the file, and leaves nothing behind', async () => {
    const sound = await readFile(inFolder('one.tar'))
    const broken: Record<string, Buffer> = {
      'garbage.tar': randomBytes(300_000),
      'large-garbage.tar': randomBytes(32_000_000),
      'truncated.tar': sound.subarray(0, 1_500_000),
      'cut-early.tar': sound.subarray(0, 3000),
      'garbage.tar.gz': gzipSync(randomBytes(300_000)),
      'truncated.tar.gz': gzipSync(sound).subarray(0, 500_000),
      'empty.tar': Buffer.alloc(0),
      'no-image.tar': tar([{ path: 'folder/' }, { path: 'folder/file', content: 'text' }]),
      'lies.tar': tar([
        { path: 'manifest.json', content: '[{"Config":"../../etc/passwd","RepoTags":["x:1"],"Layers":[]}]' },
      ]),
      'no-json.tar': tar([{ path: 'manifest.json', content: '{' }]),
      'nothing-in-it.tar': tar([{ path: 'manifest.json', content: '[]' }]),
    }
    for (const [name, content] of Object.entries(broken)) {
      await writeFile(inFolder(name), content)
      const result = await collect(load(inFolder(name))).catch(({ code, details }) => [code, details.object])
      expect(result).toEqual(['archive-invalid', name])
    }
    await mkdir(inFolder('folder.tar'))
    await expect(collect(load(inFolder('folder.tar')))).rejects.toMatchObject({ code: 'archive-invalid' })
    expect(await listed()).toBe('')
  })

  it('says when the file is not there, or fails while it is read', async () => {
    await expect(collect(load(inFolder('missing.tar')))).rejects.toMatchObject({
      code: 'not-found',
      details: { object: 'missing.tar' },
    })
    // The first page of a process's memory cannot be read, by nobody.
    await expect(collect(load('/proc/self/mem'))).rejects.toMatchObject({
      key: 'archive-invalid/unread',
      details: { object: 'mem', reason: expect.stringContaining('EIO') },
    })
  })

  it.skipIf(process.getuid!() === 0)('says when the file may not be read', async () => {
    await writeFile(inFolder('secret.tar'), 'x')
    await chmod(inFolder('secret.tar'), 0)
    await expect(collect(load(inFolder('secret.tar')))).rejects.toMatchObject({
      code: 'denied',
      details: { object: 'secret.tar' },
    })
  })

  it('does not wait for a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [inFolder('pipe.tar')])
    await expect(collect(load(inFolder('pipe.tar')))).rejects.toMatchObject({ code: 'archive-invalid' })
  })

  it('is cancelled when no file was chosen', async () => {
    await expect(collect(load(null))).rejects.toMatchObject({ code: 'cancelled' })
  })

  it.each(['aborted', 'left'] as const)('stops in the engine too when it is %s', async (how) => {
    const name = inFolder(`${how}.tar`)
    const [first, end] = [tar([{ path: 'hole', content: 'x' }]).subarray(0, 512), 400_000_000]
    first.write(end.toString(8).padStart(11, '0'), 124)
    first.write(' '.repeat(8), 148)
    first.write(
      `${first
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    )
    const file = await open(name, 'w')
    await file.write(first)
    await file.truncate(512 + end + 1024)
    await file.close()

    const stop = new AbortController()
    const progress = load(name, stop.signal)[Symbol.asyncIterator]()
    const { layers } = await until(progress, ({ layers: [layer] }) => layer!.current > 0)
    expect(layers[0]!.current).toBeLessThan(end)
    if (how === 'aborted') {
      const pending = until(progress, () => false)
      stop.abort()
      await expect(pending).rejects.toMatchObject({ code: 'cancelled' })
    } else await progress.return!()

    const { DockerRootDir } = await engine.connection.request<{ DockerRootDir: string }>({
      method: 'GET',
      path: '/info',
      object: 'engine',
    })
    await expect.poll(() => readdir(join(DockerRootDir, 'tmp'))).toEqual([])
    expect(await listed()).toBe('')
  })
})
