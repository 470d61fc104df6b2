import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImageProgress } from '../../main/contract/images'
import { createImages } from '../../main/services/images/images'
import { docker } from '../support/engine'
import { type ConnectedEngine, startImageEngine } from '../support/imageEngine'
import { type Registry, startRegistry, throttle } from '../support/registry'
import { collect, until } from '../support/streams'
import { importImage, inspect, noise } from '../support/testImages'

let engine: ConnectedEngine
let images: ReturnType<typeof createImages>
let registry: Registry
let small: string

beforeAll(async () => {
  engine = await startImageEngine()
  images = createImages({
    ...engine,
    desktop: { chooseArchive: async () => null, chooseNewFile: async () => null },
  })
  registry = await startRegistry(engine.pid)
  small = await importImage(engine.connection, 'small:1', [{ path: 'small', content: 'small' }])
})
afterAll(async () => {
  await registry?.stop()
  await engine?.stop()
})

const pull = (reference: string, signal = new AbortController().signal) => images.pull({ reference }, signal)
const forget = (reference: string) => docker(engine, 'rmi', '--force', reference)
const exists = (reference: string) =>
  inspect(engine.connection, reference).then(
    () => true,
    () => false,
  )

/** Puts an image into the registry and takes its name there from the engine again; returns its digest there. */
async function publish(image: string, name: string, host = registry.host): Promise<string> {
  const reference = `${host}/${name}`
  await docker(engine, 'tag', image, reference)
  await docker(engine, 'push', '--quiet', reference)
  const digest = await docker(engine, 'inspect', '--format', '{{index .RepoDigests 0}}', reference)
  await docker(engine, 'rmi', reference)
  return digest.split('@')[1]!
}

/** An image of one layer that cannot be compressed, only in the registry. */
async function publishNoise(name: string, bytes: number) {
  const id = await importImage(engine.connection, 'noise:1', [{ path: 'noise', content: noise(bytes) }])
  await publish('noise:1', name)
  await forget('noise:1')
  return id
}

describe('pull', () => {
  it('brings the image, with every layer at its end, and says which it is', async () => {
    const id = await publishNoise('big:1', 3_000_000)
    expect(await exists(id)).toBe(false)
    const reference = `${registry.host}/big:1`
    const items = await collect(pull(reference))
    const last = items.at(-1)!
    expect(last.done).toEqual({ id, tags: [reference] })
    expect(last.layers).toHaveLength(1)
    expect(last.layers[0]).toMatchObject({ status: 'done' })
    expect(last.layers[0]!.current).toBe(last.layers[0]!.total)
    expect(last.layers[0]!.total).toBeGreaterThan(2_900_000)
    expect(items.filter(({ done }) => done)).toHaveLength(1)
    expect(await exists(reference)).toBe(true)
    await forget(reference)
  })

  it('takes latest where no tag is named, and a digest where one is', async () => {
    const digest = await publish('small:1', 'team/small:latest')
    const name = `${registry.host}/team/small`
    expect((await collect(pull(name))).at(-1)!.done).toEqual({
      id: small,
      tags: ['small:1', `${name}:latest`],
    })
    await forget(`${name}:latest`)
    expect((await collect(pull(`${name}@${digest}`))).at(-1)!.done!.id).toBe(small)
    await forget(`${name}@${digest}`)
    expect((await collect(pull(`${name}:latest@${digest}`))).at(-1)!.done!.id).toBe(small)
    await forget(`${name}@${digest}`)
    const other = `${name}@sha256:${'0'.repeat(64)}`
    await expect(collect(pull(other))).rejects.toMatchObject({
      code: 'image-unknown',
      details: { object: other },
    })
  })

  it('is content with an image that is there already', async () => {
    await publish('small:1', 'there:1')
    await collect(pull(`${registry.host}/there:1`))
    const again = await collect(pull(`${registry.host}/there:1`))
    expect(again.at(-1)!.done!.id).toBe(small)
    await forget(`${registry.host}/there:1`)
  })

  it('reports how far each layer is, and never that it is less far', async () => {
    await publishNoise('slow:1', 3_000_000)
    const slow = await throttle(engine.pid, registry, 2_000_000)
    const items = await collect(pull(`${slow.host}/slow:1`))
    const loaded = items.flatMap(({ layers }) => layers.filter(({ status }) => status === 'downloading'))
    const bytes = loaded.map(({ current }) => current)
    expect(new Set(bytes).size).toBeGreaterThan(1)
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b))
    await forget(`${slow.host}/slow:1`)
    await slow.stop()
  })

  const isLoading = ({ layers }: ImageProgress) => layers.some(({ current }) => current > 0)

  it.each(['aborted', 'left'] as const)('stops in the engine too when it is %s', async (how) => {
    await publishNoise(`${how}:1`, 4_000_000)
    const slow = await throttle(engine.pid, registry, 100_000)
    const stop = new AbortController()
    const progress = pull(`${slow.host}/${how}:1`, stop.signal)[Symbol.asyncIterator]()
    await until(progress, isLoading)
    expect(slow.open).toBeGreaterThan(0)
    if (how === 'aborted') {
      const pending = progress.next().then(() => progress.next())
      stop.abort()
      await expect(pending).rejects.toMatchObject({ code: 'cancelled' })
    } else await progress.return!()
    await expect.poll(() => slow.open).toBe(0)
    expect(slow.sent).toBeLessThan(4_000_000)
    expect(await exists(`${slow.host}/${how}:1`)).toBe(false)
    await slow.stop()
  })

  it('says that a registry does not know the image', async () => {
    await publish('small:1', 'known:1')
    for (const name of ['known:2', 'unknown:1']) {
      const reference = `${registry.host}/${name}`
      await expect(collect(pull(reference))).rejects.toMatchObject({
        code: 'image-unknown',
        details: { object: reference },
      })
    }
  })

  it('says that a registry wants a password', async () => {
    const locked = await startRegistry(engine.pid, { locked: true })
    await expect(collect(pull(`${locked.host}/secret:1`))).rejects.toMatchObject({
      key: 'registry-denied/login',
      details: { login: 1, host: locked.host, object: `${locked.host}/secret:1` },
    })
    await locked.stop()
  })

  it('says which registry cannot be reached', async () => {
    await expect(collect(pull('registry.invalid/web:1'))).rejects.toMatchObject({
      code: 'registry-unreachable',
      details: { host: 'registry.invalid', object: 'registry.invalid/web:1' },
    })
  })

  it("says of a registry on this machine when it is out of the engine's reach", async () => {
    const { SecurityOptions } = await engine.connection.request<{ SecurityOptions: string[] }>({
      method: 'GET',
      path: '/info',
      object: 'engine',
    })
    const rootless = SecurityOptions.some((option) => option.startsWith('name=rootless'))
    let asked = 0
    const server = createServer((_, response) => {
      asked++
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const host = `127.0.0.1:${port}`
    if (rootless) {
      await expect(collect(pull(`${host}/web`))).rejects.toMatchObject({
        code: 'registry-unreachable',
        key: 'registry-unreachable/loopback',
        details: { host },
      })
      expect(asked).toBe(0)
    } else
      await expect(collect(pull(`${host}/web`))).rejects.not.toMatchObject({
        key: 'registry-unreachable/loopback',
      })
    await new Promise((resolve) => server.close(resolve))
  })
})
