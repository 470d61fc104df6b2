import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Layered } from '../../main/contract/layers'
import { createConnection } from '../../main/engine/client/connection'
import { createSwitchingConnection } from '../../main/engine/client/switchingConnection'
import { archive, dockerMembers, gnuLong, member, membersArchive, ociMembers } from '../support/archives'
import { docker, importBusybox } from '../support/engine'
import { createFakeEngine, json, stream } from '../support/fakeEngine'
import { hangingZstd } from '../support/hangingZstd'
import { hostileArchives, hostileLayers } from '../support/hostileArchives'
import { type OpenableEngine, startOpenableEngine } from '../support/openableEngine'
import { openLayers, type TestLayers, withOpen } from '../support/openLayers'
import { processes } from '../support/processes'
import { collect } from '../support/streams'
import { build, inspect } from '../support/testImages'

let engine: OpenableEngine
let near: TestLayers
let far: TestLayers
let web: string
let saved: string

beforeAll(async () => {
  engine = await startOpenableEngine()
  await importBusybox(engine, 'busybox:latest')
  web = await build(engine.connection, 'web:1', dockerfile)
  near = await engine.near()
  far = await engine.far()
  saved = join(engine.folder, 'web.tar')
  await docker(engine, 'save', '--output', saved, 'web:1')
})
afterAll(async () => {
  await near?.close()
  await far?.close()
  await engine?.dispose()
})

/** Bytes that cannot be packed: more than a preview shows and than a pipe or a part of a stream holds. */
const noise = 4 << 20
const dockerfile = [
  'FROM busybox',
  'RUN mkdir -p /d/deep && echo x > /d/x && echo y > /d/deep/y && chmod 4755 /d/x && ln -s x /d/link',
  `RUN rm /d/deep/y && echo file > /file && dd if=/dev/urandom of=/noise bs=1M count=${noise >> 20}`,
  'CMD ["sh"]',
].join('\n')
const page = { sort: 'name', offset: 0, limit: 100 } as const

async function choose({ layers, chosen }: TestLayers, path: string, directory = false): Promise<Layered> {
  chosen.archive = path
  const found = await layers.chooseArchive({ directory })
  return { kind: 'archive', archive: found!.archive, image: null }
}

/** All that differs, and how the layers lie beside each other. */
async function differences(test: TestLayers, a: Layered, b: Layered) {
  const stop = new AbortController()
  for await (const item of test.layers.compare({ a, b }, stop.signal)) {
    if (item.phase !== 'open') continue
    const changes = ['added', 'modified', 'removed'] as const
    const { rows } = await test.layers.search({ handle: item.handle, filter: { changes }, ...page })
    stop.abort()
    return { ...item, rows }
  }
  throw new Error('Nothing was compared')
}

/** Looks into an image whose layers are read out of an archive, and saves from it. */
async function lookInto(test: TestLayers, of: Layered, name: string) {
  const directory = join(engine.folder, `out-${name}`)
  await mkdir(directory)
  test.chosen.directory = directory
  await withOpen(test, of, async ({ opened: { handle } }) => {
    const preview = (layer: number, path: string) => test.layers.preview({ handle, layer, path })
    const save = (layer: number, path: string) =>
      collect(test.layers.save({ handle, layer, path }, new AbortController().signal))
    expect(await preview(2, 'file')).toEqual({ size: 5, text: 'file\n', cut: false })
    expect(await preview(2, 'noise')).toMatchObject({ size: noise, cut: true })
    await expect(preview(1, 'd/link')).rejects.toMatchObject({ key: 'unsupported/symlink' })
    await expect(preview(1, 'file')).rejects.toMatchObject({ key: 'not-found/inLayer' })
    const items = await save(1, 'd')
    expect(items.at(-1)).toMatchObject({ leftOut: 0, path: join(directory, 'd') })
    expect(await readFile(join(directory, 'd/deep/y'), 'utf8')).toBe('y\n')
    expect((await stat(join(directory, 'd/x'))).mode & 0o7777).toBe(0o755)
    await expect(save(1, 'd')).rejects.toMatchObject({ code: 'conflict' })
    expect((await save(2, 'noise')).at(-1)).toMatchObject({ bytes: noise, files: 1 })
    expect((await readdir(directory)).sort()).toEqual(['d', 'noise'])
    expect(await readdir(join(test.home, 'scratch'))).toEqual([])
  })
}

describe('an archive', () => {
  it('is the image that was saved', async () => {
    const chosen = await choose(near, saved)
    await withOpen(near, chosen, async ({ opened, readings }) => {
      expect(readings[0]).toMatchObject({ from: 'archive' })
      expect(opened).toMatchObject({ name: 'web.tar', image: { id: web, tags: ['web:1'] }, container: null })
      expect(opened.images).toMatchObject([
        { id: web, tags: ['web:1'], platform: expect.stringMatching(/^linux/) },
      ])
      expect(opened.layers.map(({ kind, inferred }) => [kind, inferred])).toEqual([
        ['image', false],
        ['image', false],
        ['image', false],
      ])
      expect(opened.layers.map(({ size }) => size)).toEqual(opened.summary.layers.map(({ bytes }) => bytes))
    })
    const { rows, aligned, settings, sums } = await differences(near, chosen, { kind: 'image', id: web })
    expect(rows).toEqual([])
    expect(settings).toEqual([])
    expect(sums).toMatchObject({ added: 0, modified: 0, removed: 0 })
    expect(aligned).toEqual([0, 1, 2].map((at) => ({ a: at, b: at, keptOnce: true })))
  })

  it('is looked into, packed or not', async () => {
    await lookInto(near, await choose(near, saved), 'plain')
    const packed = join(engine.folder, 'web.tar.gz')
    await writeFile(packed, gzipSync(await readFile(saved), { level: 1 }))
    await lookInto(near, await choose(near, packed), 'packed')
    // By a program of its own, which nobody waits for any more once the stream is left.
    const byProgram = join(engine.folder, 'web.tar.xz')
    await writeFile(byProgram, execFileSync('xz', ['-0', '--stdout', saved], { maxBuffer: 1 << 28 }))
    await lookInto(near, await choose(near, byProgram), 'xz')
  })

  it('that a program unpacks leaves none running when nobody waits for it any more', async () => {
    const path = join(engine.folder, 'long.tar.xz')
    const hole = member({ path: 'hole' }, Buffer.alloc(64 << 20))
    const packed = execFileSync('xz', ['-0', '--stdout'], { input: hole, maxBuffer: 1 << 28 })
    await writeFile(path, Buffer.concat(Array<Buffer>(200).fill(packed)))
    const programs = () =>
      processes().filter(({ parent, command }) => parent === process.pid && command.startsWith('xz '))
    const stop = new AbortController()
    const items = near.layers.open({ of: await choose(near, path) }, stop.signal)
    const end = collect(items)
    end.catch(() => {})
    await expect.poll(() => programs().length).toBe(1)
    stop.abort()
    await expect(end).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(programs).toEqual([])
  })

  it('of a thousand directories, one in the other, answers all questions, as the image that it becomes does', async () => {
    const deep = `${'d/'.repeat(1000)}file`
    const layer = archive(gnuLong('L', deep), member({}, 'bottom'))
    const path = join(engine.folder, 'deep.tar')
    await writeFile(path, membersArchive(dockerMembers({ layers: [layer], tags: ['deep:1'] })))
    await docker(engine, 'load', '--input', path)
    const { Id: id } = await inspect(engine.connection, 'deep:1')
    for (const of of [await choose(near, path), { kind: 'image', id } as const]) {
      await withOpen(near, of, async ({ opened: { handle } }) => {
        const { layers } = near
        const { rows } = await layers.search({ handle, filter: { text: 'file' }, ...page })
        expect(rows.map(({ path }) => path)).toEqual([deep])
        expect((await layers.level({ handle, directory: deep.slice(0, -5), ...page })).rows).toHaveLength(1)
        const drawn = { depth: 8, tiles: 100, measure: 'shown' } as const
        const tile = await layers.treemap({ handle, directory: '', ...drawn })
        expect(tile.bytes).toBe(6)
        expect(await layers.history({ handle, path: deep })).toHaveLength(1)
        expect(await layers.preview({ handle, layer: 0, path: deep })).toMatchObject({ text: 'bottom' })
      })
    }
    await docker(engine, 'rmi', 'deep:1')
  })

  it('may be a directory, and hold more images than one', async () => {
    const layout = join(engine.folder, 'layout')
    const layers = ['amd64', 'arm64'].map((name) => [archive(member({ path: name }, name))])
    const images = [
      { layers: layers[0]!, architecture: 'amd64', tags: ['many:1'] },
      { layers: layers[1]!, architecture: 'arm64', tags: ['many:1'] },
    ]
    for (const [path, content] of ociMembers(...images)) {
      await mkdir(join(layout, path, '..'), { recursive: true })
      await writeFile(join(layout, path), content)
    }
    const chosen = await choose(near, layout, true)
    await withOpen(near, chosen, async ({ opened }) => {
      expect(opened.name).toBe('layout')
      expect(opened.images.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64'])
      const other = opened.images.find(({ id }) => id !== opened.image.id)!
      await withOpen(near, { ...chosen, image: other.id } as Layered, async ({ opened: second }) => {
        expect(second.image.id).toBe(other.id)
        const { rows } = await near.layers.level({ handle: second.handle, directory: '', ...page })
        expect(rows.map(({ name }) => name)).toEqual([other.platform.slice('linux/'.length)])
      })
    })
    const absent = `sha256:${'0'.repeat(64)}`
    await expect(openLayers(near.layers, { ...chosen, image: absent } as Layered)).rejects.toMatchObject({
      key: 'not-found/inArchive',
    })
  })

  it('is read only when it was chosen', async () => {
    near.chosen.archive = null
    expect(await near.layers.chooseArchive({ directory: false })).toBeNull()
    const unknown = { kind: 'archive', archive: saved, image: null } as const
    await expect(openLayers(near.layers, unknown)).rejects.toMatchObject({ key: 'not-found/unchosen' })
    const gone = await choose(near, join(engine.folder, 'gone.tar'))
    await expect(openLayers(near.layers, gone)).rejects.toMatchObject({
      code: 'not-found',
      details: { object: 'gone.tar' },
    })
  })

  it('that means harm is refused, and the next one opens', async () => {
    const path = join(engine.folder, 'hostile.tar')
    // One of each kind: what each is refused for, the archive's own tests say.
    const kinds = new Map([...hostileArchives, ...hostileLayers].map((each) => [each.refused, each]))
    for (const { name, bytes, refused, limits } of kinds.values()) {
      const test = limits ? await engine.far({ limits }) : far
      await writeFile(path, bytes())
      const thrown = await openLayers(test.layers, await choose(test, path)).catch((error) => error)
      const { code, details } = thrown
      expect([name, code, details?.limit ?? details?.problem]).toEqual([name, 'archive-invalid', refused])
      if (test !== far) await test.close()
    }
    await withOpen(far, await choose(far, saved), async ({ opened }) => {
      expect(opened.layers).toHaveLength(3)
    })
    expect(await readdir(join(far.home, 'scratch')).catch(() => [])).toEqual([])
  })

  it('that keeps its reader in a loop is refused, and the next one opens', async () => {
    const test = await engine.far({ mostMissed: 3 })
    const path = join(engine.folder, 'hanging.tar.zst')
    await writeFile(path, hangingZstd)
    await expect(openLayers(test.layers, await choose(test, path))).rejects.toMatchObject({
      code: 'archive-invalid',
      details: { problem: 'limit', limit: 'quietMilliseconds' },
    })
    await withOpen(test, await choose(test, saved), async ({ opened }) => {
      expect(opened.layers).toHaveLength(3)
    })
    await test.close()
  })

  it('that takes too much memory is refused', async () => {
    const test = await engine.far({ heap: 20 })
    const many = Array.from({ length: 100_000 }, (_, at) => member({ path: `${at}` }))
    const path = join(engine.folder, 'large.tar')
    await writeFile(path, membersArchive(ociMembers({ layers: [archive(...many)] })))
    await expect(openLayers(test.layers, await choose(test, path))).rejects.toMatchObject({
      code: 'archive-invalid',
      details: { problem: 'limit', limit: 'memory' },
    })
    await test.close()
  })
})

describe('an engine whose files cannot be reached', () => {
  it('writes its images out', async () => {
    await withOpen(far, { kind: 'image', id: web }, async ({ opened, readings }) => {
      expect(opened).toMatchObject({ name: 'web:1', image: { id: web, tags: ['web:1'] }, images: [] })
      expect(opened.layers).toHaveLength(3)
      const last = readings.filter(({ from }) => from === 'engine').at(-1)!
      expect(last.total).toBeGreaterThan(noise)
    })
    await lookInto(far, { kind: 'image', id: web }, 'engine')
  })

  it('does not show containers', async () => {
    await docker(engine, 'create', '--network=none', '--name', 'still', 'web:1')
    const id = await docker(engine, 'inspect', '--format', '{{.Id}}', 'still')
    await expect(openLayers(far.layers, { kind: 'container', id })).rejects.toMatchObject({
      code: 'unsupported',
      details: { object: 'still' },
    })
  })

  it('is left at once', async () => {
    const fake = await createFakeEngine()
    const id = `sha256:${'1'.repeat(64)}`
    fake.on(
      'GET',
      /^\/images\/[^/]+\/json$/,
      json({ Id: id, RepoTags: ['slow:1'], Size: 1e9, RootFS: { Layers: [id] } }),
    )
    const beginning = (await readFile(saved)).subarray(0, 2 ** 20)
    fake.on('GET', /^\/images\/[^/]+\/get$/, stream([beginning], { end: false }))
    const test = await engine.far({ connection: createSwitchingConnection(createConnection(fake)) })
    const stop = new AbortController()
    const items = test.layers.open({ of: { kind: 'image', id } }, stop.signal)
    const end = (async () => {
      for await (const item of items) {
        expect(item.phase).toBe('reading')
        if (item.phase === 'reading' && item.current > 0) stop.abort()
      }
    })()
    await expect(end).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => fake.open).toBe(0)
    await test.close()
    await fake.dispose()
  })
})
