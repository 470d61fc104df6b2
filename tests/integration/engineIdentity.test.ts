import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../../main/engine/owned/lifecycle'
import { givenIds } from '../../main/engine/owned/subordinateIds'
import { triedOn } from '../../main/engine/owned/triedVersions'
import { sentence } from '../../main/texts/sentence'
import {
  containerPid,
  copyHome,
  docker,
  dockerdOf,
  explain,
  importBusybox,
  processesOf,
  removeHome,
  startEngine,
} from '../support/engine'
import { follow, identitiesOf, rewriteIdentity } from '../support/engineData'
import { eventually } from '../support/eventually'
import { idleEngine } from '../support/freshEngine'

/** The home of a stopped engine with an image, whose data has its identity. */
async function homeWithImage(): Promise<string> {
  const { engine, socket, home } = await startEngine()
  await importBusybox({ socket })
  await identified(home)
  await engine.stop()
  engine.dispose()
  // Hundreds of megabytes when they are copied; each start that has none keeps them anew.
  removeHome(join(home, 'engine/old'))
  return home
}

let made: string
beforeAll(async () => {
  made = await homeWithImage()
})
afterAll(() => made && removeHome(made))

/** An engine of this test alone on such a home: on a copy of one that all tests begin with, unless it is given. */
function engineWithImage(at = copyHome(made)) {
  const { engine, home } = idleEngine(at)
  return {
    engine,
    socket: engine.paths.socket,
    home,
    data: join(home, 'engine/data'),
    identity: join(home, 'engine/identity.json'),
  }
}

const identified = (home: string) =>
  eventually(() => expect(existsSync(join(home, 'engine/identity.json'))).toBe(true))

const images = (socket: string) => docker({ socket }, 'images', '--format', '{{.Repository}}')

/** Asserts that it does not start, and that window, command line and doctor say the same; gives what they say. */
async function refusal(engine: Engine) {
  const state = await engine.start()
  expect(state).toMatchObject({ phase: 'failed', processes: [] })
  expect(processesOf(state.home)).toEqual([])
  expect(await engine.check()).toEqual([{ reason: state.reason, advice: state.advice }])
  return { reason: state.reason!, advice: state.advice }
}

async function startsWith(engine: Engine, socket: string, expected: string) {
  const state = await engine.start()
  expect(state.phase, explain(state)).toBe('ready')
  expect(await images(socket)).toBe(expected)
}

test('the data gets an identity once, inside and out, and keeps it', async () => {
  const { engine, home } = engineWithImage()
  const { outside, inside } = identitiesOf(home)
  expect(outside).toEqual({
    uuid: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
    driver: 'overlay2',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    ids: givenIds(),
    tried: triedOn(outside.version),
  })
  expect(inside).toEqual(outside)
  const state = await engine.start()
  expect(state.phase, explain(state)).toBe('ready')
  await engine.restart()
  expect(identitiesOf(home)).toEqual({ outside, inside })
  expect(readdirSync(join(home, 'engine')).filter((name) => /identity/.test(name))).toEqual(['identity.json'])
})

test('data that is missing is not replaced by an empty engine; put back, all is there', async () => {
  const { engine, socket, data } = engineWithImage()
  renameSync(data, `${data}.away`)
  const { reason } = await refusal(engine)
  expect(reason).toEqual(sentence('data/missing', { data }))
  expect(existsSync(data)).toBe(false)
  renameSync(`${data}.away`, data)
  await startsWith(engine, socket, 'busybox')
})

test('data that is empty, as under a disk that is not mounted, is left empty until the person says so', async () => {
  const { engine, socket, home, data } = engineWithImage()
  const before = identitiesOf(home).outside.uuid
  renameSync(data, `${data}.away`)
  mkdirSync(join(data, 'lost+found'), { recursive: true })
  const { reason, advice } = await refusal(engine)
  expect(reason).toEqual(sentence('data/empty', { data }))
  expect(readdirSync(data)).toEqual(['lost+found'])

  follow(advice)
  await startsWith(engine, socket, '')
  await identified(home)
  expect(identitiesOf(home).outside.uuid).not.toBe(before)
  // Nothing was deleted: the former data and its identity still make the former engine.
  await engine.stop()
  rmSync(join(home, 'engine/identity.json'))
  renameSync(data, `${data}.new`)
  renameSync(`${data}.away`, data)
  renameSync(join(home, 'engine/identity.json.old'), join(home, 'engine/identity.json'))
  await startsWith(engine, socket, 'busybox')
  expect(identitiesOf(home).inside.uuid).toBe(before)
})

test('another engine’s data is told apart, and used when the person says so', async () => {
  const [one, two] = [engineWithImage(), engineWithImage(await homeWithImage())]
  renameSync(one.data, `${one.data}.away`)
  renameSync(two.data, one.data)
  const { reason, advice } = await refusal(one.engine)
  expect(reason).toEqual(sentence('data/other', { data: one.data }))
  expect((await refusal(two.engine)).reason).toEqual(sentence('data/missing', { data: two.data }))
  follow(advice)
  await startsWith(one.engine, one.socket, 'busybox')
  await identified(one.home)
  expect(identitiesOf(one.home).outside.uuid).toBe(JSON.parse(readFileSync(two.identity, 'utf8')).uuid)
})

test.each([
  ['no JSON', '{ "uuid": "'],
  ['another shape', '[1, 2]'],
  ['nothing', ''],
  ['a uuid that is none', '{"uuid":"1","driver":"overlay2","version":"26.1.5"}'],
])('an identity file with %s is explained and not written over', async (_, text) => {
  const { engine, home } = idleEngine()
  const file = join(home, 'engine/identity.json')
  mkdirSync(join(home, 'engine/data/image'), { recursive: true })
  writeFileSync(file, text)
  const { reason, advice } = await refusal(engine)
  expect(reason).toEqual(sentence('identity/broken', { file }))
  expect(readFileSync(file, 'utf8')).toBe(text)
  follow(advice)
  expect(await engine.check()).toEqual([])
  expect(readFileSync(`${file}.broken`, 'utf8')).toBe(text)
})

test('an identity file that may not be read', async () => {
  const { engine, socket, home, identity } = engineWithImage()
  const before = identitiesOf(home)
  chmodSync(identity, 0)
  const { reason, advice } = await refusal(engine)
  expect(reason).toMatchObject({ code: 'identity/closed', params: { file: identity } })
  follow(advice)
  await startsWith(engine, socket, 'busybox')
  expect(identitiesOf(home)).toEqual(before)
})

test('a mark inside the data that was changed by hand is explained, and mended by the command', async () => {
  const { engine, socket, home, data } = engineWithImage()
  writeFileSync(join(data, 'slipway-identity'), 'mine')
  const { reason, advice } = await refusal(engine)
  expect(reason).toEqual(sentence('identity/broken', { file: `${data}/slipway-identity` }))
  follow(advice)
  await startsWith(engine, socket, 'busybox')
  expect(identitiesOf(home).inside).toEqual(identitiesOf(home).outside)
})

test('data of before there were identities is taken over', async () => {
  const { engine, socket, home, data, identity } = engineWithImage()
  rmSync(identity)
  rmSync(join(data, 'slipway-identity'))
  await startsWith(engine, socket, 'busybox')
  await identified(home)
  expect(identitiesOf(home).inside).toEqual(identitiesOf(home).outside)
})

test('an identity that was lost is found again in the data', async () => {
  const { engine, socket, home, identity } = engineWithImage()
  const { uuid } = identitiesOf(home).outside
  rmSync(identity)
  await startsWith(engine, socket, 'busybox')
  await identified(home)
  expect(identitiesOf(home).outside.uuid).toBe(uuid)
})

test('data of another storage driver is not hidden behind an empty engine', async () => {
  const { engine, socket, home, data } = engineWithImage()
  rewriteIdentity(home, { driver: 'vfs' })
  const { reason, advice } = await refusal(engine)
  expect(reason).toEqual(sentence('data/driver', { data, found: 'vfs', driver: 'overlay2' }))
  follow(advice)
  await startsWith(engine, socket, '')
  expect(readdirSync(`${data}.vfs/image/overlay2/imagedb/content/sha256`)).toHaveLength(1)
})

test('data that nothing is known of, but holds images of another driver', async () => {
  const { engine, home } = idleEngine()
  mkdirSync(join(home, 'engine/data/image/btrfs'), { recursive: true })
  const { reason } = await refusal(engine)
  expect(reason).toMatchObject({ code: 'data/driver', params: { found: 'btrfs' } })
})

test('data that an engine of root’s made is not shown as it is not', async () => {
  const { engine, socket, home, data } = engineWithImage()
  rewriteIdentity(home, { ids: { uids: [], gids: [] } })
  const { reason, advice } = await refusal(engine)
  expect(reason).toEqual(sentence('data/ofRoot', { data }))
  follow(advice)
  await startsWith(engine, socket, '')
  expect(readdirSync(`${data}.rootful/image/overlay2/imagedb/content/sha256`)).toHaveLength(1)
})

test('an identity that does not say the ids yet, or what was tried, says it once the engine is ready', async () => {
  const { engine, socket, home } = engineWithImage()
  const before = identitiesOf(home)
  for (const unsaid of ['ids', 'tried']) {
    rewriteIdentity(home, { [unsaid]: undefined })
    expect(identitiesOf(home).outside).not.toHaveProperty(unsaid)
    await startsWith(engine, socket, 'busybox')
    expect(identitiesOf(home)).toEqual(before)
    await engine.stop()
  }
})

test('data that goes while dockerd is down is missed, and dockerd makes no empty one', async () => {
  const { engine, socket, data } = engineWithImage()
  await engine.start()
  renameSync(data, `${data}.away`)
  process.kill(dockerdOf(engine.state.home), 'SIGKILL')
  await expect
    .poll(() => engine.state)
    .toMatchObject({ phase: 'failed', reason: sentence('keeper/data', { name: 'dockerd', data }) })
  expect(existsSync(data)).toBe(false)
  await engine.stop()
  renameSync(`${data}.away`, data)
  await startsWith(engine, socket, 'busybox')
  expect(engine.state.advice).toBeNull()
})

test('a restart without its data is refused while containers run on, and works once it is back', async () => {
  const { engine, socket, data } = engineWithImage()
  await engine.start()
  await docker({ socket }, 'run', '-d', '--init', '--name', 'kept', 'busybox:test', 'sleep', '1000')
  const pid = await containerPid({ socket }, 'kept')
  renameSync(data, `${data}.away`)
  const refused = await engine.restart()
  expect(refused.phase).toBe('failed')
  expect(refused.reason).toEqual(sentence('data/missing', { data }))
  expect(refused.processes.map(({ name }) => name)).toContain('dockerd')
  renameSync(`${data}.away`, data)
  const state = await engine.start()
  expect(state.phase, explain(state)).toBe('ready')
  expect(await containerPid({ socket }, 'kept')).toBe(pid)
})
