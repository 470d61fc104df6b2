import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { createEvents, type EngineNews, type Events } from '../../main/engine/client/events'
import { createSwitchingConnection } from '../../main/engine/client/switchingConnection'
import { createContainers } from '../../main/services/containers/containers'
import { createImages } from '../../main/services/images/images'
import { createVolumes } from '../../main/services/volumes/volumes'
import { errorText } from '../../renderer/data/errorText'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { createFakeEngine, type FakeEngine, json, respond, stream } from '../support/fakeEngine'
import { noCredentials } from '../support/noCredentials'
import { readerHere } from '../support/readerHere'

let engine: FakeEngine
let connection: Connection
let events: Events
let stop: AbortController

beforeEach(async () => {
  engine = await createFakeEngine()
  engine.on('GET', '/events', stream([], { end: false }))
  connection = createConnection({ socket: engine.socket })
  stop = new AbortController()
})
afterEach(async () => {
  stop.abort()
  events?.dispose()
  connection.dispose()
  await eventually(() => expect(engine.open).toBe(0))
  await engine.dispose()
})

function services() {
  const active = createSwitchingConnection(connection)
  events = createEvents(active, { onWake: () => () => {} })
  const desktop = {
    chooseNewFile: async () => null,
    openUrl: async () => {},
    chooseArchive: async () => null,
  }
  const parts = { connection: active, events, desktop, walked: () => null }
  return {
    containers: createContainers(parts),
    images: createImages({ ...parts, reader: readerHere, credentials: noCredentials, welcome: () => null }),
    volumes: createVolumes(parts),
  }
}

const id = (digit: string) => digit.repeat(64)
const container = (fields: object = {}) => ({
  Id: id('a'),
  Names: ['/web'],
  Image: 'nginx',
  ImageID: `sha256:${id('1')}`,
  Command: 'nginx',
  Created: 1_700_000_000,
  Ports: [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }],
  Labels: { a: 'b' },
  State: 'running',
  Status: 'Up 2 minutes',
  Mounts: [],
  ...fields,
})
const image = (fields: object = {}) => ({
  Id: `sha256:${id('1')}`,
  RepoTags: ['nginx:latest'],
  RepoDigests: [],
  Created: 1_700_000_000,
  Size: 5,
  ...fields,
})
const volume = (fields: object = {}) => ({
  Name: 'data',
  Driver: 'local',
  Labels: null,
  Options: null,
  ...fields,
})

describe('a list with a row that is odd', () => {
  it.each([
    ['no object', 5],
    ['null', null],
    ['without an id', container({ Id: undefined })],
    ['an id that is none', container({ Id: 5 })],
    ['names that are no list', container({ Names: 'web' })],
    ['a name that is none', container({ Names: [{}] })],
    ['an image that is none', container({ Image: 5 })],
    ['a command that is a list', container({ Command: ['a'] })],
    ['a time that is a word', container({ Created: 'yesterday' })],
    ['a port that is a word', container({ Ports: [{ PrivatePort: 'http', Type: 'tcp' }] })],
    ['ports that are none', container({ Ports: 'all' })],
    ['a label that is a list', container({ Labels: { a: [1] } })],
    ['a state that is a number', container({ State: 1 })],
    ['a status that is an object', container({ Status: {} })],
    ['a mount that is a number', container({ Mounts: [7] })],
  ])('has all other containers: %s', async (_, odd) => {
    engine.on('GET', '/containers/json?all=true', json([container(), odd, container({ Id: id('b') })]))
    const { value } = await services().containers.watch(stop.signal)[Symbol.asyncIterator]().next()
    expect(value.items.map((row: { id: string }) => row.id)).toEqual([id('a'), id('b')])
    expect(value.unread).toBe(1)
  })

  it.each([
    ['a tag that is none', image({ RepoTags: [5] })],
    ['tags that are none', image({ RepoTags: 'nginx' })],
    ['a digest that is none', image({ RepoDigests: [{}] })],
    ['a size that is a word', image({ Size: 'large' })],
    ['an id that is none', image({ Id: null })],
  ])('has all other images: %s', async (_, odd) => {
    engine.on('GET', '/images/json', json([odd, image()]))
    const { value } = await services().images.watch(stop.signal)[Symbol.asyncIterator]().next()
    expect(value).toMatchObject({ items: [{ tags: ['nginx:latest'] }], unread: 1 })
  })

  it.each([
    ['a name that is none', volume({ Name: 5 })],
    ['labels that are none', volume({ Labels: 'a=b' })],
    ['an option that is a number', volume({ Options: { size: 5 } })],
    ['a driver that is none', volume({ Driver: {} })],
  ])('has all other volumes: %s', async (_, odd) => {
    engine.on('GET', '/volumes', json({ Volumes: [odd, volume()] }))
    const { value } = await services().volumes.watch(stop.signal)[Symbol.asyncIterator]().next()
    expect(value).toMatchObject({ items: [{ name: 'data' }], unread: 1 })
  })

  it('says nothing of rows that lack what may lack', async () => {
    engine.on('GET', '/containers/json?all=true', json([{ Id: id('a'), Image: 'x', State: 'exited' }]))
    const { value } = await services().containers.watch(stop.signal)[Symbol.asyncIterator]().next()
    expect(value.items).toHaveLength(1)
    expect(value).not.toHaveProperty('unread')
  })

  it('is whole although one of its containers cannot be inspected for its name', async () => {
    const unnamed = container({ Image: `sha256:${id('1')}` })
    engine.on('GET', '/containers/json?all=true', json([unnamed, container({ Id: id('b') })]))
    engine.on('GET', `/containers/${id('a')}/json`, json({ Id: id('a'), Config: 5 }))
    const { value } = await services().containers.watch(stop.signal)[Symbol.asyncIterator]().next()
    expect(value.items.map((row: { image: string }) => row.image)).toEqual([`sha256:${id('1')}`, 'nginx'])
  })
})

describe('details that are odd', () => {
  const inspected = (fields: object) => ({
    Id: id('a'),
    Name: '/web',
    Created: '2024-01-01T00:00:00Z',
    Path: 'nginx',
    Args: [],
    Image: `sha256:${id('1')}`,
    State: { Status: 'running', ExitCode: 0 },
    Config: { Image: 'nginx', Env: [], Cmd: null, Entrypoint: null, WorkingDir: '', User: '', Labels: {} },
    HostConfig: {},
    NetworkSettings: {},
    Mounts: [],
    ...fields,
  })

  it.each([
    [{ State: { Status: 5, ExitCode: 0 } }, 'State.Status'],
    [{ State: 'up' }, 'State'],
    [{ Config: { Image: 'nginx', Env: { A: 'b' } } }, 'Config.Env'],
    [{ Config: { Image: 'nginx', Labels: { a: 5 } } }, 'Config.Labels'],
    [{ NetworkSettings: { Ports: { '80/tcp': 'all' } } }, 'NetworkSettings.Ports'],
    [{ Mounts: [{ Type: 'volume', Destination: 5 }] }, 'Mounts.Destination'],
  ])('of a container are refused by the field: %j', async (odd, field) => {
    engine.on('GET', `/containers/${id('a')}/json`, json(inspected(odd)))
    const details = services()
      .containers.details({ id: id('a') }, stop.signal)
      [Symbol.asyncIterator]()
    const error = await failure(details.next())
    expect(error).toMatchObject({ key: 'engine-failed/strange' })
    expect(errorText(error)).toContain(`What it says of ${field} is not what its API promises`)
  })

  it('of an image are refused by the field', async () => {
    engine.on('GET', /^\/images\/.*\/json$/, json({ ...image({ Created: '' }), Config: { Env: [5] } }))
    const error = await failure(services().images.details({ id: `sha256:${id('1')}` }))
    expect(errorText(error)).toContain('What it says of Config.Env is not what its API promises')
  })
})

describe('an answer that is too much', () => {
  const asked = () => failure(services().containers.watch(stop.signal)[Symbol.asyncIterator]().next())

  it('is left after so many bytes, and said to be too large', async () => {
    let sent = 0
    engine.on('GET', '/containers/json?all=true', (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[')
      const row = Buffer.from(`${JSON.stringify(container({ Command: 'x'.repeat(65_000) }))},`)
      const more = () => {
        if (socket.destroyed) return
        sent += row.length
        socket.write(row, more)
      }
      more()
    })
    const error = await asked()
    expect(error).toMatchObject({ key: 'engine-failed/large', details: { megabytes: 32 } })
    expect(errorText(error)).toContain('larger than 32 MB')
    expect(sent).toBeLessThan(64e6)
  })

  it('is not taken apart where it says far too much for its bytes', async () => {
    engine.on('GET', '/containers/json?all=true', respond(`[${'{},'.repeat(3_000_000)}{}]`))
    expect(await asked()).toMatchObject({ key: 'engine-failed/values' })
  })
})

it('is told of odd events as far as they can be read, and goes on with those that follow', async () => {
  const odd = [
    { Type: 'container', Action: 'start', Actor: { ID: 5, Attributes: 'none' } },
    { Type: 'container', Action: 'start', Actor: 'web' },
    { Type: 5, Action: null },
    { Type: 'container', Action: 'die', Actor: { ID: 'a', Attributes: { name: ['x'], image: 'nginx' } } },
  ]
  engine.on(
    'GET',
    '/events',
    stream(
      odd.map((event) => `${JSON.stringify(event)}\n`),
      { end: false },
    ),
  )
  const { containers } = services()
  const news: EngineNews[] = []
  events.subscribe((each) => news.push(each))
  await eventually(() => expect(news).toHaveLength(5))
  expect(news.slice(1)).toMatchObject([
    { id: '', attributes: {} },
    { id: '', attributes: {} },
    { type: '5', action: 'null' },
    { id: 'a', attributes: { image: 'nginx' } },
  ])
  expect(news.at(-1)).toHaveProperty('attributes', { image: 'nginx' })
  expect(events.live).toBe(true)
  expect(containers).toBeDefined()
})
