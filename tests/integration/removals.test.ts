import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { AppError } from '../../main/contract/errors'
import { type EngineApi, engineApi } from '../../main/engine/api/api'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import type { Events } from '../../main/engine/client/events'
import { eraseLayers } from '../../main/layers/layerMoves'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { lossesOf } from '../../main/services/removed/losses'
import { placeOf, removedFolder } from '../../main/services/removed/place'
import type { RemovalRecord } from '../../main/services/removed/record'
import { createRemovals, type Removals } from '../../main/services/removed/removals'
import { createRemovedService } from '../../main/services/removed/service'
import { say } from '../../main/texts/sentence'
import { docker, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { expectEveryByte } from '../support/removal/everyByte'
import { anonymousVolumes, everything, inspect, live, walkedNow, whereabouts } from '../support/removal/lived'

let test: TestEngine
let connection: Connection
let removals: Removals
/** How often the engine will not remove a container. */
let refusals = 0

beforeAll(async () => {
  test = await startEngine()
  connection = createConnection({ socket: test.socket })
  const { walked } = await walkedNow(test.home)
  const { home, data } = test.engine.paths
  removals = createRemovals({
    api: refusing,
    walked: () => walked,
    home,
    data,
    program: layerwalkProgram(root),
  })
  await importBusybox(test)
})
afterAll(async () => {
  connection?.dispose()
  await test?.dispose()
})

function refusing(): EngineApi {
  const api = engineApi(connection)
  const remove: typeof api.containers.remove = async (id, options) => {
    if (refusals-- > 0) throw new AppError('conflict', { object: id })
    return api.containers.remove(id, options)
  }
  return { ...api, containers: { ...api.containers, remove } }
}
const idOf = async (name: string) => (await inspect(test, name)).Id
const launch = (name: string, ...words: string[]) =>
  docker(test, 'run', '-d', '--init', '--name', name, ...words, 'busybox:test', 'sleep', '100000')
async function remove(name: string, ran = true): Promise<string> {
  const id = await idOf(name)
  await docker(test, 'stop', '-t', '0', name)
  await removals.remove({ id, image: 'busybox:test', ran })
  return id
}
/** Brings them back; resolves to what is said of each. */
async function comeBack(...ids: string[]): Promise<string[][]> {
  const results = await removals.comeBack(ids)
  return results.map((one) => ('error' in one ? [one.error.key] : one.problems.map(({ code }) => code)))
}
const drop = (...names: string[]) =>
  onTestFinished(async () => {
    await docker(test, 'rm', '-fv', ...names).catch(() => {})
  })

describe('what is removed', () => {
  it('is gone for everybody, and comes back whole', async () => {
    drop('whole', 'another')
    await live(test, 'whole', '-p', '127.0.0.1::80', '--label', 'a=b', '-w', '/never/there')
    await docker(test, 'restart', '-t', '0', 'whole')
    await docker(test, 'stop', '-t', '0', 'whole')
    const before = await everything(test.home, 'whole')
    const { Name: volume } = (await inspect(test, 'whole')).Mounts[0]!
    const id = await idOf('whole')
    await removals.remove({ id, image: 'busybox:test', ran: true })

    expect(await docker(test, 'ps', '-aq')).toBe('')
    expect(await docker(test, 'volume', 'ls', '-q')).not.toContain(volume)
    // Whatever anybody prunes meanwhile.
    await docker(test, 'volume', 'prune', '-f')
    await docker(test, 'system', 'prune', '-f', '--volumes')
    expect(await whereabouts(test, test.home, 'whole')).toMatchObject({ listed: [], removed: [id] })

    expect(await comeBack(id)).toEqual([[]])
    expect((await inspect(test, 'whole')).State.Status).toBe('running')
    await docker(test, 'stop', '-t', '0', 'whole')
    const after = await everything(test.home, 'whole')
    expect(after).toEqual({ ...before, log: expect.stringContaining(before.log) })
    // Its volume is an anonymous one still.
    await docker(test, 'rm', '-v', 'whole')
    expect(await anonymousVolumes(test)).toEqual([])
  })

  it('comes back once, whoever asks for it', async () => {
    drop('once')
    await launch('once')
    const id = await remove('once')
    const results = await Promise.all([comeBack(id), comeBack(id)])
    expect(results.flat(2)).toEqual(['not-found/removed'])
    expect(await docker(test, 'ps', '-q', '--filter', 'name=once')).not.toBe('')
  })

  it('comes back stopped and under another name where its own is taken', async () => {
    drop('named', 'named-2')
    await launch('named')
    const id = await remove('named')
    await launch('named')
    expect(await comeBack(id)).toEqual([['return/name']])
    expect((await inspect(test, 'named-2')).State.Status).toBe('created')
  })

  it('is nothing to Compose, whose next up makes a new one and touches nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-compose-'))
    const file = join(folder, 'compose.yaml')
    const web = { image: 'busybox:test', command: ['sleep', '100000'], init: true, volumes: ['/data'] }
    writeFileSync(file, JSON.stringify({ services: { web } }))
    const env = { ...process.env, HOME: folder, SLIPWAY_HOME: test.home }
    const compose = (...words: string[]) =>
      promisify(execFile)(
        process.execPath,
        [join(root, 'bin/slipway'), 'docker', 'compose', '--file', file, '--project-name', 'shop', ...words],
        { env },
      )
    onTestFinished(async () => {
      await docker(test, 'rm', '-fv', 'shop-web-1-2').catch(() => {})
      await compose('down', '--volumes')
      rmSync(folder, { recursive: true })
    })
    const write = (text: string) => docker(test, 'exec', 'shop-web-1', 'sh', '-c', `echo ${text} > /data/it`)
    await compose('up', '--detach')
    await write('old')
    const id = await remove('shop-web-1')
    await compose('up', '--detach')
    expect(await idOf('shop-web-1')).not.toBe(id)
    await expect(docker(test, 'exec', 'shop-web-1', 'cat', '/data/it'), 'a new one').rejects.toThrow()
    await write('new')
    expect(await whereabouts(test, test.home, 'shop-web-1')).toMatchObject({ removed: [id] })

    expect(await comeBack(id)).toEqual([['return/name']])
    await docker(test, 'start', 'shop-web-1-2')
    expect(await docker(test, 'exec', 'shop-web-1-2', 'cat', '/data/it')).toBe('old')
    expect(await docker(test, 'exec', 'shop-web-1', 'cat', '/data/it')).toBe('new')
  })

  it('has its networks made again, and says who holds its address', async () => {
    drop('wired', 'squatter')
    const make = ['network', 'create', '--subnet']
    await docker(test, ...make, '10.77.1.0/24', '--label', 'kept=yes', 'one')
    await docker(test, ...make, '10.77.2.0/24', 'two')
    await launch('wired', '--network', 'one', '--ip', '10.77.1.9', '--network-alias', 'web')
    await docker(test, 'network', 'connect', '--ip', '10.77.2.9', 'two', 'wired')
    const first = await remove('wired')
    await docker(test, 'network', 'rm', 'one')
    expect(await comeBack(first)).toEqual([[]])
    const addresses = [
      'inspect',
      '--format',
      '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}',
      'wired',
    ]
    expect((await docker(test, ...addresses)).trim()).toBe('10.77.1.9 10.77.2.9')
    expect(await docker(test, 'network', 'inspect', '--format', '{{.Labels.kept}}', 'one')).toBe('yes')

    const second = await remove('wired')
    await launch('squatter', '--network', 'one', '--ip', '10.77.1.9')
    const [result] = await removals.comeBack([second])
    expect('problems' in result! && result.problems.map(say)).toEqual([
      'The address 10.77.1.9 of wired is held by squatter now, so it was not started. Stop squatter, or remove it, first.',
    ])
    expect((await inspect(test, 'wired')).State.Status).toBe('created')
  })

  it('comes back with those that it stands on, in whichever order they are named', async () => {
    drop('base', 'joined')
    await launch('base', '-v', '/shared')
    await launch('joined', '--network', 'container:base', '--pid', 'container:base', '--volumes-from', 'base')
    await docker(test, 'exec', 'base', 'sh', '-c', 'echo shared > /shared/file')
    const base = await remove('base')
    const joined = await remove('joined')
    expect(await comeBack(joined, base)).toEqual([[], []])
    expect((await inspect(test, 'joined')).State.Status).toBe('running')
    for (const name of ['base', 'joined'])
      expect(await docker(test, 'exec', name, 'cat', '/shared/file')).toBe('shared')
    expect(await anonymousVolumes(test)).toHaveLength(1)
  })

  it('keeps volumes empty that a person has emptied', async () => {
    drop('emptied')
    await docker(test, 'volume', 'create', 'named')
    await launch('emptied', '-v', 'named:/etc', '-v', '/bin/../tmp')
    await docker(test, 'exec', 'emptied', 'sh', '-c', 'rm /etc/passwd')
    const id = await remove('emptied')
    expect(await comeBack(id)).toEqual([[]])
    expect(await docker(test, 'exec', 'emptied', 'ls', '/etc')).not.toContain('passwd')
  })

  it('waits for its image, and fits one that is loaded again', async () => {
    drop('imaged')
    await docker(test, 'tag', 'busybox:test', 'busybox:moved')
    await docker(test, 'run', '-d', '--init', '--name', 'imaged', 'busybox:moved', 'sleep', '100000')
    const id = await idOf('imaged')
    await docker(test, 'stop', '-t', '0', 'imaged')
    const { exitCode } = JSON.parse(
      await docker(test, 'inspect', '--format', '{"exitCode":{{.State.ExitCode}}}', id),
    )
    await removals.remove({ id, image: 'busybox:moved', ran: false })
    const archive = `${test.home}/image.tar`
    await docker(test, 'save', '-o', archive, 'busybox:test')
    await docker(test, 'rmi', '-f', 'busybox:moved', 'busybox:test')
    expect(await comeBack(id)).toEqual([['image-unknown/removed']])
    await docker(test, 'load', '-i', archive)
    expect(await comeBack(id)).toEqual([[]])
    const { Id, State } = await inspect(test, 'imaged')
    expect(State.Status).toBe('created')
    // How it had ended is known all the same.
    expect(removals.ends().get(Id)).toEqual({ exitCode, at: expect.any(Number) })
  })

  it('is removed for good with all that was kept', async () => {
    await live(test, 'doomed')
    const id = await remove('doomed')
    await removals.discard([id])
    expect(removals.list()).toEqual([])
    expect(await comeBack(id)).toEqual([['not-found/removed']])
  })

  it('says of a record that was cut, or is of another Slipway, and brings the others back', async () => {
    drop('sound')
    await launch('cut')
    await launch('newer')
    await launch('sound')
    const [cut, newer, sound] = [await remove('cut'), await remove('newer'), await remove('sound')]
    const folder = removedFolder(test.home)
    const recordOf = (id: string) => placeOf(folder, id).record
    writeFileSync(recordOf(cut), readFileSync(recordOf(cut)).subarray(0, 200))
    const changed = { ...JSON.parse(readFileSync(recordOf(newer), 'utf8')), version: 2 }
    writeFileSync(recordOf(newer), JSON.stringify(changed))
    // Cut off before anything was written down: nothing is in it, and nothing is said of it.
    mkdirSync(placeOf(folder, 'f'.repeat(64)).files, { recursive: true })
    await removals.settle()
    const problems = removals.list().map((one) => (one.record ? null : one.problem))
    expect(problems.sort()).toEqual(['damaged', 'newer', null].sort())
    expect(await comeBack(cut, sound)).toEqual([['not-found/removed'], []])
    await removals.discard([cut, newer])
    expect(removals.list()).toEqual([])
  })

  it('says of a folder that somebody changed, and brings back what is still there', async () => {
    drop('unlogged')
    const [gone, linked, emptied, unlogged] = ['gone', 'linked', 'emptied', 'unlogged']
    const ids: string[] = []
    for (const name of [gone, linked, emptied, unlogged]) {
      await launch(name)
      await docker(test, 'exec', name, 'sh', '-c', 'echo kept > /file')
      ids.push(await remove(name))
    }
    const folder = removedFolder(test.home)
    const [first, second, third, fourth] = ids.map((id) => placeOf(folder, id))
    const { walked } = await walkedNow(test.home)
    await eraseLayers(walked, [first!.layer, second!.layer], 'changed')
    const outside = mkdtempSync(join(tmpdir(), 'slipway-outside-'))
    symlinkSync(outside, second!.layer)
    rmSync(third!.record)
    rmSync(fourth!.files, { recursive: true })
    writeFileSync(join(folder, 'a note'), '')
    writeFileSync(join(folder, 'e'.repeat(64)), '')
    mkdirSync(join(folder, 'd'.repeat(64)))
    symlinkSync('nowhere', join(folder, 'd'.repeat(64), 'link'))

    await removals.settle()
    const found = removals.list().map((one) => (one.record ? one.hasLayer : one.problem))
    expect(found.map(String).sort()).toEqual(['damaged', 'false', 'false', 'missing', 'missing', 'true'])
    expect(await comeBack(...ids)).toEqual([
      ['not-found/removed'],
      ['not-found/removed'],
      ['not-found/removed'],
      [],
    ])
    expect(await docker(test, 'exec', 'unlogged', 'cat', '/file')).toBe('kept')
    expect(await docker(test, 'ps', '-a', '--format', '{{.Names}}')).toBe('unlogged')
    await removals.discard(removals.list().map(({ id }) => id))
    expect(removals.list()).toEqual([])
    expect(existsSync(outside)).toBe(true)
    rmSync(outside, { recursive: true })
    rmSync(join(folder, 'a note'))
  })
})

describe('a removal that the engine refuses half way', () => {
  afterEach(() => {
    refusals = 0
  })

  /** Removes as the window does; resolves to whether it is kept, or why it was not removed. */
  async function keep(name: string) {
    const { walked } = await walkedNow(test.home)
    const { home, data } = test.engine.paths
    const service = createRemovedService({
      removals,
      events: { subscribe: () => () => {} } as unknown as Events,
      engine: refusing,
      walked: () => walked,
      ownWalked: () => walked,
      keeping: () => ({ owned: true, days: 7, home, data }),
    })
    const stop = async () => void (await docker(test, 'stop', '-t', '0', name))
    return service.keep(refusing(), await idOf(name), stop).catch((thrown) => AppError.from(thrown).code)
  }

  it('leaves it whole, and running where it ran', async () => {
    drop('refused')
    await live(test, 'refused')
    const before = await everything(test.home, 'refused')
    const id = await idOf('refused')
    refusals = 100
    expect(await keep('refused')).toBe('conflict')
    expect(removals.list()).toEqual([])
    expect((await inspect(test, 'refused')).State.Status).toBe('running')
    const after = await everything(test.home, 'refused')
    expect(after).toEqual({ ...before, log: expect.stringContaining(before.log) })
    expect(await idOf('refused')).toBe(id)

    // The next one that goes through takes all of it.
    refusals = 0
    expect(await keep('refused')).toBe(true)
    expect(await whereabouts(test, test.home, 'refused')).toMatchObject({ listed: [], removed: [id] })
    expect(await comeBack(id)).toEqual([[]])
  })

  it('goes on where it does so once', async () => {
    drop('hesitant')
    await live(test, 'hesitant')
    const id = await idOf('hesitant')
    refusals = 1
    expect(await keep('hesitant')).toBe(true)
    expect(await whereabouts(test, test.home, 'hesitant')).toMatchObject({ listed: [], removed: [id] })
    expect(await comeBack(id)).toEqual([[]])
    expect(await docker(test, 'exec', 'hesitant', 'cat', '/anonymous/kept')).toBe('kept')
  })

  it('leaves one whole that was to be made anew, too', async () => {
    drop('unmade')
    await live(test, 'unmade')
    const id = await idOf('unmade')
    const before = await everything(test.home, 'unmade')
    await docker(test, 'stop', '-t', '0', 'unmade')
    refusals = 100
    const same = (record: RemovalRecord) => ({ next: record, fallback: record })
    await expect(removals.remake({ id, image: 'busybox:test', ran: true }, same)).rejects.toThrow()
    expect(removals.list()).toEqual([])
    expect(await idOf('unmade')).toBe(id)
    await docker(test, 'start', 'unmade')
    const after = await everything(test.home, 'unmade')
    expect(after).toEqual({ ...before, log: expect.stringContaining(before.log) })
  })
})

it(
  'whatever a layer holds is the same where it comes back, is made anew, cloned, kept and gone back to',
  () => expectEveryByte(test),
  3_600_000,
)

it('what would be lost is counted, with who uses it', async () => {
  drop('owner', 'guest')
  // Without --init, whose program leaves a file behind.
  await docker(test, 'run', '-d', '--name', 'owner', '-v', '/data', 'busybox:test', 'sleep', '100000')
  await launch('guest', '--network', 'container:owner', '--volumes-from', 'owner')
  await docker(
    test,
    'exec',
    'owner',
    'sh',
    '-c',
    'echo 12345 > /new; rm /etc/passwd; echo 1234567 > /data/file',
  )
  const { walked } = await walkedNow(test.home)
  const { home, data } = test.engine.paths
  const asked = { engine: engineApi(connection), walked, keeping: { owned: true, days: 7, home, data } }
  const losses = lossesOf({ ...asked, ids: [await idOf('owner')] }, new AbortController().signal)
  expect((await losses.next()).value).toMatchObject({
    files: 1,
    removed: 1,
    bytes: 6,
    volumes: [{ target: '/data', bytes: 8, usedBy: ['guest'] }],
    joinedBy: ['guest'],
    keeping: 'kept',
  })
})
