import { afterAll, beforeAll, describe, it } from 'vitest'
import { runRequest, type ServedContainers, serveContainers } from '../support/containers'
import { importBusybox, startEngine, type TestEngine } from '../support/engine'
import { expectPauses } from '../support/pauses'

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
})
