import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { engineAt, engineVersion, longestStopTime, storageDriver } from '../../main/engine/owned/probe'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { createFakeEngine, type FakeEngine, json } from '../support/fakeEngine'

// What a short command would wait for.
vi.mock('dockerode', () => {
  throw new Error('dockerode was loaded')
})

let engine: FakeEngine

beforeEach(async () => {
  engine = await createFakeEngine()
})
afterEach(async () => {
  await engine.left()
  await engine.dispose()
})

const stopsAfter = (StopTimeout?: number) => json({ Config: { StopTimeout } })

it('says its version and driver, and leaves nothing open', async () => {
  engine.on('GET', '/version', json({ Version: '28.1', ApiVersion: '1.49' }))
  engine.on('GET', '/info', json({ Driver: 'overlay2' }))
  expect(await engineVersion(engine.socket)).toEqual({ version: '28.1', apiVersion: '1.49' })
  expect(await storageDriver(engine.socket)).toBe('overlay2')
})

it('sends questions as dockerode would', async () => {
  engine.on('GET', /^\/containers\/json/, json([]))
  const filters = { label: ['a=b&c'] }
  await engineAt(engine.socket).containers.list({ all: true, filters })
  expect(engine.requests).toMatchObject([
    {
      method: 'GET',
      target: '/containers/json?all=true&filters=%7B%22label%22%3A%5B%22a%3Db%26c%22%5D%7D',
      headers: { host: 'docker' },
      body: '',
    },
  ])
})

it('says the longest time that a container may take to stop, also when one is gone', async () => {
  engine.on('GET', '/containers/json', json([{ Id: 'a' }, { Id: 'b' }, { Id: 'c' }]))
  engine.on('GET', '/containers/a/json', stopsAfter(25))
  engine.on('GET', '/containers/b/json', stopsAfter())
  expect(await longestStopTime(engine.socket)).toBe(25)
  engine.on('GET', '/containers/a/json', stopsAfter(5))
  expect(await longestStopTime(engine.socket)).toBe(10)
  engine.on('GET', '/containers/json', json([]))
  expect(await longestStopTime(engine.socket)).toBe(0)
})

it('ends with an error when no answer comes, or none that is the engine’s', async () => {
  engine.on('GET', '/version', () => {})
  expect(await failure(engineVersion(engine.socket, 50))).toMatchObject({ code: 'timeout' })
  await eventually(() => expect(engine.open).toBe(0))
  engine.on('GET', '/version', json({}))
  expect(await failure(engineVersion(engine.socket))).toMatchObject({ code: 'engine-failed' })
  engine.on('GET', '/version', json({ message: 'broken' }, 500))
  expect(await failure(engineVersion(engine.socket))).toMatchObject({
    code: 'engine-failed',
    details: { engine: 'broken' },
  })
  await engine.die()
  expect(await failure(engineVersion(engine.socket))).toMatchObject({ code: 'engine-unreachable' })
})
