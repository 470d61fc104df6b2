import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImageProgress } from '../../main/contract/images'
import { docker } from '../support/engine'
import { eventually } from '../support/eventually'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { type Registry, startRegistry, startStrangeServer, throttle } from '../support/registry'
import { forget, never, personAt, streamFailure, tagsOf } from '../support/registryPerson'
import { collect, until } from '../support/streams'
import { importImage, noise } from '../support/testImages'

let engine: ConnectedEngine
let registry: Registry
let small: string
beforeAll(async () => {
  engine = await startImageEngine()
  registry = await startRegistry(engine.pid)
  small = await imageOf('small:1', 1_000)
})
afterAll(async () => {
  await registry?.stop()
  await engine?.stop()
})

/** An image of one layer that no other test has. */
const imageOf = (name: string, size: number) =>
  importImage(engine.connection, name, [{ path: name, content: noise(size) }])

const isSending = ({ layers }: ImageProgress) =>
  layers.some(({ status, current }) => status === 'uploading' && current > 0)

// dockerd tries an upload that fails six times, for most of a minute; that waiting is done side by side.
describe.concurrent('push', () => {
  it('sends each layer, and says the digest by which the registry knows the image', async () => {
    const id = await imageOf('new:1', 200_000)
    const { push, pull } = personAt(engine)
    const reference = `${registry.host}/team/new:1`
    const items = await collect(push(reference, id))
    const last = items.at(-1)!
    expect(last.layers).toMatchObject([{ status: 'done' }])
    expect(last.done).toMatchObject({ id, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) })
    expect(last.done!.tags).toContain(reference)
    expect(items.filter(({ done }) => done)).toHaveLength(1)
    await forget(engine, reference)
    await pull(reference)
    const digests = await docker(engine, 'inspect', '--format', '{{json .RepoDigests}}', reference)
    expect(JSON.parse(digests)).toContain(`${registry.host}/team/new@${last.done!.digest}`)
  })

  it('says of layers that the registry has them, or takes them from another repository', async () => {
    const id = await imageOf('shared:1', 200_000)
    const { push } = personAt(engine)
    const first = `${registry.host}/team/first:1`
    await collect(push(first, id))
    expect((await collect(push(first, id))).at(-1)!.layers).toMatchObject([{ status: 'there' }])
    const mounted = (await collect(push(`${registry.host}/team/second:1`, id))).at(-1)!.layers
    expect(mounted).toMatchObject([{ status: 'there', from: expect.stringMatching(/^team\//) }])
  })

  it.each(['aborted', 'left'] as const)('leaves nothing behind when it is %s', async (how) => {
    const { push, images } = personAt(engine)
    const id = await imageOf(`${how}:1`, 6_000_000)
    const slow = await throttle(engine.pid, registry, 200_000, 'up')
    const stop = new AbortController()
    const progress = push(`${slow.host}/team/${how}:1`, id, stop.signal)[Symbol.asyncIterator]()
    await until(progress, isSending)
    if (how === 'aborted') {
      stop.abort()
      await expect(
        (async () => {
          while (!(await progress.next()).done);
        })(),
      ).rejects.toMatchObject({ code: 'cancelled' })
    } else await progress.return!()
    await eventually(() => expect(slow.open, 'the engine hangs up').toBe(0))
    expect(slow.sent).toBeLessThan(6_000_000)
    expect(await tagsOf(engine, id), 'the name that it got for the push').toEqual([`${how}:1`])
    const pulled = images.pull({ reference: `${registry.host}/team/${how}:1` }, never())
    expect((await streamFailure(pulled))?.code).toBe('image-unknown')
    await slow.stop()
  })

  it('does not push another image under a name that moved, nor one that is gone', async () => {
    const { push } = personAt(engine)
    const id = await imageOf('moving:1', 1_000)
    const reference = `${registry.host}/team/moved:1`
    const other = await imageOf('other:1', 1_000)
    await docker(engine, 'tag', 'other:1', reference)
    await forget(engine, 'other:1')
    expect(await streamFailure(push(reference, id))).toMatchObject({ key: 'conflict/name' })
    expect(await tagsOf(engine, other)).toEqual([reference])
    await forget(engine, reference)
    const gone = `sha256:${'0'.repeat(64)}`
    expect(await streamFailure(push(reference, gone))).toMatchObject({ code: 'not-found' })
  })

  it('says that a registry hangs up', async () => {
    const dying = await startStrangeServer(engine.pid, 0)
    const error = await streamFailure(personAt(engine).push(`${dying.host}/team/a:1`, small))
    expect(error).toMatchObject({ key: 'registry-unreachable/broken', details: { host: dying.host } })
    await dying.stop()
  })

  it('says that a registry died on the way', async () => {
    const { push, images } = personAt(engine)
    const slow = await throttle(engine.pid, registry, 50_000)
    const id = await imageOf('died:1', 3_000_000)
    const name = `${registry.host}/team/died:1`
    await collect(push(name, id))
    await forget(engine, name, 'died:1')
    const coming = images.pull({ reference: `${slow.host}/team/died:1` }, never())[Symbol.asyncIterator]()
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
    expect(await streamFailure(personAt(engine).push(`${server.host}/team/a:1`, small))).toMatchObject({
      key,
    })
    await server.stop()
  })
})
