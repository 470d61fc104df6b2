import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deferred } from '../../main/base/deferred'
import type { ActiveConnection } from '../../main/contract/connections'
import { createConnection } from '../../main/engine/client/connection'
import { sshSurroundings } from '../../main/engine/transport/sshConfig'
import { type Chosen, createChosen, type Shown } from '../../main/services/connections/chosen'
import { type Containers, createContainers } from '../../main/services/containers/containers'
import { createImages, type Images } from '../../main/services/images/images'
import { runRequest } from '../support/containers'
import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { noCredentials } from '../support/noCredentials'
import { readerHere } from '../support/readerHere'
import { until } from '../support/streams'

/** Longer than any test: whoever waits for it waits for ever. */
const never = { shortest: 3_600_000, longest: 3_600_000 }
const image = 'busybox:test'

let own: TestEngine
let other: TestEngine
let folder: string
let chosen: Chosen
let containers: Containers
let images: Images
/** What the person answers to the question for a file; it can wait. */
let file: () => Promise<string>

beforeAll(async () => {
  own = await startEngine()
  other = await startEngine()
  await importBusybox(own)
  folder = mkdtempSync(join(tmpdir(), 'sw-'))
  await docker(own, 'save', '--output', archive(), image)
  // The very same image, by name and by id.
  await docker(other, 'load', '--input', archive())
})
afterAll(async () => {
  await own?.dispose()
  await other?.dispose()
  if (folder) rmSync(folder, { recursive: true })
})

beforeEach(() => {
  file = async () => archive()
  const identities = new Map<string, string>()
  chosen = createChosen({
    bundled: createConnection({ socket: own.socket }),
    engine: own.engine,
    surroundings: sshSurroundings({}, folder, folder),
    run: folder,
    first: shown('bundled', own),
    pauses: never,
    pinOf: ({ id }) => ({
      read: () => identities.get(id) ?? null,
      write: (identity) => void identities.set(id, identity),
    }),
  })
  const { connection, events } = chosen
  const desktop = { chooseNewFile: () => file(), chooseArchive: () => file(), openUrl: async () => {} }
  containers = createContainers({ connection, events, desktop })
  images = createImages({
    connection,
    events,
    desktop,
    reader: readerHere,
    credentials: noCredentials,
    welcome: () => null,
  })
})
afterEach(() => chosen.dispose())

const archive = () => join(folder, 'image.tar')

/** The person looks for a file until the test says which. */
function askForFile() {
  const asked = deferred<void>()
  const answer = deferred<string>()
  file = () => {
    asked.resolve()
    return answer.promise
  }
  return { asked: asked.promise, resolve: answer.resolve }
}

function shown(id: 'bundled' | 'added:other', { socket }: TestEngine): Shown {
  const source = id === 'bundled' ? 'bundled' : 'added'
  return { id, source, name: id, colour: 'red', address: `unix://${socket}` }
}

const ways = {
  own: () => ({ ...shown('bundled', own), target: null, unusable: null, isCurrentContext: false }),
  other: () => {
    const target = { kind: 'unix', socket: other.socket } as const
    return { ...shown('added:other', other), target, unusable: null, isCurrentContext: false }
  },
}
const reach = (phase: ActiveConnection['phase']) => eventually(() => expect(chosen.state.phase).toBe(phase))

async function use(way: keyof typeof ways) {
  await chosen.use(ways[way]())
  await reach('connected')
}

async function expectSwitched(promise: Promise<unknown>) {
  expect(await failure(promise)).toMatchObject({ key: 'engine-unreachable/switched' })
}
const end = async (items: AsyncIterable<unknown>) => {
  for await (const _ of items);
}
const signal = () => new AbortController().signal
/** What is there of what a person can lose. */
const contents = async (engine: TestEngine) => [
  await docker(engine, 'ps', '-aq'),
  await docker(engine, 'images', '--format', '{{.Repository}}:{{.Tag}}'),
]

describe('what was begun at one engine', () => {
  it('is not loaded into the next one, however long the person looks for the file', async () => {
    await reach('connected')
    const answer = askForFile()
    const loading = end(images.load({}, signal()))
    await answer.asked
    await use('other')
    await docker(other, 'rmi', image)
    answer.resolve(archive())
    await expectSwitched(loading)
    expect(await docker(other, 'images', '-q')).toBe('')
    await docker(other, 'load', '--input', archive())
  })

  it('saves no log of another engine', async () => {
    await reach('connected')
    const { id } = await containers.run(runRequest({ command: ['echo', 'hello'] }))
    const answer = askForFile()
    const saving = end(containers.saveLogs({ id, timestamps: false }, signal()))
    await answer.asked
    await use('other')
    answer.resolve(join(folder, 'hello.log'))
    await expectSwitched(saving)
    expect(existsSync(join(folder, 'hello.log'))).toBe(false)
    await docker(own, 'rm', '-f', id)
  })

  it('ends with its request, and its next step is not asked of the next engine', async () => {
    await reach('connected')
    const stubborn = 'trap "echo asked" TERM; echo up; while :; do sleep 0.1; done'
    const words = ['--stop-timeout', '1000', image, 'sh', '-c', stubborn]
    const id = await docker(own, 'run', '-d', '--name', 'stubborn', ...words)
    const said = () => docker(own, 'logs', id)
    await expect.poll(said).toBe('up')
    const stopping = containers.stop({ id })
    const logs = end(containers.logs({ id, tail: 1 }, signal()))
    const before = await contents(other)
    await expect.poll(said).toContain('asked')
    const switched = use('other')
    await expectSwitched(stopping)
    await expectSwitched(logs)
    await switched
    expect(await contents(other)).toEqual(before)
    await docker(own, 'rm', '-f', id)
  })
})

describe('what a person saw at one engine', () => {
  it('is not done at the next one, where the same names and images are', async () => {
    await reach('connected')
    const { session } = chosen.state
    const id = await docker(own, 'inspect', '--format', '{{.Id}}', image)
    expect(await docker(other, 'inspect', '--format', '{{.Id}}', image)).toBe(id)
    await use('other')
    expect(chosen.state.session).not.toBe(session)
    const before = await contents(other)
    await expectSwitched(containers.run({ ...runRequest(), session }))
    await expectSwitched(images.remove({ id, reference: null, session }))
    await expectSwitched(images.remove({ id, reference: image, session }))
    await expectSwitched(end(images.pull({ reference: image, session }, signal())))
    await expectSwitched(end(images.load({ session }, signal())))
    expect(await contents(other)).toEqual(before)

    // Nor after the way back: it may have been another one meanwhile.
    await use('own')
    await expectSwitched(containers.run({ ...runRequest(), session }))
    const ran = await containers.run({ ...runRequest(), session: chosen.state.session })
    await docker(own, 'rm', '-f', ran.id)
  })

  it('is done there as long as it is active', async () => {
    await use('other')
    const { session } = chosen.state
    const { id } = await containers.run({ ...runRequest(), session })
    expect(await docker(other, 'ps', '-q', '--no-trunc')).toBe(id)
    expect(await docker(own, 'ps', '-q')).toBe('')
    const lists = containers.watch(signal())[Symbol.asyncIterator]()
    await until(lists, ({ items }) => items.some((row) => row.id === id))
    await containers.remove({ id })
    await until(lists, ({ items }) => items.length === 0)
  })
})

describe('an engine that comes back', () => {
  it('is seen as soon as its socket appears, without another try in between', async () => {
    await use('other')
    await other.engine.stop()
    await reach('lost')
    expect((await other.engine.start()).phase).toBe('ready')
    await reach('connected')
  })

  it('is seen also when it was not there when it was chosen', async () => {
    await other.engine.stop()
    await chosen.use(ways.other())
    await eventually(() => expect(chosen.state.error).not.toBeNull())
    await other.engine.start()
    await reach('connected')
  })
})
