import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../main/contract/errors'
import { runRequest, type ServedContainers, serveContainers } from '../support/containers'
import { docker, importBusybox } from '../support/engine'
import { collect } from '../support/streams'
import { type Subject, threeEngines } from '../support/threeEngines'

const image = 'busybox:latest'

describe.each(threeEngines)('a commit on $name', ({ start, there }) => {
  if (!there) return it.skip('is not here', () => {})
  let engine: Subject
  let served: ServedContainers

  beforeAll(async () => {
    engine = await start()
    await importBusybox(engine, image)
    served = serveContainers(engine.socket, engine.walked)
  })
  afterAll(async () => {
    served?.dispose()
    await engine?.dispose()
  })

  async function commit(id: string, reference: string, pause = false) {
    const asked = { id, reference, message: '', author: '', pause }
    const items = await collect(served.containers.commit(asked, new AbortController().signal))
    return items.at(-1)!.done!
  }
  const images = () => docker(engine, 'images', '-aq', '--no-trunc')

  it('of what cannot be paused is refused with a sentence, or made while it runs on', async () => {
    const { id } = await served.containers.run(runRequest({ image, name: 'runs' }))
    const before = await images()
    const end = await commit(id, 'paused:1', true).catch((thrown) => AppError.from(thrown))
    // Docker says nothing of it, Podman refuses; the window asks neither to where it knows.
    if (end instanceof AppError) {
      expect(end.key).toBe('unsupported/engine')
      expect(await images()).toBe(before)
    } else {
      expect(end.tags.join()).toContain('paused:1')
    }
    expect(await docker(engine, 'inspect', '--format', '{{.State.Status}}', 'runs')).toBe('running')
    await docker(engine, 'rm', '-f', 'runs')
  })

  it.each([0, 200])(
    'of a container that is removed meanwhile is whole, or a sentence and nothing (after %i ms)',
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
        expect(await images()).toBe(before)
        return
      }
      expect(await docker(engine, 'run', '--rm', end.id, 'stat', '-c', '%s', '/big')).toBe('100000000')
      await docker(engine, 'rmi', '-f', end.id)
    },
  )
})
