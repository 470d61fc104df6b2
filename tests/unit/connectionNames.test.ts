import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createConnections } from '../../main/services/connections/connections'
import { createListing } from '../../main/services/connections/listing'
import { openConnectionStore } from '../../main/services/connections/store'
import { failure } from '../support/failure'

let folder: string
let service: ReturnType<typeof createConnections>
const target = { kind: 'unix', socket: '/nowhere/docker.sock' } as const

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-names-'))
  const socket = join(folder, 'own.sock')
  writeFileSync(socket, '')
  const store = openConnectionStore(join(folder, 'connections.json'))
  const listing = createListing({ store, socket: () => socket, dockerFolder: folder, systemSockets: [] })
  service = createConnections({
    store,
    listing,
    chosen: { state: { id: 'bundled' } } as never,
    trials: { greet: async () => ({}) } as never,
    registration: () => ({ folder, home: folder, socket }),
  })
})
afterEach(() => rmSync(folder, { recursive: true }))

const names = async () => (await service.list()).connections.map(({ name }) => name)

test('no two connections bear one name, however it is written', async () => {
  await service.add({ name: 'Staging', colour: 'blue', target })
  for (const name of ['Staging', 'staging ', 'Slipway engine']) {
    const error = await failure(service.add({ name, colour: 'red', target }))
    expect(error.key, name).toBe('name-taken/connection')
  }
  const { id } = await service.add({ name: 'Other', colour: 'red', target })
  const taken = await failure(service.change({ id, name: 'STAGING', colour: 'red' }))
  expect(taken.key).toBe('name-taken/connection')
  // Its own name is no other's.
  await service.change({ id, name: 'other', colour: 'green' })
  expect(await names()).toEqual(['Slipway engine', 'Staging', 'other'])
})

test("the own engine's socket is neither tried nor added, by whatever path", async () => {
  const link = join(folder, 'link.sock')
  symlinkSync(join(folder, 'own.sock'), link)
  for (const socket of [join(folder, 'own.sock'), link]) {
    const own = { kind: 'unix', socket } as const
    const tried = await failure(service.tryOut({ target: own }))
    expect(tried.key, socket).toBe('unsupported/own-socket')
    const added = await failure(service.add({ name: 'Mine', colour: 'red', target: own }))
    expect(added.key, socket).toBe('unsupported/own-socket')
  }
  expect(await names()).toEqual(['Slipway engine'])
})
