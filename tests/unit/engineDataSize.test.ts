import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DataSize } from '../../main/contract/engineSettings'
import type { Engine } from '../../main/engine/owned/lifecycle'
import { engineAt } from '../../main/engine/owned/probe'
import { countedSize, dataSize, partsOf } from '../../main/services/engine/dataSize'
import { whatRuns } from '../../main/services/engine/running'
import { createFakeEngine, type FakeEngine, json } from '../support/fakeEngine'

let engine: FakeEngine
let folder: string

beforeEach(async () => {
  engine = await createFakeEngine()
  folder = mkdtempSync(join(tmpdir(), 'slipway-size-'))
})
afterEach(async () => {
  await engine.left()
  await engine.dispose()
  rmSync(folder, { recursive: true })
})

function put(path: string, bytes: number) {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), Buffer.alloc(bytes))
}
const home = () =>
  ({
    state: { socket: engine.socket },
    paths: { data: join(folder, 'data'), log: (name: string) => join(folder, 'log', `${name}.log`) },
  }) as unknown as Engine

it('is told part by part, with logs of all kinds that are files', async () => {
  put('log/dockerd.log', 100)
  put('log/keeper.log', 20)
  put('data/containers/aa/aa-json.log', 3)
  put('data/containers/aa/aa-json.log.1', 40)
  put('data/containers/aa/config.v2.json', 7777)
  put('data/containers/bb/local-logs/container.log', 500)
  const of = (type: string, answer: object) => engine.on('GET', `/system/df?type=${type}`, json(answer))
  of('image', { LayersSize: 70, Images: [{ Size: 50, SharedSize: 20, Containers: 0 }] })
  of('container', {
    Containers: [
      { SizeRw: 4, State: 'running' },
      { SizeRw: 5, State: 'exited' },
    ],
  })
  of('build-cache', { BuildCache: null })
  of('volume', { Volumes: [] })
  const told: DataSize[] = []
  const kept = { removed: async () => 12, snapshots: async () => 7 }
  for await (const size of dataSize(home(), new AbortController().signal, kept)) told.push(size)
  const order = [
    'engineLogs',
    'containerLogs',
    'removed',
    'snapshots',
    'images',
    'containers',
    'buildCache',
    'volumes',
  ] as const
  for (const [at, part] of order.entries()) {
    expect(told[at]![part], part).not.toBeNull()
    if (at > 0) expect(told[at - 1]![part], part).toBeNull()
  }
  expect(told.at(-1)).toEqual({
    engineLogs: { bytes: 120, free: 0 },
    containerLogs: { bytes: 543, free: 0 },
    removed: { bytes: 12, free: 12 },
    snapshots: { bytes: 7, free: 7 },
    images: { bytes: 70, free: 30 },
    containers: { bytes: 9, free: 5 },
    buildCache: { bytes: 0, free: 0 },
    volumes: { bytes: 0, free: 0 },
  })
})

it('is of any other engine what that counts of itself', async () => {
  engine.on('GET', '/system/df?type=image', json({ LayersSize: 70, Images: [] }))
  engine.on('GET', '/system/df?type=container', json({ Containers: [] }))
  engine.on('GET', '/system/df?type=build-cache', json({ BuildCache: [{ Size: 9, InUse: false }] }))
  engine.on('GET', '/system/df?type=volume', json({ Volumes: [] }))
  const told: DataSize[] = []
  const { system } = engineAt(engine.socket)
  for await (const size of countedSize(system, new AbortController().signal)) told.push(size)
  expect(told).toHaveLength(4)
  expect(told.at(-1)).toEqual({
    images: { bytes: 70, free: 0 },
    containers: { bytes: 0, free: 0 },
    buildCache: { bytes: 9, free: 9 },
    volumes: { bytes: 0, free: 0 },
    containerLogs: null,
    engineLogs: null,
    removed: null,
    snapshots: null,
  })
})

it('counts nothing more once nobody reads on', async () => {
  const none = { removed: async () => 0, snapshots: async () => 0 }
  for await (const _ of dataSize(home(), new AbortController().signal, none)) break
  expect(engine.requests).toEqual([])
})

it('frees what nothing uses, and sizes that the engine could not count are none', () => {
  const counted = partsOf({
    LayersSize: 100,
    Images: [
      { Size: 50, SharedSize: 10, Containers: 0 },
      { Size: 50, SharedSize: -1, Containers: 0 },
      { Size: 50, SharedSize: 0, Containers: 2 },
      // It was not counted who uses it.
      { Size: 50, SharedSize: 0, Containers: -1 },
    ],
    Containers: null,
    Volumes: [
      { UsageData: { Size: -1, RefCount: 0 } },
      { UsageData: { Size: 5, RefCount: 0 } },
      { UsageData: { Size: 7, RefCount: 1 } },
      {},
    ],
    BuildCache: [
      { Size: 1, Shared: false, InUse: false },
      { Size: 20, Shared: false, InUse: true },
      { Size: 300, Shared: true, InUse: false },
    ],
  })
  expect(counted).toEqual({
    images: { bytes: 100, free: 90 },
    containers: { bytes: 0, free: 0 },
    volumes: { bytes: 12, free: 5 },
    buildCache: { bytes: 21, free: 1 },
  })
})

it('says how many of those that run stay down when the engine is stopped', async () => {
  const policies = ['no', 'always', 'unless-stopped', 'on-failure', '', undefined]
  const ids = policies.map((_, at) => `c${at}`)
  engine.on('GET', '/containers/json', json([...ids, 'gone'].map((Id) => ({ Id }))))
  for (const [at, Name] of policies.entries())
    engine.on(
      'GET',
      `/containers/c${at}/json`,
      json({ HostConfig: Name === undefined ? {} : { RestartPolicy: { Name } } }),
    )
  engine.on('GET', '/containers/gone/json', json({ message: 'No such container: gone' }, 404))
  expect(await whatRuns(engineAt(engine.socket))).toEqual({ running: 6, stayDown: 3, mayStayDown: 1 })
})
