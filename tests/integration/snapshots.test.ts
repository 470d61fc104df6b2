import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { mostUnnamed } from '../../main/contract/snapshots'
import { engineApi } from '../../main/engine/api/api'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import type { CopiedSoFar } from '../../main/layers/layerMoves'
import { layerwalkProgram, type WalkedEngine } from '../../main/layers/layerwalk'
import { readLayerFile } from '../../main/layers/walk'
import { createRemovals } from '../../main/services/removed/removals'
import { createAutomaticSnapshots, mostCopied } from '../../main/services/snapshots/automatic'
import { snapshotPlace, snapshotsFolder } from '../../main/services/snapshots/place'
import { writeSnapshotRecord } from '../../main/services/snapshots/record'
import { sharesBytes } from '../../main/services/snapshots/sharing'
import { createSnapshots, type Snapshots } from '../../main/services/snapshots/snapshots'
import { containerPid, docker, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { patience } from '../support/patience'
import { fingerprint } from '../support/removal/fingerprint'
import { inspect, live, walkedNow } from '../support/removal/lived'

let test: TestEngine
let connection: Connection
let walked: WalkedEngine
let snapshots: Snapshots

beforeAll(async () => {
  test = await startEngine()
  connection = createConnection({ socket: test.socket })
  walked = (await walkedNow(test.home)).walked
  snapshots = createSnapshots({
    api: () => engineApi(connection),
    walked: () => walked,
    home: test.home,
    program: layerwalkProgram(root),
  })
  await importBusybox(test)
})
afterAll(async () => {
  connection?.dispose()
  await test?.dispose()
})

const folder = () => snapshotsFolder(test.home)
const stop = (id: string) => docker(test, 'stop', '-t', '0', id).then(() => {})
const launch = (name: string, ...script: string[]) => {
  onTestFinished(async () => {
    await docker(test, 'rm', '-fv', name).catch(() => {})
    await snapshots.remove(snapshots.list().map(({ id }) => id))
  })
  return docker(test, 'run', '-d', '--init', '--name', name, 'busybox:test', 'sh', '-c', ...script)
}
const rest = 'sleep 100000'
const take = (container: string, name: string | null = null) =>
  snapshots.take({ container, name, why: 'asked' })
const layerOf = async (name: string) =>
  fingerprint(walked, (await inspect(test, name)).GraphDriver.Data.UpperDir)
const kept = (id: string) => fingerprint(walked, snapshotPlace(folder(), id).layer)

async function fileIn(id: string, path: string): Promise<string> {
  const directory = snapshotPlace(folder(), id).layer
  const chunks: Uint8Array[] = []
  const content = readLayerFile({ engine: walked, directory, path: Buffer.from(path), object: id })
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('a snapshot', () => {
  it('is what the container has, byte for byte, and is given back as often as one wants', async () => {
    onTestFinished(async () => {
      await docker(test, 'rm', '-fv', 'whole')
    })
    const id = await live(test, 'whole')
    const before = await layerOf('whole')
    const { id: first } = await take(id, 'as it was')
    expect(await kept(first)).toEqual(before)

    const change = 'echo other > /written; rm -r /own; mkdir /own; echo new > /own/new; mkdir /etc/more'
    await docker(test, 'exec', 'whole', 'sh', '-c', change)
    const changed = await layerOf('whole')
    expect(changed).not.toEqual(before)
    const { kept: second, problems } = await snapshots.goBack({ id: first, stop })
    expect(problems).toEqual([])
    expect((await inspect(test, 'whole')).State.Status).toBe('running')
    expect(await docker(test, 'exec', 'whole', 'cat', '/written', '/own/file')).toBe('written\nown')
    expect(await layerOf('whole')).toEqual(before)
    expect(await kept(second)).toEqual(changed)

    await snapshots.goBack({ id: second, stop })
    expect(await docker(test, 'exec', 'whole', 'cat', '/written', '/own/new')).toBe('other\nnew')
    expect(await kept(first)).toEqual(before)
    expect(snapshots.list().map(({ name, why }) => [name, why])).toEqual([
      [null, 'return'],
      [null, 'return'],
      ['as it was', 'asked'],
    ])
    await snapshots.remove(snapshots.list().map((one) => one.id))
    expect(readdirSync(folder())).toEqual(['lock'])
  })

  it('is of one moment, whatever the container writes all the time', async () => {
    // Files before, between and behind the two in which every line is written in turn.
    const script = [
      'for n in $(seq 500); do echo $n > /file$n; done; touch /one /other',
      // With rests, or it would keep a processor from all others; a copy takes longer than they do.
      'while :; do for k in $(seq 100); do n=$((n + 1)); echo $n >> /one; echo $n >> /other; done; sleep 0.005; done',
    ].join('\n')
    const id = await launch('writer', script)
    const lines = async (snapshot: string, path: string) => (await fileIn(snapshot, path)).split('\n').length
    await eventually(async () => {
      expect(Number(await docker(test, 'exec', 'writer', 'sh', '-c', 'wc -l < /other'))).toBeGreaterThan(10)
    })
    for (let time = 0; time < 3; time++) {
      const { id: taken } = await take(id)
      const ahead = (await lines(taken, '/one')) - (await lines(taken, '/other'))
      expect([0, 1]).toContain(ahead)
    }
    // It goes on.
    const written = async () => Number(await docker(test, 'exec', 'writer', 'sh', '-c', 'wc -l < /one'))
    const so = await written()
    await eventually(async () => expect(await written()).toBeGreaterThan(so))
  })

  it('leaves what had been stopped before', async () => {
    const id = await launch('stopped', 'sleep 100000 & kill -STOP $!; echo $! > /pid; sleep 100000')
    const state = () => docker(test, 'exec', 'stopped', 'sh', '-c', 'grep State /proc/$(cat /pid)/status')
    await eventually(async () => expect(await state()).toContain('T'))
    await take(id)
    expect(await state()).toContain('T')
  })

  it('of a container that does not run is gone back to, and that does not run then either', async () => {
    const id = await launch('ended', 'echo first > /file; sleep 100000')
    await eventually(() => docker(test, 'exec', 'ended', 'cat', '/file'))
    await stop(id)
    const { id: taken } = await take(id, 'ended')
    await docker(test, 'start', 'ended')
    await docker(test, 'exec', 'ended', 'sh', '-c', 'echo second > /file')
    await stop(id)
    await snapshots.goBack({ id: taken, stop })
    expect((await inspect(test, 'ended')).State.Status).toBe('exited')
    expect(await docker(test, 'cp', 'ended:/file', '-')).toContain('first')
  })

  it('without a name makes room for newer ones; a name keeps it', async () => {
    const id = await launch('rolling', rest)
    const taken: string[] = []
    for (let time = 0; time < mostUnnamed + 1; time++) {
      taken.push((await take(id)).id)
      if (time === 0) await snapshots.rename(taken[0]!, 'the first')
    }
    taken.push((await take(id)).id)
    const [first, second, ...others] = taken
    expect(snapshots.list().map((one) => one.id)).toEqual([...others].reverse().concat(first!))
    expect(existsSync(snapshotPlace(folder(), second!).folder)).toBe(false)
    expect((await failure(snapshots.rename(second!, 'late'))).key).toBe('not-found/snapshot')
    expect((await failure(snapshots.goBack({ id: second!, stop }))).key).toBe('not-found/snapshot')
  })

  it('stays with a container that was removed and came back', async () => {
    const id = await launch('again', 'echo first > /file; sleep 100000')
    await eventually(() => docker(test, 'exec', 'again', 'cat', '/file'))
    const { id: taken } = await take(id, 'kept')
    const removals = createRemovals({
      api: () => engineApi(connection),
      walked: () => walked,
      home: test.home,
      data: test.engine.paths.data,
      program: layerwalkProgram(root),
    })
    await docker(test, 'exec', 'again', 'sh', '-c', 'echo second > /file')
    await stop(id)
    await removals.remove({ id, image: 'busybox:test', ran: true })
    await removals.comeBack([id])
    const { Id } = await inspect(test, 'again')
    expect(Id).not.toBe(id)
    expect(snapshots.list().map(({ container }) => container)).toEqual([Id])
    await snapshots.goBack({ id: taken, stop })
    expect(await docker(test, 'exec', 'again', 'cat', '/file')).toBe('first')
  })
})

it('one that is given up leaves nothing, and its container goes on; one that is waited for tells how far it is', async () => {
  const many = 'mkdir /many; cd /many; for n in $(seq 300); do echo $n > $n; done; cd /'
  const copies = 'for n in $(seq 25); do cp -r /many /many$n; done; touch /ready; sleep 100000'
  const id = await launch('given-up', `${many}; ${copies}`)
  await eventually(() => docker(test, 'exec', 'given-up', 'ls', '/ready'))
  const pid = await containerPid(test, 'given-up')
  const stands = () => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  const giving = new AbortController()
  const taking = failure(snapshots.take({ container: id, name: null, why: 'asked', signal: giving.signal }))
  await vi.waitFor(() => expect(stands()).toBe(true), { timeout: patience, interval: 1 })
  giving.abort()
  expect((await taking).code).toBe('cancelled')
  expect(stands()).toBe(false)
  expect(readdirSync(folder())).toEqual(['lock'])

  const told: CopiedSoFar[] = []
  await snapshots.take({ container: id, name: null, why: 'asked', tell: (copied) => told.push(copied) })
  expect(told.length).toBeGreaterThan(0)
  const counts = told.map(({ entries }) => entries)
  expect(counts).toEqual([...counts].sort((a, b) => a - b))
  expect(counts.at(-1)).toBeGreaterThan(0)
  expect(counts.at(-1)).toBeLessThanOrEqual(26 * 301 + 20)
  // `seq 300`, each with the end of its line.
  expect(told.at(-1)!.bytes).toBeLessThanOrEqual(26 * 1092)
})

describe('snapshots that nobody asks for', () => {
  let wanted = true
  const failed: string[] = []
  const automatic = () =>
    createAutomaticSnapshots({
      snapshots,
      api: () => engineApi(connection),
      walked: () => walked,
      ownership: () => ({ owned: true, home: test.home, data: test.engine.paths.data }),
      wanted: () => wanted,
      log: ({ key }) => failed.push(key),
    })
  const taken = () => snapshots.list().map(({ why }) => why)
  /** As if it had been taken so long ago. */
  function age(hours: number) {
    const [newest] = snapshots.list()
    const place = snapshotPlace(folder(), newest!.id)
    writeSnapshotRecord(place, { ...newest!, takenAt: newest!.takenAt - hours * 3_600_000 })
  }
  const write = (name: string, script: string) => docker(test, 'exec', name, 'sh', '-c', script)

  it('come before a terminal or an edit, where something was written since the last', async () => {
    const id = await launch('opened', rest)
    await write('opened', 'echo one > /file')
    await automatic().before(id, 'terminal')
    await write('opened', 'echo other > /file')
    // The same sitting.
    await automatic().before(id, 'terminal')
    expect(taken()).toEqual(['terminal'])
    await automatic().before(id, 'edit')
    await automatic().before(id, 'edit')
    expect(taken()).toEqual(['edit', 'terminal'])
    wanted = false
    await write('opened', 'echo third > /third')
    await automatic().before(id, 'edit')
    wanted = true
    expect(taken()).toHaveLength(2)
    expect(failed).toEqual([])
  })

  it('come once a day', async () => {
    const id = await launch('daily', rest)
    await write('daily', 'echo one > /file')
    await automatic().daily()
    expect(taken()).toEqual([])
    await take(id)
    age(25)
    await automatic().daily()
    expect(taken()).toEqual(['asked'])
    await write('daily', 'echo two > /two')
    await automatic().daily()
    await write('daily', 'echo three > /three')
    await automatic().daily()
    expect(taken()).toEqual(['daily', 'asked'])
  })

  it('do not come where they would cost much', async () => {
    const id = await launch('large', rest)
    await write('large', `dd if=/dev/zero of=/large bs=1 count=0 seek=${mostCopied}`)
    await automatic().before(id, 'edit')
    expect(taken()).toEqual(sharesBytes(folder()) ? ['edit'] : [])
    await write('large', 'rm /large; echo small > /small')
    await automatic().before(id, 'edit')
    expect(taken()[0]).toBe('edit')
  })

  it('of what is gone fail in silence, and so do those of what would be gone once it stops', async () => {
    await automatic().before('0123456789ab', 'edit')
    expect(failed.splice(0)).toEqual(['not-found'])
    onTestFinished(async () => {
      await docker(test, 'rm', '-f', 'fleeting').catch(() => {})
    })
    const id = await docker(
      test,
      'run',
      '-d',
      '--rm',
      '--init',
      '--name',
      'fleeting',
      'busybox:test',
      'sh',
      '-c',
      rest,
    )
    await write('fleeting', 'echo one > /file')
    await automatic().before(id, 'edit')
    expect([taken(), failed]).toEqual([[], []])
    const { id: by } = await take(id)
    expect((await failure(snapshots.goBack({ id: by, stop }))).key).toBe('unsupported/snapshotFleeting')
    expect(await docker(test, 'exec', 'fleeting', 'cat', '/file')).toBe('one')
    await snapshots.remove([by])
  })
})

it('one whose record is cut, or of another version, is left as it is, and the others with it', async () => {
  const id = await launch('damaged', rest)
  const cut = await take(id, 'cut')
  const newer = await take(id, 'newer')
  const sound = await take(id, 'sound')
  const fileOf = ({ id: one }: { id: string }) => snapshotPlace(folder(), one).record
  const said = readFileSync(fileOf(newer), 'utf8')
  writeFileSync(fileOf(cut), said.slice(0, 40))
  writeFileSync(fileOf(newer), said.replace('"version": 1', '"version": 2'))
  expect(snapshots.list().map(({ name }) => name)).toEqual(['sound'])
  expect(snapshots.unreadable()).toBe(2)
  await snapshots.settle()
  await snapshots.goBack({ id: sound.id, stop })
  expect(existsSync(snapshotPlace(folder(), cut.id).layer)).toBe(true)
  await snapshots.remove([cut.id, newer.id])
})

it('those of a container that somebody else has removed are named, and stay', async () => {
  const id = await launch('orphaned', rest)
  await take(id, 'kept')
  expect(await snapshots.left()).toEqual([])
  await docker(test, 'rm', '-f', 'orphaned')
  expect((await snapshots.left()).map(({ name }) => name)).toEqual(['kept'])
  expect((await failure(snapshots.goBack({ id: snapshots.list()[0]!.id, stop }))).code).toBe('not-found')
  await snapshots.settle()
  expect(snapshots.list()).toHaveLength(1)
})
