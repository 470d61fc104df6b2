import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Strata } from '../../main/contract/layers'
import { enginePath } from '../../main/engine/api/enginePath'
import { createSwitchingConnection } from '../../main/engine/client/switchingConnection'
import { createImages } from '../../main/services/images/images'
import { createStrata } from '../../main/services/layers/strata'
import { importBusybox } from '../support/engine'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { collect, until } from '../support/streams'
import { tar } from '../support/tar'
import { build, inspect, loadArchive } from '../support/testImages'

let engine: ConnectedEngine
let layers: ReturnType<typeof createStrata>
let images: ReturnType<typeof createImages>
let base: string
let web: string

beforeAll(async () => {
  engine = await startImageEngine()
  layers = createStrata(engine)
  images = createImages({
    ...engine,
    desktop: { chooseArchive: async () => null, chooseNewFile: async () => null },
  })
  await importBusybox(engine, 'busybox:latest')
  base = await build(
    engine.connection,
    'base:1',
    'FROM busybox\nRUN echo base > /base\nWORKDIR /srv\nENV A=b',
  )
  web = await build(engine.connection, 'web:1', 'FROM base:1\nRUN echo web1 > /web\nCMD ["/bin/sh"]')
})
afterAll(async () => {
  if (!engine) return
  for (const id of [web, base]) await images.remove({ id, reference: null })
  await engine.stop()
})

const api = <T = { Id: string }>(method: 'POST' | 'DELETE', path: string, query = {}, body?: unknown) =>
  engine.connection.request<T>({ method, path, query, body, object: path })
const create = async (name: string, image: string, ...command: string[]) =>
  (await api('POST', '/containers/create', { name }, { Image: image, Cmd: command })).Id
const start = (id: string) => api('POST', enginePath`/containers/${id}/start`)
const wait = (id: string) => api('POST', enginePath`/containers/${id}/wait`)
const discard = (id: string) => api('DELETE', enginePath`/containers/${id}`, { force: 1 })

async function withStrata(image: string, look: (strata: AsyncIterator<Strata>) => Promise<void>) {
  const stop = new AbortController()
  const strata = layers.strata({ image }, stop.signal)[Symbol.asyncIterator]()
  try {
    await look(strata)
  } finally {
    stop.abort()
    await strata.return?.()
  }
}

describe('strata', () => {
  it('are the layers of the image, base first, with the images that share them', async () => {
    await withStrata(base, async (strata) => {
      const { value } = await strata.next()
      const { RootFS } = await inspect(engine.connection, base)
      expect(value.image).toMatchObject({ id: base, tags: ['base:1'] })
      expect(value.layers.map(({ diffId }: { diffId: string }) => diffId)).toEqual(RootFS.Layers)
      const seen = value.layers.map(
        ({ instruction, size, sharedWith, inferred }: Strata['layers'][number]) => [
          instruction,
          size,
          sharedWith,
          inferred,
        ],
      )
      expect(seen).toEqual([
        ['IMPORT -', expect.any(Number), expect.arrayContaining(['busybox:latest', 'web:1']), false],
        ['RUN echo base > /base', 5, ['web:1'], false],
        ['WORKDIR /srv', 0, ['web:1'], false],
      ])
      expect(value.sharedBytes).toBe(value.image.size)
      expect(value.containers).toEqual([])
    })
  })

  it('follow images that come, are renamed and go', async () => {
    await withStrata(web, async (strata) => {
      const top = (now: Strata) => now.layers.at(-1)!.sharedWith
      expect(top(await until(strata, () => true))).toEqual([])
      const other = await build(engine.connection, 'other:1', 'FROM web:1\nLABEL other=1')
      expect(top(await until(strata, (now) => top(now).includes('other:1')))).toEqual(['other:1'])
      await api('POST', enginePath`/images/${'web:1'}/tag`, { repo: 'web', tag: '2' })
      expect((await until(strata, ({ image }) => image.tags.length === 2)).image.tags).toEqual([
        'web:1',
        'web:2',
      ])
      await images.remove({ id: web, reference: 'web:2' })
      await images.remove({ id: other, reference: null })
      await until(strata, (now) => top(now).length === 0 && now.image.tags.length === 1)
    })
  })

  it('carry the containers of this very image only, in their present state', async () => {
    await withStrata(base, async (strata) => {
      await until(strata, () => true)
      const child = await create('of-web', 'web:1', '/bin/sleep', '1000')
      const container = await create('of-base', 'base:1', '/bin/sleep', '1000')
      const first = await until(strata, ({ containers }) => containers.length > 0)
      expect(first.containers).toEqual([
        { containerId: container, name: 'of-base', state: 'created', size: null },
      ])
      await start(container)
      await until(strata, ({ containers }) => containers[0]?.state === 'running')
      await api('POST', enginePath`/containers/${container}/rename`, { name: 'renamed' })
      await until(strata, ({ containers }) => containers[0]?.name === 'renamed')
      await discard(container)
      await until(strata, ({ containers }) => containers.length === 0)
      await discard(child)
    })
  })

  it('end with not-found once the image is gone', async () => {
    const id = await build(engine.connection, 'gone:1', 'FROM busybox\nLABEL gone=1')
    await withStrata(id, async (strata) => {
      await until(strata, () => true)
      await images.remove({ id, reference: null })
      await expect(until(strata, () => false)).rejects.toMatchObject({ code: 'not-found' })
    })
    const nothing = layers.strata({ image: `sha256:${'0'.repeat(64)}` }, new AbortController().signal)
    await expect(collect(nothing)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('end when the reader leaves, also while it waits', async () => {
    const stop = new AbortController()
    const strata = layers.strata({ image: base }, stop.signal)[Symbol.asyncIterator]()
    await strata.next()
    const pending = strata.next()
    stop.abort()
    expect((await pending).done).toBe(true)
  })
})

describe('writable sizes', () => {
  it('are what was written in each container', async () => {
    const wrote = await create('wrote', 'base:1', '/bin/sh', '-c', 'echo 12345 > /written')
    const idle = await create('idle', 'base:1', '/bin/sh', '-c', 'true')
    await start(wrote)
    await wait(wrote)
    const sizes = await layers.writableSizes({ image: base })
    expect(sizes.map(({ name, size }) => [name, size]).sort()).toEqual([
      ['idle', 0],
      ['wrote', 6],
    ])
    for (const id of [wrote, idle]) await discard(id)
  })
})

describe('which instruction made which layer', () => {
  const hash = (content: Buffer | string) => createHash('sha256').update(content).digest('hex')

  /** A docker archive of the image that these layers and this history make: what other builders write. */
  async function load(contents: readonly Buffer[], history: object[] | undefined) {
    const diffIds = contents.map((content) => `sha256:${hash(content)}`)
    const config = JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: diffIds },
      history,
    })
    const files = contents.map((content) => ({ path: `${hash(content)}.tar`, content }))
    const manifest = [{ Config: 'config.json', RepoTags: null, Layers: files.map(({ path }) => path) }]
    const archive = tar([
      { path: 'manifest.json', content: JSON.stringify(manifest) },
      { path: 'config.json', content: config },
      ...files,
    ])
    await loadArchive(engine.connection, archive)
    return { id: `sha256:${hash(config)}`, diffIds }
  }
  const file = (path: string, content: string) => tar([{ path, content }])
  const nothing = tar([])

  it('is read where a RUN made a layer without a file, as BuildKit writes it', async () => {
    const step = (created_by: string, empty_layer?: true) => ({
      created: '2024-01-01T00:00:00Z',
      created_by,
      empty_layer,
    })
    const { id, diffIds } = await load(
      [file('base', '1234567'), nothing, file('top', '123')],
      [
        step('COPY base / # buildkit'),
        step('ENV A=b', true),
        step('RUN /bin/sh -c true # buildkit'),
        step('RUN /bin/sh -c sync # buildkit', true),
        step('COPY top / # buildkit'),
      ],
    )
    const { layers } = await images.details({ id })
    expect(
      layers.map(({ instruction, diffId, size, inferred }) => [instruction, diffId, size, inferred]),
    ).toEqual([
      ['COPY base /', diffIds[0], 7, false],
      ['ENV A=b', null, 0, false],
      ['RUN true', diffIds[1], 0, false],
      ['RUN sync', null, 0, false],
      ['COPY top /', diffIds[2], 3, false],
    ])
    expect(layers[0]!.createdAt).toBe(Date.parse('2024-01-01T00:00:00Z'))
    await images.remove({ id, reference: null })
  })

  it('is unsaid for an image without a history, but its layers and their sizes are all there', async () => {
    const { id, diffIds } = await load([file('a', '12345'), file('b', '12')], undefined)
    const { layers } = await images.details({ id })
    expect(layers.map(({ instruction, diffId, size }) => [instruction, diffId, size])).toEqual([
      ['', diffIds[0], 5],
      ['', diffIds[1], 2],
    ])
    await images.remove({ id, reference: null })
  })

  it('is inferred, and marked so, where the configuration cannot be read', async () => {
    const { connection } = engine
    // An engine whose files are elsewhere.
    const remote = createSwitchingConnection({
      ...connection,
      request: async (request: Parameters<typeof connection.request>[0]) => {
        const answer = await connection.request(request)
        return (
          request.path === '/info' ? { ...(answer as object), DockerRootDir: '/nonexistent' } : answer
        ) as never
      },
    })
    const desktop = { chooseArchive: async () => null, chooseNewFile: async () => null }
    const { layers } = await createImages({ ...engine, connection: remote, desktop }).details({ id: base })
    const { RootFS } = await inspect(connection, base)
    expect(layers.map(({ instruction, diffId, inferred }) => [instruction, diffId, inferred])).toEqual([
      ['IMPORT -', RootFS.Layers[0], false],
      ['RUN echo base > /base', RootFS.Layers[1], false],
      ['WORKDIR /srv', RootFS.Layers[2], true],
      ['ENV A=b', null, true],
    ])
  })
})
