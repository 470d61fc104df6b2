import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type EngineApi, engineApi } from '../../main/engine/api/api'
import { enginePath } from '../../main/engine/api/enginePath'
import { createImages } from '../../main/services/images/images'
import { removeImage } from '../../main/services/images/remove'
import { importBusybox } from '../support/engine'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { until } from '../support/streams'
import { build, inspect } from '../support/testImages'

let engine: ConnectedEngine
let images: ReturnType<typeof createImages>
let busybox: string

beforeAll(async () => {
  engine = await startImageEngine()
  const desktop = { chooseArchive: async () => null, chooseNewFile: async () => null }
  images = createImages({ ...engine, desktop })
  await importBusybox(engine, 'busybox:latest')
  busybox = (await inspect(engine.connection, 'busybox')).Id
})
afterAll(() => engine?.stop())

async function api(method: 'POST' | 'DELETE', path: string, query = {}, body?: unknown) {
  return engine.connection.request<{ Id: string }>({ method, path, query, body, object: path })
}
const tag = (name: string, repo: string, version: string) =>
  api('POST', enginePath`/images/${name}/tag`, { repo, tag: version })

const created: string[] = []
async function createContainer(name: string, image: string) {
  const { Id } = await api('POST', '/containers/create', { name }, { Image: image, Cmd: ['/bin/sh'] })
  created.push(Id)
  return Id
}
afterEach(async () => {
  for (const id of created.splice(0)) await api('DELETE', enginePath`/containers/${id}`, { force: 1 })
})

describe('the sizes of images', () => {
  it('tell what is shared, and go on to be true as images come and go', async () => {
    const id = await build(engine.connection, 'sized:1', 'FROM busybox\nRUN echo text > /a-file')
    const sizes = await images.sizes()
    const [base] = sizes.images[busybox]!
    expect(sizes.images[id]).toEqual([base, expect.any(Number)])
    expect(sizes.layers[base!]).toBe((await images.details({ id: busybox })).size)
    expect(sizes.layers[sizes.images[id]![1]!]).toBe(5)

    await api('DELETE', enginePath`/images/${'sized:1'}`)
    expect(Object.keys((await images.sizes()).images)).toEqual([busybox])
  })
})

describe('the list of images', () => {
  it('is live: tags and removals of others appear by themselves', async () => {
    const stop = new AbortController()
    const list = images.watch(stop.signal)[Symbol.asyncIterator]()
    const tagsOf = (id: string) => (items: readonly { id: string; tags: readonly string[] }[]) =>
      items.find((image) => image.id === id)?.tags
    const first = await list.next()
    expect(tagsOf(busybox)(first.value!.items)).toEqual(['busybox:latest'])

    await tag('busybox', 'example.test/box', '1')
    await tag('busybox', 'busybox', '1')
    const tagged = await until(list, ({ items }) => tagsOf(busybox)(items)?.length === 3)
    expect(tagsOf(busybox)(tagged.items)).toEqual(['busybox:1', 'busybox:latest', 'example.test/box:1'])

    await api('DELETE', enginePath`/images/${'busybox:1'}`)
    await api('DELETE', enginePath`/images/${'example.test/box:1'}`)
    await until(list, ({ items }) => tagsOf(busybox)(items)?.length === 1)

    const id = await build(engine.connection, 'live:1', 'FROM busybox\nENV A=b\nCMD ["/bin/sh"]')
    const built = await until(list, ({ items }) => tagsOf(id)(items) !== undefined)
    // The builder's steps are images too, without a name, that nobody wants to see.
    expect(built.items).toHaveLength(first.value!.items.length + 1)
    expect(built.items.find((image) => image.id === id)).toMatchObject({ tags: ['live:1'], digests: [] })

    await api('POST', '/commit', {
      container: await createContainer('committed', 'live:1'),
      repo: 'live',
      tag: '2',
    })
    const committed = await until(list, ({ items }) => items.some(({ tags }) => tags[0] === 'live:2'))
    for (const { tags } of committed.items.filter((image) => image.tags[0]?.startsWith('live:'))) {
      await api('DELETE', enginePath`/images/${tags[0]!}`, { force: 1 })
    }
    await until(list, ({ items }) => items.every(({ tags }) => !tags[0]?.startsWith('live:')))
    stop.abort()
    expect((await list.next()).done).toBe(true)
  })

  it('gives sizes, and times in milliseconds', async () => {
    const stop = new AbortController()
    const { value } = await images.watch(stop.signal)[Symbol.asyncIterator]().next()
    stop.abort()
    const image = value.items.find(({ id }: { id: string }) => id === busybox)
    expect(image.size).toBeGreaterThan(500_000)
    expect(Math.abs(Date.now() - image.createdAt)).toBeLessThan(3_600_000)
    expect(value.staleSince).toBeNull()
  })
})

describe('details', () => {
  const dockerfile = `FROM busybox
ENV A=b TOKEN=secret
LABEL team=web
RUN echo one > /one
WORKDIR /srv
COPY a.txt /srv/
EXPOSE 80
VOLUME /data
USER 1000
ENTRYPOINT ["/bin/sh"]
CMD ["-c", "true"]`

  it('has all that the image says, and its instructions in order', async () => {
    const id = await build(engine.connection, 'details:1', dockerfile, [{ path: 'a.txt', content: 'hello' }])
    const details = await images.details({ id })
    expect(details).toMatchObject({
      id,
      tags: ['details:1'],
      os: 'linux',
      entrypoint: ['/bin/sh'],
      command: ['-c', 'true'],
      workingDir: '/srv',
      user: '1000',
      exposedPorts: ['80/tcp'],
      volumes: ['/data'],
      environment: expect.arrayContaining([
        { name: 'A', value: 'b' },
        { name: 'TOKEN', value: null },
      ]),
      labels: { team: 'web' },
    })
    expect(details.createdAt).toBeGreaterThan(Date.now() - 3_600_000)
    expect(
      details.layers.map(({ instruction, size }) => [instruction.replace(/file:\S+/, 'FILE'), size]),
    ).toEqual([
      ['IMPORT -', expect.any(Number)],
      ['ENV A=b TOKEN=secret', 0],
      ['LABEL team=web', 0],
      ['RUN echo one > /one', 4],
      ['WORKDIR /srv', 0],
      ['COPY FILE in /srv/', 5],
      ['EXPOSE 80', 0],
      ['VOLUME [/data]', 0],
      ['USER 1000', 0],
      ['ENTRYPOINT ["/bin/sh"]', 0],
      ['CMD ["-c" "true"]', 0],
    ])
    const { RootFS } = await inspect(engine.connection, id)
    expect(details.layers.map(({ diffId }) => diffId).filter(Boolean)).toEqual(RootFS.Layers)
    // WORKDIR made a layer without bytes: no count of sizes could tell it from ENV.
    expect(details.layers[4]).toMatchObject({ diffId: RootFS.Layers[2], inferred: false })
    expect(details.layers.every(({ inferred }) => !inferred)).toBe(true)
    const hidden = await images.inspect({ id, reveal: false })
    expect(JSON.parse(hidden)).toMatchObject({ Id: id, Config: { User: '1000' } })
    expect(hidden).not.toContain('TOKEN=secret')
    expect(await images.inspect({ id, reveal: true })).toContain('TOKEN=secret')
    expect((await images.revealed({ id })).environment).toContainEqual({ name: 'TOKEN', value: 'secret' })
    await images.remove({ id, reference: null })
  })

  it('fails with not-found for an image that is not there', async () => {
    const id = `sha256:${'0'.repeat(64)}`
    const asks = [images.details, images.revealed, () => images.remove({ id, reference: null })]
    for (const ask of asks) {
      await expect(ask({ id })).rejects.toMatchObject({
        code: 'not-found',
        details: { object: '000000000000' },
      })
    }
  })
})

describe('remove', () => {
  const exists = (name: string) =>
    inspect(engine.connection, name).then(
      () => true,
      () => false,
    )
  const image = (name: string) => build(engine.connection, name, `FROM busybox\nLABEL name=${name}`)

  it('takes one tag, or all of them with the image', async () => {
    const id = await image('tags:1')
    await tag('tags:1', 'tags', '2')
    await tag('tags:1', 'example.test/tags', '3')
    await images.remove({ id, reference: 'tags:1' })
    expect(await exists('tags:1')).toBe(false)
    expect((await inspect(engine.connection, id)).RepoTags.sort()).toEqual(['example.test/tags:3', 'tags:2'])
    await images.remove({ id, reference: null })
    expect(await exists(id)).toBe(false)
    expect(await exists('busybox')).toBe(true)
  })

  it('leaves everything alone when a container uses the image, and names the containers', async () => {
    const id = await image('used:1')
    await tag('used:1', 'used', '2')
    await createContainer('first', 'used:1')
    await createContainer('second', id)
    await expect(images.remove({ id, reference: null })).rejects.toMatchObject({
      code: 'in-use',
      details: { object: 'used:1', by: expect.arrayContaining(['first', 'second']) },
    })
    expect((await inspect(engine.connection, id)).RepoTags).toHaveLength(2)
    await images.remove({ id, reference: 'used:2' })
    await expect(images.remove({ id, reference: 'used:1' })).rejects.toMatchObject({ code: 'in-use' })
    for (const container of created.splice(0)) await api('DELETE', enginePath`/containers/${container}`)
    await images.remove({ id, reference: 'used:1' })
    expect(await exists(id)).toBe(false)
  })

  it('does not touch a name that has moved to another image', async () => {
    const id = await image('moved:1')
    await tag('moved:1', 'moved', 'old')
    const other = await build(engine.connection, 'moved:1', 'FROM busybox\nLABEL name=other')
    await expect(images.remove({ id, reference: 'moved:1' })).rejects.toMatchObject({
      key: 'conflict/moved',
      details: { object: 'moved:1' },
    })
    expect((await inspect(engine.connection, 'moved:1')).Id).toBe(other)
    await images.remove({ id, reference: null })
    await images.remove({ id: other, reference: null })
  })

  /** The engine, and something that happens behind the first answer of a kind. */
  function meanwhile(asked: 'image' | 'containers', happens: () => Promise<unknown>): EngineApi {
    const real = engineApi(engine.connection)
    let once: (() => Promise<unknown>) | null = happens
    async function after<T>(answer: Promise<T>): Promise<T> {
      const value = await answer
      const next = once
      once = null
      await next?.()
      return value
    }
    return asked === 'image'
      ? { ...real, images: { ...real.images, inspect: (...of) => after(real.images.inspect(...of)) } }
      : { ...real, containers: { ...real.containers, list: (...of) => after(real.containers.list(...of)) } }
  }

  it('refuses a tag that moves while it is removed, one of several or the last', async () => {
    const id = await image('race:1')
    const other = await build(engine.connection, 'race:other', 'FROM busybox\nLABEL name=other')
    await tag(id, 'race', 'kept')
    const moves = () => tag(other, 'race', '1')
    await expect(removeImage(meanwhile('image', moves), id, 'race:1')).rejects.toMatchObject({
      key: 'conflict/moved',
    })
    expect((await inspect(engine.connection, 'race:1')).Id).toBe(other)

    await tag(id, 'race', '1')
    await images.remove({ id, reference: 'race:kept' })
    await expect(removeImage(meanwhile('containers', moves), id, 'race:1')).rejects.toMatchObject({
      key: 'conflict/moved',
    })
    expect((await inspect(engine.connection, 'race:1')).Id).toBe(other)
    await images.remove({ id, reference: null })
    await images.remove({ id: other, reference: null })
  })

  it('leaves a name to the image that got it while all names of one are removed', async () => {
    const id = await image('race:1')
    await tag(id, 'race', '2')
    const other = await build(engine.connection, 'race:other', 'FROM busybox\nLABEL name=other')
    const move = async () => {
      await tag(other, 'race', '1')
      await tag(other, 'race', '2')
    }
    await removeImage(meanwhile('containers', move), id, null)
    expect(await exists(id)).toBe(false)
    expect((await inspect(engine.connection, other)).RepoTags.sort()).toEqual([
      'race:1',
      'race:2',
      'race:other',
    ])
    await images.remove({ id: other, reference: null })
  })

  it('takes the names of an image that others were built on', async () => {
    const parent = await image('parent:1')
    const child = await build(engine.connection, 'child:1', 'FROM parent:1\nLABEL child=1')
    await images.remove({ id: parent, reference: null })
    expect(await exists('parent:1')).toBe(false)
    expect(await exists('child:1')).toBe(true)
    await images.remove({ id: child, reference: null })
    expect(await exists(parent)).toBe(false)
  })
})
