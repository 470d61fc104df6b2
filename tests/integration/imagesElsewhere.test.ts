import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Images } from '../../main/services/images/images'
import { archive, member } from '../support/archives'
import { docker, importBusybox } from '../support/engine'
import { failure } from '../support/failure'
import { imagesAt } from '../support/imagesAt'
import { startRegistry, startStrangeServer } from '../support/registry'
import { collect } from '../support/streams'
import { type Subject, threeEngines } from '../support/threeEngines'

describe.each(threeEngines)('$name', ({ start, there, name: engineName }) => {
  if (!there) return it.skip('is not here', () => {})
  let engine: Subject
  let images: Images
  let folder: string
  let leave = () => {}
  let chosen = ''
  const never = () => new AbortController().signal
  const idOf = (name: string) => docker(engine, 'inspect', '--format', '{{.Id}}', name)

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-elsewhere-'))
    engine = await start()
    await importBusybox(engine, 'busybox:latest')
    const served = imagesAt(engine.socket, () => chosen)
    images = served.images
    leave = served.dispose
  })
  afterAll(async () => {
    leave()
    await engine?.dispose()
    rmSync(folder, { recursive: true, force: true })
  })

  it('gives an image one more name, and takes that away again', async () => {
    const id = await idOf('busybox:latest')
    await images.tag({ id, reference: 'shop/box:2' })
    expect(await idOf('shop/box:2')).toBe(id)
    const { tags } = await images.details({ id })
    const name = tags.find((tag) => tag.endsWith('shop/box:2'))!
    await images.remove({ id, reference: name })
    expect((await images.details({ id })).tags).not.toContain(name)
    expect(await idOf('busybox:latest')).toBe(id)
  })

  it('writes an image with all its names to a file, and takes it back from there', async () => {
    const id = await idOf('busybox:latest')
    await images.tag({ id, reference: 'shop/saved:1' })
    await images.tag({ id, reference: 'shop/saved:2' })
    chosen = join(folder, 'saved.tar')
    await collect(images.save({ ids: [id] }, never()))
    expect(statSync(chosen).size).toBeGreaterThan(1_000_000)
    for (const name of ['shop/saved:1', 'shop/saved:2']) await docker(engine, 'rmi', '-f', name)
    await collect(images.load({}, never()))
    for (const name of ['shop/saved:1', 'shop/saved:2']) expect(await idOf(name)).toBe(id)
  })

  it('makes an image of a tarball', async () => {
    chosen = join(folder, 'files.tar')
    writeFileSync(chosen, archive(member({ path: 'cargo' }, Buffer.from('coal'))))
    const wanted = { reference: 'shop/imported:1', message: 'by hand', changes: ['CMD ["/cargo"]'] }
    const last = (await collect(images.import(wanted, never()))).at(-1)
    const { id } = last!.done!
    expect((await images.details({ id })).command).toEqual(['/cargo'])
  })

  it('pushes an image to a registry, says the digest that it has there, and pulls it back', async () => {
    const registry = await startRegistry(engine.pid)
    const id = await idOf('busybox:latest')
    const reference = `${registry.host}/shop/box:1`
    try {
      const items = await collect(images.push({ id, reference }, never()))
      const { done, layers } = items.at(-1)!
      expect(done).toMatchObject({ id, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) })
      expect(done!.tags).toContain(reference)
      // Podman says nothing of layers on their way up.
      const ofLayers = (status: string) => (engineName.startsWith('Podman') ? [] : [{ status }])
      expect(layers).toMatchObject(ofLayers('done'))
      const again = (await collect(images.push({ id, reference }, never()))).at(-1)!
      expect(again.done).toMatchObject({ id, digest: done!.digest })
      expect(again.layers).toMatchObject(ofLayers('there'))
      await images.remove({ id, reference })
      expect((await images.details({ id })).tags).not.toContain(reference)
      const pulled = (await collect(images.pull({ reference }, never()))).at(-1)!
      expect(pulled.done).toMatchObject({ id, tags: expect.arrayContaining([reference]) })
      expect((await images.details({ id })).digests).toContain(`${registry.host}/shop/box@${done!.digest}`)
      await images.remove({ id, reference })
    } finally {
      await registry.stop()
    }
  })

  it('says why an image cannot be pushed to where nobody listens', async () => {
    const id = await idOf('busybox:latest')
    const pushed = collect(images.push({ id, reference: '127.0.0.1:9/shop/box:1' }, never()))
    expect(await failure(pushed)).toMatchObject({ code: 'registry-unreachable' })
    expect((await images.details({ id })).tags.filter((tag) => tag.startsWith('127.0.0.1'))).toEqual([])
  })

  it.each([
    [
      'a page',
      404,
      '<html><body>Welcome</body></html>',
      'text/html',
      'registry-unreachable/answer',
      'registry-unreachable/answer',
    ],
    [
      'another service',
      404,
      '{"error":"nope"}',
      'application/json',
      'registry-unreachable/answer',
      'registry-unreachable/answer',
    ],
    [
      'a refusal',
      403,
      '{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}',
      'application/json',
      'registry-denied/push',
      'registry-denied/private',
    ],
    [
      'a closed door',
      401,
      '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}',
      'application/json',
      'registry-denied/login',
      'registry-denied/login',
    ],
    [
      'trouble',
      503,
      'Service Unavailable',
      'text/plain',
      'registry-unreachable/trouble',
      'registry-unreachable/trouble',
    ],
    ['a hang-up', 0, '', 'text/html', 'registry-unreachable/broken', 'registry-unreachable/broken'],
  ])('says what %s in the place of a registry means', async (_, status, body, type, pushKey, pullKey) => {
    const server = await startStrangeServer(engine.pid, status, body, type)
    try {
      const id = await idOf('busybox:latest')
      const reference = `${server.host}/shop/box:1`
      const pulled = await failure(collect(images.pull({ reference }, never())))
      expect(pulled).toMatchObject({ key: pullKey, details: { host: server.host } })
      // Docker tries a push again for most of a minute; what it says then is tried beside its other pushes.
      if (!engineName.startsWith('Podman')) return
      const pushed = await failure(collect(images.push({ id, reference }, never())))
      expect(pushed).toMatchObject({ key: pushKey, details: { host: server.host } })
      expect((await images.details({ id })).tags).not.toContain(reference)
    } finally {
      await server.stop()
    }
  })
})
