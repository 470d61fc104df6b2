import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runRequest, type ServedContainers, serveContainers } from '../support/containers'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { expectPauses } from '../support/pauses'
import { collect } from '../support/streams'

let engine: TestEngine
let served: ServedContainers

beforeAll(async () => {
  engine = await startEngine()
  await importBusybox(engine)
  served = serveContainers(engine.socket)
})
afterAll(async () => {
  served?.dispose()
  await engine?.dispose()
})

describe('an engine with cgroups', () => {
  it('pauses and resumes', async () => {
    const { id } = await served.containers.run(runRequest({ name: 'web' }))
    const stop = new AbortController()
    const list = served.containers.watch(stop.signal)[Symbol.asyncIterator]()
    await expectPauses(served, engine, id, list)
    stop.abort()
    await served.containers.remove({ id })
  })

  it('pauses a container while it is committed, where that is asked for', async () => {
    const { id } = await served.containers.run(runRequest({ name: 'writer' }))
    const happened = async (reference: string, pause: boolean) => {
      const since = String(Date.now() / 1000)
      const asked = { id, reference, message: '', author: '', pause }
      const items = await collect(served.containers.commit(asked, new AbortController().signal))
      expect(items.at(-1)!.done!.tags).toEqual([reference])
      const until = String(Date.now() / 1000)
      const words = ['--since', since, '--until', until, '--filter', `container=${id}`]
      const said = await docker(engine, 'events', ...words, '--format', '{{.Action}}')
      return said.split('\n')
    }
    expect(await happened('paused:1', true)).toEqual(['pause', 'commit', 'unpause'])
    expect(await happened('running:1', false)).toEqual(['commit'])
    expect(await docker(engine, 'inspect', '--format', '{{.State.Status}}', id)).toBe('running')
    await served.containers.remove({ id })
  })
})
