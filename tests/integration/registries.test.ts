import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect as inspectValue } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../main/contract/errors'
import type { ImageProgress } from '../../main/contract/images'
import { createImages } from '../../main/services/images/images'
import { assembleCredentials } from '../../main/services/registries/assemble'
import { createRegistries } from '../../main/services/registries/registries'
import { docker } from '../support/engine'
import { helperProgram } from '../support/helperProgram'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { member, type Registry, startRegistry, startStrangeServer, throttle } from '../support/registry'
import { collect, until } from '../support/streams'
import { importImage, inspect, noise } from '../support/testImages'

let engine: ConnectedEngine
let open: Registry
let locked: Registry
let small: string
let folder: string
beforeAll(async () => {
  engine = await startImageEngine()
  ;[open, locked] = await Promise.all([
    startRegistry(engine.pid),
    startRegistry(engine.pid, { locked: 'member' }),
  ])
  small = await importImage(engine.connection, 'small:1', [{ path: 'small', content: noise(200_000) }])
})
afterAll(async () => {
  await Promise.all([open?.stop(), locked?.stop()])
  await engine?.stop()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-registries-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Main's services for a person with this docker configuration, and these answers to questions for files. */
function person(config?: unknown, files: { save?: string; open?: string } = {}) {
  const file = join(folder, 'docker/config.json')
  mkdirSync(join(folder, 'docker'), { recursive: true })
  if (config) writeFileSync(file, JSON.stringify(config))
  const credentials = assembleCredentials({
    env: { PATH: `${folder}:/usr/bin:/bin`, DOCKER_CONFIG: join(folder, 'docker') },
    personHome: folder,
    home: join(folder, 'home'),
    helpers: join(folder, 'brought'),
  })
  const desktop = {
    chooseArchive: async () => files.open ?? null,
    chooseNewFile: async () => files.save ?? null,
  }
  return {
    file,
    images: createImages({ ...engine, desktop, credentials }),
    registries: createRegistries({ connection: engine.connection, credentials }),
  }
}
type Person = ReturnType<typeof person>
const never = () => new AbortController().signal
const push = ({ images }: Person, reference: string, id = small, signal = never()) =>
  images.push({ id, reference }, signal)
const pull = ({ images }: Person, reference: string) => collect(images.pull({ reference }, never()))
const failure = (stream: AsyncIterable<unknown>) =>
  collect(stream).then(
    () => null,
    (thrown) => AppError.from(thrown),
  )
const tagsOf = async (id: string) => (await inspect(engine.connection, id)).RepoTags
const forget = (reference: string) => docker(engine, 'rmi', reference)
const login = ({ registries }: Person, host: string, password = member.password) =>
  registries.login({ host, user: member.user, password })
const basic = (text: string) => Buffer.from(text).toString('base64')

describe('push', () => {
  it('sends each layer, and says the digest by which the registry knows the image', async () => {
    const me = person()
    const reference = `${open.host}/team/new:1`
    const items = await collect(push(me, reference))
    const last = items.at(-1)!
    expect(last.layers).toMatchObject([{ status: 'done' }])
    expect(last.done).toMatchObject({ id: small, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) })
    expect(last.done!.tags).toContain(reference)
    expect(items.filter(({ done }) => done)).toHaveLength(1)
    await forget(reference)
    await pull(me, reference)
    const digests = await docker(engine, 'inspect', '--format', '{{json .RepoDigests}}', reference)
    expect(JSON.parse(digests)).toContain(`${open.host}/team/new@${last.done!.digest}`)
    await forget(reference)
  })

  it('says of layers that the registry has them, or takes them from another repository', async () => {
    const me = person()
    const [first, second] = [`${open.host}/team/first:1`, `${open.host}/team/second:1`]
    await collect(push(me, first))
    expect((await collect(push(me, first))).at(-1)!.layers).toMatchObject([{ status: 'there' }])
    const mounted = (await collect(push(me, second))).at(-1)!.layers
    expect(mounted).toMatchObject([{ status: 'there', from: expect.stringMatching(/^team\//) }])
    await forget(first)
    await forget(second)
  })

  const isSending = ({ layers }: ImageProgress) =>
    layers.some(({ status, current }) => status === 'uploading' && current > 0)

  it.each(['aborted', 'left'] as const)('leaves nothing behind when it is %s', async (how) => {
    const me = person()
    const id = await importImage(engine.connection, 'big:1', [{ path: 'big', content: noise(6_000_000) }])
    const slow = await throttle(engine.pid, open, 200_000, 'up')
    const reference = `${slow.host}/team/${how}:1`
    const stop = new AbortController()
    const progress = push(me, reference, id, stop.signal)[Symbol.asyncIterator]()
    await until(progress, isSending)
    if (how === 'aborted') {
      stop.abort()
      await expect(
        (async () => {
          while (!(await progress.next()).done);
        })(),
      ).rejects.toMatchObject({ code: 'cancelled' })
    } else await progress.return!()
    await expect.poll(() => slow.open, { message: 'the engine hangs up' }).toBe(0)
    expect(slow.sent).toBeLessThan(6_000_000)
    expect(await tagsOf(id), 'the name that it got for the push').toEqual(['big:1'])
    expect((await failure(me.images.pull({ reference: `${open.host}/team/${how}:1` }, never())))?.code).toBe(
      'image-unknown',
    )
    await slow.stop()
    await forget('big:1')
  })

  it('does not push another image under a name that moved, nor one that is gone', async () => {
    const me = person()
    const reference = `${open.host}/team/moved:1`
    const other = await importImage(engine.connection, 'other:1', [{ path: 'other', content: 'x' }])
    await docker(engine, 'tag', 'other:1', reference)
    await forget('other:1')
    expect(await failure(push(me, reference))).toMatchObject({ key: 'conflict/name' })
    expect(await tagsOf(other)).toEqual([reference])
    await forget(reference)
    const gone = `sha256:${'0'.repeat(64)}`
    expect(await failure(push(me, reference, gone))).toMatchObject({ code: 'not-found' })
  })

  it('says that a registry died on the way', async () => {
    const me = person()
    const dying = await startStrangeServer(engine.pid, 0)
    const error = await failure(push(me, `${dying.host}/team/a:1`))
    expect(error).toMatchObject({ key: 'registry-unreachable/broken', details: { host: dying.host } })
    await dying.stop()
    const slow = await throttle(engine.pid, open, 50_000)
    const id = await importImage(engine.connection, 'big:1', [{ path: 'big', content: noise(3_000_000) }])
    await collect(push(me, `${open.host}/team/big:1`, id))
    await forget(`${open.host}/team/big:1`)
    await forget('big:1')
    const coming = me.images.pull({ reference: `${slow.host}/team/big:1` }, never())[Symbol.asyncIterator]()
    await until(coming, ({ layers }) => layers.some(({ current }) => current > 0))
    await slow.stop()
    await expect(
      (async () => {
        while (!(await coming.next()).done);
      })(),
    ).rejects.toMatchObject({ key: 'registry-unreachable/broken' })
  })

  it.each([
    ['a page', 404, '<html><body>Welcome</body></html>', 'text/html', 'registry-unreachable/answer'],
    ['another service', 404, '{"error":"nope"}', 'application/json', 'registry-unreachable/answer'],
    [
      'a refusal',
      403,
      '{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}',
      'application/json',
      'registry-denied/push',
    ],
  ])('says what %s in the place of a registry means', async (_, status, body, type, key) => {
    const server = await startStrangeServer(engine.pid, status, body, type)
    expect(await failure(push(person(), `${server.host}/team/a:1`))).toMatchObject({ key })
    await server.stop()
  })
})

describe('a registry that lets in its members alone', () => {
  it('is logged in to where a push or a pull fails, and then both go on', async () => {
    const me = person({})
    const reference = `${locked.host}/team/app:1`
    const said = { key: 'registry-denied/login', details: { host: locked.host, login: 1, object: reference } }
    expect(await failure(push(me, reference))).toMatchObject(said)
    expect(await tagsOf(small)).toEqual(['small:1'])

    const refused = await login(me, locked.host, 'not-this-one').catch((thrown) => thrown)
    expect(refused).toMatchObject({
      key: 'registry-denied/password',
      details: { host: locked.host, user: member.user },
    })
    expect(inspectValue(refused, { depth: 9 }), 'no password in what may be logged').not.toContain(
      'not-this-one',
    )
    expect(await failure(push(me, reference)), 'nothing was kept').toMatchObject(said)

    expect(await login(me, locked.host)).toEqual({ keeper: 'memory', program: null, why: null })
    const { done } = (await collect(push(me, reference))).at(-1)!
    await forget(reference)
    expect((await pull(me, reference)).at(-1)!.done!.id).toBe(small)
    expect(done!.digest).toMatch(/^sha256:/)
    await forget(reference)

    await me.registries.logout({ host: locked.host })
    expect(await failure(me.images.pull({ reference }, never()))).toMatchObject(said)
    expect(readFileSync(me.file, 'utf8'), 'nothing of it was written').toBe('{}')
  })

  it("opens to what the person's configuration and helpers hold", async () => {
    const reference = `${locked.host}/team/kept:1`
    const plain = person({ auths: { [locked.host]: { auth: basic(`${member.user}:${member.password}`) } } })
    await collect(push(plain, reference))
    await forget(reference)

    const box = helperProgram(folder, 'box')
    const helped = person({ credsStore: 'box' })
    expect(await login(helped, locked.host)).toMatchObject({ keeper: 'helper' })
    expect((await pull(helped, reference)).at(-1)!.done!.id).toBe(small)
    expect(box.asked).toEqual([`store ${locked.host}`, `get ${locked.host}`])
    expect(JSON.parse(readFileSync(helped.file, 'utf8'))).toEqual({
      credsStore: 'box',
      auths: { [locked.host]: {} },
    })
    await forget(reference)
  })

  it('says what is wrong with what is kept', async () => {
    const reference = `${locked.host}/team/app:1`
    const stale = person({ auths: { [locked.host]: { auth: basic(`${member.user}:old`) } } })
    expect(await failure(stale.images.pull({ reference }, never()))).toMatchObject({
      key: 'registry-denied/stale',
      details: { user: member.user, login: 1 },
    })
    const missing = person({ credsStore: 'nowhere' })
    expect(await failure(push(missing, reference))).toMatchObject({
      key: 'registry-denied/kept',
      details: { reason: { code: 'not-found/helper' } },
    })
    // What wants no log-in does not suffer from that.
    await collect(push(missing, `${open.host}/team/free:1`))
    await forget(`${open.host}/team/free:1`)
  })

  it('is the only one that gets its password', async () => {
    const other = await startStrangeServer(engine.pid, 401, '<p>Who are you?</p>')
    const secret = basic(`${member.user}:${member.password}`)
    const me = person({ auths: { [locked.host]: { auth: secret } } })
    await failure(push(me, `${other.host}/team/a:1`))
    await failure(me.images.pull({ reference: `${other.host}/team/a:1` }, never()))
    expect(other.requests.length).toBeGreaterThan(0)
    const told = JSON.stringify(other.requests)
    for (const word of [secret, member.password, 'authorization', 'uthorization'])
      expect(told).not.toContain(word)
    // Also when somebody is logged in there by another name.
    const both = person({
      auths: { [locked.host]: { auth: secret }, [other.host]: { auth: basic('other:word') } },
    })
    await failure(both.images.pull({ reference: `${other.host}/team/a:1` }, never()))
    expect(JSON.stringify(other.requests)).not.toContain(secret)
    await other.stop()
  })
})

describe('tag', () => {
  it('gives one more name, takes it from another image, and keeps an image that has names left', async () => {
    const { images } = person()
    const other = await importImage(engine.connection, 'other:1', [{ path: 'other', content: 'other' }])
    await images.tag({ id: small, reference: 'extra:1' })
    expect((await tagsOf(small)).sort()).toEqual(['extra:1', 'small:1'])
    await images.tag({ id: other, reference: 'extra:1' })
    expect(await tagsOf(small)).toEqual(['small:1'])
    await images.remove({ id: other, reference: 'extra:1' })
    expect(await tagsOf(other)).toEqual(['other:1'])
    await images.remove({ id: other, reference: 'other:1' })
    await expect(inspect(engine.connection, other)).rejects.toMatchObject({ code: 'not-found' })
    await expect(images.tag({ id: other, reference: 'x:1' })).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('save', () => {
  it('writes several images with all their names to one file, that can be loaded again', async () => {
    const file = join(folder, 'both.tar')
    const me = person(undefined, { save: file })
    const other = await importImage(engine.connection, 'other:1', [
      { path: 'other', content: noise(100_000) },
    ])
    await me.images.tag({ id: other, reference: 'other:second' })
    const items = await collect(me.images.save({ ids: [small, other] }, never()))
    expect(items.at(-1)!.done).toMatchObject({ id: small })
    expect(items.at(-1)!.layers).toMatchObject([{ id: 'both.tar', status: 'done' }])
    for (const name of ['other:1', 'other:second', 'small:1']) await forget(name)
    await docker(engine, 'load', '--input', file)
    expect((await tagsOf(other)).sort()).toEqual(['other:1', 'other:second'])
    expect(await tagsOf(small)).toEqual(['small:1'])
    expect(readdirSync(folder).filter((name) => name.startsWith('both'))).toEqual(['both.tar'])
    for (const name of ['other:1', 'other:second']) await forget(name)
  })

  it('leaves nothing when it is left, cannot be written, or an image is gone', async () => {
    const file = join(folder, 'small.tar')
    const me = person(undefined, { save: file })
    const id = await importImage(engine.connection, 'big:1', [{ path: 'big', content: noise(30_000_000) }])
    const saving = me.images.save({ ids: [id] }, never())[Symbol.asyncIterator]()
    await until(saving, ({ layers }) => layers[0]!.current > 0)
    await saving.return!()
    expect(readdirSync(folder).filter((name) => name.startsWith('small'))).toEqual([])
    await forget('big:1')
    expect(await failure(me.images.save({ ids: [id] }, never()))).toMatchObject({ code: 'not-found' })
    const nowhere = person(undefined, { save: join(folder, 'none/small.tar') })
    expect(await failure(nowhere.images.save({ ids: [small] }, never()))).toMatchObject({ code: 'not-found' })
    expect(await failure(person().images.save({ ids: [small] }, never()))).toMatchObject({
      code: 'cancelled',
    })
  })
})

describe('import', () => {
  it('makes an image of a tarball, with its name, message and changes', async () => {
    const file = join(folder, 'files.tar')
    await docker(engine, 'create', '--name', 'source', 'small:1', '/nothing')
    await docker(engine, 'export', '--output', file, 'source')
    await docker(engine, 'rm', 'source')
    const me = person(undefined, { open: file })
    const wanted = { reference: 'made:1', message: 'From files', changes: ['CMD ["sh"]', 'ENV A=b'] }
    const items = await collect(me.images.import(wanted, never()))
    const { id, tags } = items.at(-1)!.done!
    expect(tags).toEqual(['made:1'])
    expect(await docker(engine, 'inspect', '--format', '{{json .Config.Cmd}} {{json .Config.Env}}', id)).toBe(
      '["sh"] ["A=b"]',
    )
    expect(await docker(engine, 'history', '--format', '{{.Comment}}', 'made:1')).toBe('From files')
    await forget('made:1')
    const nameless = await collect(me.images.import({ ...wanted, reference: null }, never()))
    expect(nameless.at(-1)!.done!.tags).toEqual([])
    await forget(nameless.at(-1)!.done!.id)
  })

  it('refuses what is no tarball and what is no change', async () => {
    const file = join(folder, 'files.tar')
    writeFileSync(file, 'no tar at all'.repeat(500))
    const me = person(undefined, { open: file })
    const wanted = { reference: 'made:1', message: '', changes: [] as string[] }
    expect(await failure(me.images.import(wanted, never()))).toMatchObject({
      key: 'archive-invalid/import',
      details: { object: 'files.tar' },
    })
    writeFileSync(file, Buffer.alloc(1024))
    expect(await failure(me.images.import({ ...wanted, changes: ['FROM x'] }, never()))).toMatchObject({
      key: 'invalid-input/changes',
    })
    await expect(inspect(engine.connection, 'made:1')).rejects.toMatchObject({ code: 'not-found' })
  })
})
