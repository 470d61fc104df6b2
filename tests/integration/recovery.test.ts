import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runRequest, type ServedContainers, serveContainers } from '../support/containers'
import { dockerdOf, importBusybox, processesOf, startEngine, type TestEngine } from '../support/engine'
import { until } from '../support/streams'

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

describe('a killed dockerd', () => {
  it('makes the list stale, then fresh, while details and logs say what they can', async () => {
    const stop = new AbortController()
    const { id } = await served.containers.run(
      runRequest({
        name: 'web',
        command: ['sh', '-c', 'trap exit TERM; while :; do echo tick; sleep 0.2; done'],
      }),
    )
    const list = served.containers.watch(stop.signal)[Symbol.asyncIterator]()
    await until(list, ({ items, staleSince }) => staleSince === null && items.length === 1)
    const details = served.containers.details({ id }, stop.signal)[Symbol.asyncIterator]()
    await until(details, ({ state }) => state === 'running')
    const logs = served.containers.logs({ id, tail: 1 }, stop.signal)[Symbol.asyncIterator]()
    await logs.next()

    // Without its keeper the engine stays away for as long as the test looks.
    const keeper = processesOf(engine.home).find(({ command }) => /slipway-keeper/.test(command))!
    process.kill(keeper.pid, 'SIGSTOP')
    process.kill(dockerdOf(engine.home), 'SIGKILL')
    const stale = await until(list, ({ staleSince }) => staleSince !== null)
    expect(stale.items.map(({ name }) => name)).toEqual(['web'])
    await expect(until(logs, () => false)).rejects.toMatchObject({ code: 'engine-unreachable' })
    process.kill(keeper.pid, 'SIGCONT')

    const fresh = await until(list, ({ staleSince }) => staleSince === null)
    expect(fresh.items).toMatchObject([{ id, name: 'web', state: 'running' }])
    await until(details, ({ state }) => state === 'running')
    const again = served.containers.logs({ id, tail: 1 }, stop.signal)[Symbol.asyncIterator]()
    await until(again, ({ lines }) => lines.some(({ text }) => text === 'tick'))
    stop.abort()
  })
})
