import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstQuestion } from '../../main/contract/firstLook'
import { engineApi } from '../../main/engine/api/api'
import { docker, importBusybox } from '../support/engine'
import { type OpenableEngine, startOpenableEngine } from '../support/openableEngine'
import { type OpenStream, openLayers, type TestLayers, withOpen } from '../support/openLayers'
import { collect } from '../support/streams'
import { build } from '../support/testImages'

let engine: OpenableEngine
let test: TestLayers
let web: string

beforeAll(async () => {
  engine = await startOpenableEngine()
  await importBusybox(engine, 'busybox:latest')
  web = await build(engine.connection, 'web:1', dockerfile)
  test = await engine.near()
})
afterAll(async () => {
  await test?.close()
  await engine?.dispose()
})

const dockerfile = [
  'FROM busybox',
  'RUN echo one > /file && mkdir -p /d/deep && echo x > /d/x && echo y > /d/y && ln -s x /d/link && ln /d/x /d/deep/again',
  'RUN echo three > /file && rm /d/y && echo "a b" > "/d/deep/na me" && chmod 4755 "/d/deep/na me"',
  `RUN printf 'a\\0b' > /binary && printf '\\303\\251\\377' > /text && dd if=/dev/zero of=/large bs=1M count=300`,
  'ENV A=b',
  'CMD ["sh"]',
].join('\n')

const page = { sort: 'name', offset: 0, limit: 100 } as const

const withImage = (look: (open: OpenStream) => Promise<void>) =>
  withOpen(test, { kind: 'image', id: web }, look)

/** An empty directory, which the person chooses. */
async function chosenDirectory(name: string): Promise<string> {
  const directory = join(engine.folder, name)
  await mkdir(directory)
  test.chosen.directory = directory
  return directory
}

const save = (handle: string, layer: number, path: string) =>
  collect(test.layers.save({ handle, layer, path }, new AbortController().signal))

describe('an image', () => {
  it('is open as long as its stream', async () => {
    const { opened, begun, readings, leave } = await openLayers(test.layers, { kind: 'image', id: web })
    const { first } = begun
    const top = { handle: begun.handle, range: { from: 3, to: 3 } }
    expect(begun).toMatchObject({ name: 'web:1', layers: [{}, {}, {}, {}] })
    expect(first.level).toEqual(await test.layers.level({ ...top, ...firstQuestion }))
    expect(first.level.total).toBeGreaterThan(0)
    expect(first.sums).toEqual(await test.layers.sums(top))
    expect({ ...opened, summary: begun.summary, layers: begun.layers }).toEqual(begun)
    expect(readings.map(({ from }) => from)).toEqual(readings.map(() => 'disk'))
    expect(opened).toMatchObject({ name: 'web:1', image: { id: web, tags: ['web:1'] }, container: null })
    expect(opened.layers.map(({ kind, instruction }) => `${kind} ${instruction.slice(0, 14)}`)).toEqual([
      'image IMPORT -',
      'image RUN echo one >',
      'image RUN echo three',
      "image RUN printf 'a\\",
    ])
    expect(opened.layers.map(({ size }) => size)).toEqual(opened.summary.layers.map(({ bytes }) => bytes))
    expect(opened.summary.layers.slice(1)).toMatchObject([
      { added: 5, modified: 0, removed: 0, bytes: 8 + 'x'.length },
      { added: 1, modified: 1, removed: 1, bytes: 10 },
      { added: 3, modified: 0, removed: 0, bytes: 300 * 2 ** 20 + 6 },
    ])
    const { handle } = opened
    expect(await test.layers.sums({ handle })).toMatchObject({
      bytesBefore: 0,
      bytes: opened.summary.visibleBytes,
    })
    await leave()
    await expect(test.layers.sums({ handle })).rejects.toMatchObject({ code: 'not-found' })
    await expect(test.layers.preview({ handle, layer: 0, path: 'file' })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('is of one size wherever it is told', async () => {
    const { images } = engineApi(engine.connection)
    await withImage(async ({ opened }) => {
      const { Size } = await images.inspect(web)
      const history = (await images.history(web, { object: 'web:1' })).map(({ Size }) => Size).reverse()
      const listed = (await images.list()).find(({ Id }) => Id === web)
      expect([listed?.Size, opened.summary.bytes]).toEqual([Size, Size])
      expect(opened.layers.map(({ size }) => size)).toEqual(history.filter((_, step) => step < 4))
    })
  })

  it('answers questions about its tree', async () => {
    await withImage(async ({ opened: { handle } }) => {
      const range = { from: 2, to: 2 }
      const level = await test.layers.level({ handle, directory: 'd', range, ...page })
      expect(level.rows.map(({ name, change }) => `${name} ${change}`)).toEqual([
        'deep unchanged',
        'link unchanged',
        'x unchanged',
        'y removed',
      ])
      const found = await test.layers.search({ handle, filter: { text: 'NA ME' }, ...page })
      expect(found).toMatchObject({ total: 1, rows: [{ path: 'd/deep/na me', mode: 0o4755, layer: 2 }] })
      expect(await test.layers.history({ handle, path: 'file' })).toMatchObject([
        { layer: 1, kind: 'added', after: { size: 4 } },
        { layer: 2, kind: 'modified', before: { size: 4 }, after: { size: 6 } },
      ])
      const wasted = await test.layers.wasted({ handle, offset: 0, limit: 10 })
      expect(wasted.rows.map(({ path, layers }) => [path, layers])).toContainEqual(['file', [1, 2]])
      const tile = await test.layers.treemap({ handle, directory: '', depth: 1, tiles: 3, measure: 'shown' })
      expect(tile.children?.[0]).toMatchObject({ name: 'large', bytes: 300 * 2 ** 20, layer: 3 })
      expect(await test.layers.difference({ handle, range, path: 'd/y' })).toMatchObject({
        before: { size: 2 },
        after: null,
      })
      await expect(test.layers.history({ handle, path: 'none' })).rejects.toMatchObject({ code: 'not-found' })
    })
  })

  it('fails when there is none', async () => {
    const id = `sha256:${'0'.repeat(64)}`
    await expect(openLayers(test.layers, { kind: 'image', id })).rejects.toMatchObject({
      code: 'not-found',
      details: { object: '000000000000' },
    })
    await expect(openLayers(test.layers, { kind: 'container', id: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('may have no layers', async () => {
    const id = await build(engine.connection, 'none:1', 'FROM scratch\nCMD ["/nothing"]')
    await withOpen(test, { kind: 'image', id }, async ({ opened }) => {
      expect(opened).toMatchObject({ layers: [], summary: { bytes: 0, efficiency: 1 } })
      expect(await test.layers.level({ handle: opened.handle, directory: '', ...page })).toMatchObject({
        total: 0,
      })
    })
  })
})

describe('a file', () => {
  it('is shown as one layer has it', async () => {
    await withImage(async ({ opened: { handle } }) => {
      const preview = (layer: number, path: string) => test.layers.preview({ handle, layer, path })
      expect(await preview(1, 'file')).toEqual({ size: 4, text: 'one\n', cut: false })
      expect(await preview(2, 'file')).toEqual({ size: 6, text: 'three\n', cut: false })
      expect(await preview(1, 'd/deep/again')).toEqual({ size: 2, text: 'x\n', cut: false })
      expect(await preview(3, 'binary')).toEqual({ size: 3, text: null, cut: false })
      expect(await preview(3, 'text')).toEqual({ size: 3, text: 'é\ufffd', cut: false })
      expect(await preview(3, 'large')).toEqual({ size: 300 * 2 ** 20, text: null, cut: true })
      for (const [layer, path, key] of [
        [0, 'file', 'not-found/inLayer'],
        [2, 'd/y', 'not-found/inLayer'],
        [1, 'd/link', 'unsupported/symlink'],
        [1, 'd', 'unsupported/folder'],
        [1, '', 'unsupported/folder'],
        [1, '../../../../etc/passwd', 'not-found/inLayers'],
        [9, 'file', 'not-found/inLayer'],
      ] as const) {
        await expect(preview(layer, path), path).rejects.toMatchObject({ key })
      }
    })
  })

  it('is saved under its own name, and never over another', async () => {
    const directory = await chosenDirectory('file')
    await withImage(async ({ opened: { handle } }) => {
      const path = join(directory, 'na me')
      const items = await save(handle, 2, 'd/deep/na me')
      expect(items.at(-1)).toEqual({ bytes: 4, files: 1, leftOut: 0, path })
      expect(await readFile(path, 'utf8')).toBe('a b\n')
      expect((await stat(path)).mode & 0o7777).toBe(0o755)
      await expect(save(handle, 2, 'd/deep/na me')).rejects.toMatchObject({
        code: 'conflict',
        details: { object: 'na me', directory },
      })
      await expect(save(handle, 1, 'd/link')).rejects.toMatchObject({ code: 'unsupported' })
      test.chosen.directory = null
      await expect(save(handle, 2, 'file')).rejects.toMatchObject({ code: 'cancelled' })
      test.chosen.directory = join(engine.folder, 'gone')
      await expect(save(handle, 2, 'file')).rejects.toMatchObject({ code: 'not-found' })
      expect(await readdir(directory)).toEqual(['na me'])
    })
  })

  it('leaves nothing when it is not wanted any more', async () => {
    const directory = await chosenDirectory('stopped')
    await withImage(async ({ opened: { handle } }) => {
      for (const path of ['large', '']) {
        const stop = new AbortController()
        const items = test.layers.save({ handle, layer: 3, path }, stop.signal)
        for await (const { bytes, path: done } of items) {
          expect(done).toBeNull()
          if (bytes > 0) break
        }
        stop.abort()
        expect(await readdir(directory)).toEqual([])
      }
    })
  })
})

describe('a directory', () => {
  it('is saved with all that the layer has in it', async () => {
    const directory = await chosenDirectory('directory')
    await withImage(async ({ opened: { handle } }) => {
      const items = await save(handle, 1, 'd')
      expect(items.at(-1)).toMatchObject({ leftOut: 0, path: join(directory, 'd') })
      expect((await readdir(join(directory, 'd'))).sort()).toEqual(['deep', 'link', 'x', 'y'])
      const [x, again] = await Promise.all(
        ['x', 'deep/again'].map((path) => stat(join(directory, 'd', path))),
      )
      expect(x!.ino).toBe(again!.ino)
      // What was removed is left out, setuid is taken off.
      test.chosen.directory = join(directory, 'd')
      const later = await save(handle, 2, 'd')
      expect(later.at(-1)).toMatchObject({ files: 1, leftOut: 1, path: join(directory, 'd/d') })
      expect((await stat(join(directory, 'd/d/deep/na me'))).mode & 0o7777).toBe(0o755)
      await expect(save(handle, 2, 'd')).rejects.toMatchObject({ code: 'conflict' })
      expect((await save(handle, 2, '')).at(-1)?.path).toBe(join(directory, 'd/layer'))
      expect((await readdir(join(directory, 'd/layer'))).sort()).toEqual(['d', 'file'])
    })
  })
})

describe('a container', () => {
  it('has its own layers on top, as they were when it was opened', async () => {
    const script = 'echo new > /new; echo four > /file; rm /d/x; chmod 600 /text'
    await docker(engine, 'run', '--network=none', '--name', 'writer', 'web:1', 'sh', '-c', script)
    const id = await docker(engine, 'inspect', '--format', '{{.Id}}', 'writer')
    await withOpen(test, { kind: 'container', id }, async ({ opened }) => {
      expect(opened).toMatchObject({ name: 'writer', container: { id, name: 'writer' }, image: { id: web } })
      expect(opened.layers.slice(4).map(({ kind, diffId }) => [kind, diffId])).toEqual([
        ['init', null],
        ['writable', null],
      ])
      const { handle } = opened
      const filter = { changes: ['added', 'modified', 'removed'] as const }
      const own = { from: 5, to: 5 }
      const found = () => test.layers.search({ handle, range: own, filter, ...page })
      const changes = (await found()).rows.filter(({ kind }) => kind === 'file')
      const seen = ['d/x removed', 'file modified', 'new added', 'text modified']
      expect(changes.map(({ path, change }) => `${path} ${change}`)).toEqual(seen)
      expect(await test.layers.preview({ handle, layer: 5, path: 'file' })).toMatchObject({ text: 'four\n' })

      await docker(engine, 'start', 'writer')
      await docker(engine, 'cp', 'writer:/file', join(engine.folder, 'copy'))
      await docker(engine, 'cp', join(engine.folder, 'copy'), 'writer:/later')
      expect((await found()).rows.some(({ path }) => path === 'later')).toBe(false)
      await withOpen(test, { kind: 'container', id }, async ({ opened: { handle: fresh } }) => {
        expect(await test.layers.history({ handle: fresh, path: 'later' })).toMatchObject([{ layer: 5 }])
      })
    })
    const kept = await readdir(join(test.home, 'layers'))
    expect(kept.filter((name) => name.endsWith('.index'))).toHaveLength(4)
    await docker(engine, 'rm', '-f', 'writer')
    await expect(openLayers(test.layers, { kind: 'container', id })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('whose image was removed has its layers, without what made them', async () => {
    const image = await build(engine.connection, 'leaving:1', 'FROM busybox\nRUN echo two > /two')
    await docker(
      engine,
      'run',
      '--network=none',
      '--name',
      'left',
      'leaving:1',
      'sh',
      '-c',
      'echo own > /own',
    )
    await docker(engine, 'rmi', '-f', 'leaving:1')
    const id = await docker(engine, 'inspect', '--format', '{{.Id}}', 'left')
    await withOpen(test, { kind: 'container', id }, async ({ opened }) => {
      expect(opened).toMatchObject({ name: 'left', image: { id: image, tags: [] } })
      expect(opened.layers.map(({ kind, instruction }) => [kind, instruction])).toEqual([
        ['image', ''],
        ['image', ''],
        ['init', ''],
        ['writable', ''],
      ])
      const { handle } = opened
      expect(await test.layers.preview({ handle, layer: 1, path: 'two' })).toMatchObject({ text: 'two\n' })
      expect(await test.layers.preview({ handle, layer: 3, path: 'own' })).toMatchObject({ text: 'own\n' })
      expect(opened.layers.map(({ size }) => size)).toEqual(opened.summary.layers.map(({ bytes }) => bytes))
    })
    await docker(engine, 'rm', 'left')
  })
})

describe('two', () => {
  it('are compared, a container with its image and an image with one built on it', async () => {
    const next = await build(
      engine.connection,
      'web:2',
      'FROM web:1\nRUN rm /file && echo more > /more\nENV A=c\nUSER 1000',
    )
    const stop = new AbortController()
    const sides = { a: { kind: 'image', id: web }, b: { kind: 'image', id: next } } as const
    for await (const item of test.layers.compare(sides, stop.signal)) {
      if (item.phase !== 'open') continue
      expect(item.aligned.map(({ a, b, keptOnce }) => [a, b, keptOnce])).toEqual([
        [0, 0, true],
        [1, 1, true],
        [2, 2, true],
        [3, 3, true],
        [null, 4, false],
      ])
      expect(item.settings).toEqual([
        { setting: 'user', name: '', before: null, after: '1000' },
        { setting: 'environment', name: 'A', before: 'b', after: 'c' },
      ])
      expect(item.sums).toMatchObject({ added: 1, removed: 1, modified: 0 })
      expect(item.b.layers.at(-1)).toMatchObject({
        size: 5,
        instruction: 'RUN rm /file && echo more > /more',
      })
      const { handle } = item
      const changes = ['added', 'removed'] as const
      const { rows } = await test.layers.search({ handle, filter: { changes }, ...page })
      expect(rows.map(({ path, change }) => `${path} ${change}`)).toEqual(['file removed', 'more added'])
      await expect(test.layers.history({ handle, path: 'more' })).rejects.toMatchObject({
        code: 'unsupported',
      })
      const file = { handle, layer: 0, path: 'more' }
      await expect(test.layers.preview(file)).rejects.toMatchObject({ code: 'unsupported' })
      stop.abort()
    }
    expect(stop.signal.aborted).toBe(true)
  })
})

describe('the thread', () => {
  it('may die: what was asked fails, and the next one opens', async () => {
    await docker(engine, 'create', '--network=none', '--name', 'still', 'web:1')
    const id = await docker(engine, 'inspect', '--format', '{{.Id}}', 'still')
    await withOpen(test, { kind: 'container', id }, async ({ opened: { handle: gone } }) => {
      await withImage(async ({ opened: { handle } }) => {
        test.kill()
        await expect(test.layers.sums({ handle: gone })).rejects.toMatchObject({ code: 'internal' })
        expect(await test.layers.sums({ handle })).toMatchObject({ bytesBefore: 0 })
        await expect(test.layers.sums({ handle: gone })).rejects.toMatchObject({ code: 'not-found' })
      })
    })
    await docker(engine, 'rm', 'still')
  })
})
