import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../main/contract/errors'
import { runRequest, type ServedContainers, serveContainers } from '../support/containers'
import { docker, importBusybox } from '../support/engine'
import { failure } from '../support/failure'
import { listArchive } from '../support/listedArchive'
import { collect, until } from '../support/streams'
import { type Subject, threeEngines } from '../support/threeEngines'

const image = 'busybox:latest'
const never = () => new AbortController().signal

describe.each(threeEngines)('what a container has written, on $name', ({ start, there }) => {
  if (!there) return it.skip('is not here', () => {})
  let engine: Subject
  let served: ServedContainers
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-export-'))
    engine = await start()
    await importBusybox(engine, image)
    served = serveContainers(engine.socket, engine.walked)
  })
  afterAll(async () => {
    served?.dispose()
    await engine?.dispose()
    rmSync(folder, { recursive: true, force: true })
  })

  async function commit(id: string, reference: string, pause = false) {
    const asked = { id, reference, message: '', author: '', pause }
    const items = await collect(served.containers.commit(asked, new AbortController().signal))
    return items.at(-1)!.done!
  }
  /** In one order: engines list those of one second in any. */
  const images = async () => (await docker(engine, 'images', '-aq', '--no-trunc')).split('\n').sort()

  it('that cannot be paused is refused a commit with a sentence, or it is made while it runs on', async () => {
    const { id } = await served.containers.run(runRequest({ image, name: 'runs' }))
    const before = await images()
    const end = await commit(id, 'paused:1', true).catch((thrown) => AppError.from(thrown))
    // Docker says nothing of it, Podman refuses; the window asks neither to where it knows.
    if (end instanceof AppError) {
      expect(end.key).toBe('unsupported/engine')
      expect(await images()).toEqual(before)
    } else {
      expect(end.tags.join()).toContain('paused:1')
    }
    expect(await docker(engine, 'inspect', '--format', '{{.State.Status}}', 'runs')).toBe('running')
    await docker(engine, 'rm', '-f', 'runs')
  })

  it.each([0, 200])(
    'is committed whole when the container is removed meanwhile, or there is a sentence and nothing (after %i ms)',
    async (wait) => {
      const name = `goes-${wait}`
      const { id } = await served.containers.run(
        runRequest({
          image,
          name,
          command: ['sh', '-c', 'head -c 100000000 /dev/urandom >/big; sleep 1000'],
        }),
      )
      const size = () => docker(engine, 'exec', name, 'stat', '-c', '%s', '/big').catch(() => '')
      await expect.poll(size).toBe('100000000')
      const before = await images()
      const committed = commit(id, `${name}:1`).catch((thrown) => AppError.from(thrown))
      await new Promise((resolve) => setTimeout(resolve, wait))
      await docker(engine, 'rm', '-f', name)
      const end = await committed
      if (end instanceof AppError) {
        expect(['not-found', 'conflict', 'engine-failed']).toContain(end.code)
        expect(await images()).toEqual(before)
        return
      }
      expect(await docker(engine, 'run', '--rm', end.id, 'stat', '-c', '%s', '/big')).toBe('100000000')
      await docker(engine, 'rmi', '-f', end.id)
    },
  )

  it('is exported as it is, with all of its image, and nothing of what is mounted in it', async () => {
    const script =
      'echo told > /etc/told; ln -s told /etc/link; ln /etc/told /etc/twice; rm /bin/vi; chmod 4711 /bin/ed'
    const mounted = ['-v', 'exported:/data', '-v', '/anonymous']
    const writes = `${script}; echo kept > /data/kept; sleep 1000`
    const id = await docker(engine, 'run', '-d', '--name', 'source', ...mounted, image, 'sh', '-c', writes)
    await expect
      .poll(() => docker(engine, 'exec', 'source', 'cat', '/data/kept').catch(() => ''))
      .toBe('kept')
    const reference = join(folder, 'reference.tar')
    await docker(engine, 'export', '-o', reference, 'source')
    const file = join(folder, 'source.tar')
    served.chooseNewFile.mockResolvedValueOnce(file)
    const items = await collect(served.containers.export({ id }, never()))
    expect(served.chooseNewFile).toHaveBeenLastCalledWith('source.tar')
    expect(items.at(-1)).toMatchObject({
      done: { id, tags: [] },
      layers: [{ id: 'source.tar', status: 'done' }],
    })
    expect(items.at(-1)!.layers[0]!.current).toBe(statSync(file).size)
    const found = await listArchive(file)
    expect(found).toEqual(await listArchive(reference))
    expect(found.entries.get('etc/told')).toContain('file')
    expect(found.entries.has('bin/vi')).toBe(false)
    expect(found.entries.has('data/kept')).toBe(false)
    expect(readFileSync(file).includes('told\n')).toBe(true)
    expect(readdirSync(folder).sort()).toEqual(['reference.tar', 'source.tar'])
    await docker(engine, 'rm', '-fv', 'source')
  })

  it('is exported whole or not at all: when that is left, cannot be written, or nobody chooses a file', async () => {
    const script = 'head -c 60000000 /dev/urandom >/big; sleep 1000'
    const id = await docker(engine, 'run', '-d', '--name', 'large', image, 'sh', '-c', script)
    const size = () => docker(engine, 'exec', 'large', 'stat', '-c', '%s', '/big').catch(() => '')
    await expect.poll(size).toBe('60000000')
    const file = join(folder, 'large.tar')
    const asked = (path: string | null) => {
      served.chooseNewFile.mockResolvedValueOnce(path)
      return served.containers.export({ id }, never())
    }
    writeFileSync(file, 'what was there')
    const before = readdirSync(folder)
    const exporting = asked(file)[Symbol.asyncIterator]()
    await until(exporting, ({ layers }) => layers[0]!.current > 0)
    await exporting.return!()
    const nowhere = join(folder, 'none/large.tar')
    expect(await failure(collect(asked(nowhere)))).toMatchObject({
      code: 'not-found',
      details: { object: nowhere },
    })
    expect(await failure(collect(asked(null)))).toMatchObject({ code: 'cancelled' })
    await docker(engine, 'rm', '-f', 'large')
    expect(await failure(collect(asked(file)))).toMatchObject({ code: 'not-found' })
    expect(readdirSync(folder)).toEqual(before)
    expect(readFileSync(file, 'utf8')).toBe('what was there')
  })
})
