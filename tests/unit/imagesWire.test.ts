import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createConnection } from '../../main/engine/client/connection'
import type { EngineNews, Events } from '../../main/engine/client/events'
import {
  createSwitchingConnection,
  type SwitchingConnection,
} from '../../main/engine/client/switchingConnection'
import { createImages } from '../../main/services/images/images'
import { createStrata } from '../../main/services/layers/strata'
import { shortId } from '../../main/shared/digest'
import { eventually } from '../support/eventually'
import {
  type Answer,
  chunk,
  createFakeEngine,
  type FakeEngine,
  faults,
  json,
  stream,
  streamHead,
} from '../support/fakeEngine'
import { noCredentials } from '../support/noCredentials'
import { readerHere } from '../support/readerHere'
import { collect } from '../support/streams'

const id = `sha256:${'a1'.repeat(32)}`
const line = (value: object) => `${JSON.stringify(value)}\n`

let engine: FakeEngine
let connection: SwitchingConnection
let images: ReturnType<typeof createImages>
let layers: ReturnType<typeof createStrata>
let folder: string
let tell: (news: EngineNews) => void
/** What the person chooses in a dialog. */
let choose: (name: string) => Promise<string | null>

beforeEach(async () => {
  engine = await createFakeEngine()
  connection = createSwitchingConnection(createConnection({ socket: engine.socket }))
  folder = await mkdtemp(join(tmpdir(), 'slipway-wire-'))
  await writeFile(join(folder, 'web.tar'), 'an archive')
  const listeners = new Set<(news: EngineNews) => void>()
  tell = (news) => {
    for (const listener of listeners) listener(news)
  }
  const events: Events = {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    live: true,
    staleSince: null,
    renew() {},
    hurry() {},
    switched() {},
    dispose() {},
  }
  choose = async (name) => join(folder, name)
  images = createImages({
    connection,
    events,
    desktop: {
      chooseArchive: () => choose('web.tar'),
      chooseNewFile: () => choose('saved.tar'),
    },
    reader: readerHere,
    credentials: noCredentials,
    welcome: () => null,
  })
  layers = createStrata({ connection, events })
})
afterEach(async () => {
  connection.dispose()
  await engine.left()
  await engine.dispose()
  await rm(folder, { recursive: true })
})

const signal = () => new AbortController().signal
const wire = () => engine.requests.map(({ method, target }) => `${method} ${target}`)

it.each([
  ['load', (stop: AbortSignal) => images.load({}, stop)],
  ['save', (stop: AbortSignal) => images.save({ ids: [id] }, stop)],
  ['import', (stop: AbortSignal) => images.import({ reference: null, message: '', changes: [] }, stop)],
] as const)('%s that is called off while its dialog is open waits for nobody', async (_, work) => {
  engine.on('GET', `/images/${encodeURIComponent(id)}/json`, json({ Id: id, RepoTags: ['web:1'], Size: 1 }))
  const stop = new AbortController()
  choose = () => {
    queueMicrotask(() => stop.abort())
    return new Promise(() => {})
  }
  await expect(collect(work(stop.signal))).rejects.toMatchObject({ code: 'cancelled' })
})

describe('a pull succeeds only when the image was seen', () => {
  const pull = () => collect(images.pull({ reference: 'web' }, signal()))
  const answered = (answer: Answer) => {
    engine.on('GET', '/info', json({ SecurityOptions: [] }))
    engine.on('POST', '/images/create?fromImage=web&tag=latest', answer)
  }
  const downloaded = line({ status: 'Status: Downloaded newer image for web:latest' })

  it('with the lines and the image', async () => {
    answered(stream([downloaded]))
    engine.on('GET', '/images/web%3Alatest/json', json({ Id: id, RepoTags: ['web:latest'] }))
    expect((await pull()).at(-1)).toMatchObject({ done: { id, tags: ['web:latest'] } })
  })

  it.each<[string, Answer, string]>([
    ['not without the image', stream([downloaded]), 'image-unknown'],
    [
      'not with an error in the last line, without its end',
      stream([downloaded, '{"error":"unauthorized"}']),
      'registry-denied',
    ],
    [
      'not with an error of the newer kind',
      stream([line({ errorDetail: { message: 'no space left on device' } })]),
      'disk-full',
    ],
    [
      'not when the answer is cut',
      (socket) => {
        socket.write(streamHead)
        socket.write(chunk(downloaded))
        setTimeout(() => socket.destroy(), 20)
      },
      'engine-unreachable',
    ],
    ['not with what is no progress', stream(['<html>\n']), 'engine-failed'],
  ])('%s', async (_, answer, code) => {
    answered(answer)
    await expect(pull()).rejects.toMatchObject({ code })
  })
})

describe('a load succeeds only when the images were seen', () => {
  const load = () => collect(images.load({}, signal()))
  beforeEach(() => engine.on('GET', '/info', json({ Architecture: 'x86_64' })))

  it('sends the file as it is', async () => {
    engine.on('POST', '/images/load?quiet=0', stream([line({ stream: 'Loaded image: web:1\n' })]))
    engine.on('GET', '/images/web%3A1/json', json({ Id: id }))
    expect((await load()).at(-1)).toMatchObject({ done: { id, tags: ['web:1'] } })
    const [sent] = engine.requests.filter(({ method }) => method === 'POST')
    expect(sent!.headers['content-type']).toBe('application/x-tar')
    expect(sent!.body).toContain('an archive')
  })

  it('and says what came in before the engine refused the rest', async () => {
    const loaded = line({ stream: `Loaded image: web:1\nLoaded image ID: ${id}\n` })
    engine.on('POST', '/images/load?quiet=0', stream([loaded, line({ error: 'unexpected EOF' })]))
    await expect(load()).rejects.toMatchObject({
      key: 'archive-invalid/partly',
      details: {
        object: 'web.tar',
        images: `web:1, ${shortId(id)}`,
        engine: expect.stringContaining('unexpected EOF'),
      },
    })
  })

  it.each<[string, Answer, string]>([
    ['not when nothing was loaded', stream([]), 'archive-invalid'],
    ['not when the image is not there', stream([line({ stream: 'Loaded image: web:1\n' })]), 'not-found'],
    ['not on a full disk', stream([line({ error: 'write /x: no space left on device' })]), 'disk-full'],
    ['not when the engine refuses it', json({ message: 'invalid archive' }, 400), 'archive-invalid'],
  ])('%s', async (_, answer, code) => {
    engine.on('POST', '/images/load?quiet=0', answer)
    await expect(load()).rejects.toMatchObject({ code })
  })
})

describe('a push succeeds only when the registry has the manifest', () => {
  const digest = `sha256:${'d'.repeat(64)}`
  const reference = 'example.test:1/team/web:2'
  const image = `/images/${encodeURIComponent(reference)}/json`
  const push = (signal?: AbortSignal) =>
    collect(images.push({ id, reference }, signal ?? new AbortController().signal))
  const answered = (answer: Answer) => {
    engine.on('GET', '/info', json({ SecurityOptions: [] }))
    engine.on('GET', image, json({ Id: id, RepoTags: [reference] }))
    engine.on('POST', '/images/example.test%3A1%2Fteam%2Fweb/push?tag=2', answer)
  }
  const said = line({ aux: { Tag: '2', Digest: digest } })

  it('with its digest, and never without the header of a log-in', async () => {
    answered(stream([said]))
    expect((await push()).at(-1)).toMatchObject({ done: { id, tags: [reference], digest } })
    const [asked] = engine.requests.filter(({ method }) => method === 'POST')
    expect(Buffer.from(String(asked!.headers['x-registry-auth']), 'base64').toString()).toBe('{}')
  })

  it.each<[string, Answer, string]>([
    ['not without the digest', stream([line({ status: `2: digest: ${digest}` })]), 'engine-failed/push'],
    [
      'not with an error in the last line',
      stream([said, line({ error: 'no basic auth credentials' })]),
      'registry-denied/login',
    ],
  ])('%s', async (_, answer, key) => {
    answered(answer)
    await expect(push()).rejects.toMatchObject({ key })
  })

  it('takes the name away again that the image got for it alone', async () => {
    answered(stream([line({ error: 'no basic auth credentials' })]))
    engine.on('GET', image, json({ message: 'No such image' }, 404))
    engine.on('POST', /^\/images\/[^/]+\/tag\?/, json({}, 201))
    engine.on('DELETE', /^\/images\//, json([]))
    await expect(push()).rejects.toMatchObject({ key: 'registry-denied/login' })
    const changes = wire().filter((each) => !each.startsWith('GET') && !each.includes('/push?'))
    expect(changes).toEqual([
      `POST /images/${encodeURIComponent(id)}/tag?repo=${encodeURIComponent('example.test:1/team/web')}&tag=2`,
      `DELETE /images/${encodeURIComponent(reference)}?force=0&noprune=0`,
    ])
  })
})

describe('a save succeeds only with the end of the archive', () => {
  const file = () => join(folder, 'saved.tar')
  const save = () => collect(images.save({ ids: [id] }, signal()))
  const answered = (...chunks: string[]) => {
    engine.on(
      'GET',
      `/images/${encodeURIComponent(id)}/json`,
      json({ Id: id, RepoTags: ['web:1'], Size: 2048 }),
    )
    engine.on('GET', '/images/get?names=web%3A1', stream(chunks))
  }
  const zeros = (count: number) => '\0'.repeat(count)

  it('whichever way that is cut', async () => {
    answered(`files${zeros(1000)}`, zeros(23), zeros(1))
    const last = (await save()).at(-1)!
    expect(last).toMatchObject({
      done: { id, tags: ['web:1'] },
      layers: [{ id: 'saved.tar', status: 'done' }],
    })
    expect((await readFile(file())).length).toBe(5 + 1024)
  })

  it.each<[string, string[]]>([
    ['without it', ['files']],
    ['with too little of it', [`files${zeros(1023)}`]],
    ['with nothing', []],
    [
      'with an error in its place',
      [`files${zeros(1024)}`, '{"errorDetail":{"message":"lost"},"error":"lost"}\r\n'],
    ],
  ])('and leaves no file %s', async (_, chunks) => {
    answered(...chunks)
    await expect(save()).rejects.toMatchObject({ key: 'engine-failed/save', details: { object: 'web:1' } })
    expect(await readdir(folder)).toEqual(['web.tar'])
  })
})

describe('remove', () => {
  /** By its id and by each of its names. */
  const found = (value: object) => engine.on('GET', /^\/images\/[^/]+\/json$/, json({ Id: id, ...value }))
  const usedBy = (containers: object[]) => engine.on('GET', /^\/containers\/json\?/, json(containers))

  it('asks for nothing to be forced, and encodes names', async () => {
    found({ RepoTags: ['example.test:1/web:1', 'web:2'] })
    engine.on('DELETE', /^\/images\//, json([]))
    await images.remove({ id, reference: 'example.test:1/web:1' })
    expect(wire().at(-1)).toBe('DELETE /images/example.test%3A1%2Fweb%3A1?force=0&noprune=0')
  })

  it('asks for nothing at all when a container uses the image', async () => {
    found({ RepoTags: ['web:1', 'web:2'] })
    usedBy([{ Id: 'c1', Names: ['/other/alias', '/shop'], ImageID: id, State: 'exited' }])
    await expect(images.remove({ id, reference: null })).rejects.toMatchObject({
      code: 'in-use',
      details: { object: 'web:1', by: ['shop'] },
    })
    expect(wire().filter((request) => request.startsWith('DELETE'))).toEqual([])
  })

  it('takes the digests too, of an image that several registries name', async () => {
    found({ RepoTags: ['web:1'], RepoDigests: [`a.test/web@${id}`, `b.test/web@${id}`] })
    usedBy([{ Id: 'c1', Names: ['/child'], ImageID: 'sha256:other', State: 'running' }])
    const names = new Set(['web:1', `a.test/web@${id}`, `b.test/web@${id}`])
    engine.on('DELETE', /^\/images\//, (socket, request) => {
      names.delete(decodeURIComponent(request.target.slice(8).split('?')[0]!))
      const named = { message: 'conflict: image is referenced in multiple repositories' }
      const ofId = request.target.includes('/sha256')
      const answer = ofId && names.size > 0 ? json(named, 409) : json([])
      answer(socket, request)
    })
    await images.remove({ id, reference: null })
    const removed = wire().filter((request) => request.startsWith('DELETE'))
    expect(removed.map((request) => decodeURIComponent(request.slice(15).split('?')[0]!))).toEqual([
      // The engine does not take it by its id while it has names in several repositories.
      id,
      'web:1',
      `a.test/web@${id}`,
      `b.test/web@${id}`,
      id,
    ])
  })
})

describe('strata', () => {
  const serve = (tags: string[]) => {
    const image = `/images/${encodeURIComponent(id)}`
    engine.on(
      'GET',
      `${image}/json`,
      json({ Id: id, RepoTags: tags, Size: 5, RootFS: { Layers: ['sha256:x'] } }),
    )
    engine.on('GET', `${image}/history`, json([{ Created: 0, CreatedBy: 'COPY a b', Size: 5 }]))
    engine.on('GET', '/info', json({ Driver: 'overlay2', DockerRootDir: '/nonexistent' }))
    engine.on('GET', '/images/json', json([{ Id: id, RepoTags: tags, Created: 1, Size: 5 }]))
    engine.on('GET', /^\/containers\/json\?/, json([]))
  }

  it('outlive an engine that goes away and comes back, and read what never changes once', async () => {
    serve(['web:1'])
    const stop = new AbortController()
    const strata = layers.strata({ image: id }, stop.signal)[Symbol.asyncIterator]()
    expect((await strata.next()).value.image.tags).toEqual(['web:1'])
    engine.on('GET', /./, faults['a reset before the answer']!)
    const next = strata.next()
    const before = wire().length
    tell({ type: 'image', action: 'tag', id, attributes: {}, at: 0 })
    // A read is tried twice.
    await eventually(() => expect(wire()).toHaveLength(before + 2))
    await engine.left()
    serve(['web:2'])
    tell('reconnected')
    expect((await next).value).toMatchObject({
      image: { tags: ['web:2'] },
      layers: [{ createdAt: null, size: 5 }],
    })
    expect(wire().filter((request) => request.endsWith('/history'))).toHaveLength(1)

    // What does not change them is not shown again.
    const shown = strata.next()
    const read = () => wire().filter((request) => request.includes('/containers/json')).length
    const unchanged = read()
    tell({ type: 'container', action: 'start', id: 'c', attributes: {}, at: 0 })
    await eventually(() => expect(read()).toBe(unchanged + 1))
    await engine.left()
    serve(['web:3'])
    tell({ type: 'image', action: 'tag', id, attributes: {}, at: 0 })
    expect((await shown).value.image.tags).toEqual(['web:3'])
    stop.abort()
  })

  it('say so when the engine was never there', async () => {
    await engine.die()
    await expect(collect(layers.strata({ image: id }, signal()))).rejects.toMatchObject({
      code: 'engine-unreachable',
    })
    await engine.revive()
  })
})

it('builds the welcome image on no engine but its own, and asks another nothing', async () => {
  await expect(collect(images.buildWelcome({}, signal()))).rejects.toMatchObject({ code: 'unsupported' })
  expect(wire()).toEqual([])
})
