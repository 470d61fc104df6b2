import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RemakeNews } from '../../main/contract/recreate'
import { engineApi } from '../../main/engine/api/api'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { createRecreate } from '../../main/services/recreate/service'
import { doomedIn, idsIn, removedFolder } from '../../main/services/removed/place'
import { createRemovals, type Removals } from '../../main/services/removed/removals'
import { say } from '../../main/texts/sentence'
import { docker, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { eventually } from '../support/eventually'
import { type SmallDisk, smallDisk } from '../support/smallDisk'

/** Bytes that a container has written, and for a copy of which there is no room. */
const large = 20_000_000
const name = 'writer'

let disk: SmallDisk
let engine: TestEngine
let connection: Connection
let removals: Removals
let recreate: ReturnType<typeof createRecreate>
let home: string
let sum: string

beforeAll(async () => {
  disk = smallDisk(300)
  home = join(disk.folder, 'h')
  mkdirSync(home, { mode: 0o700 })
  engine = await startEngine(home)
  connection = createConnection({ socket: engine.socket })
  const api = () => engineApi(connection)
  const { run, data } = engine.engine.paths
  const program = layerwalkProgram(root)
  removals = createRemovals({ api, walked: () => ({ mode: 'rootful', run, program }), home, data, program })
  recreate = createRecreate({
    removals,
    engine: api,
    keeping: () => ({ owned: true, days: 7, home, data }),
    stop,
    tellHolder: async (thrown) => thrown as never,
    changed() {},
  })
  await importBusybox(engine)
  const script = `[ -e /whole ] || head -c ${large} /dev/urandom > /large; touch /whole; exec sleep 100000`
  await docker(
    engine,
    'run',
    '-d',
    '--init',
    '--name',
    name,
    '-v',
    '/data',
    'busybox:test',
    'sh',
    '-c',
    script,
  )
  await eventually(() => docker(engine, 'exec', name, 'ls', '/whole'))
  await docker(engine, 'exec', name, 'sh', '-c', 'echo kept > /data/file')
  sum = await written()
})
afterAll(async () => {
  disk?.empty()
  connection?.dispose()
  await engine?.dispose()
  disk?.dispose()
})

const stop = (id: string) => docker(engine, 'stop', '-t', '0', id).then(() => {})
const idOf = () => docker(engine, 'inspect', '--format', '{{.Id}}', name)
const written = () => docker(engine, 'exec', name, 'md5sum', '/large', '/data/file')

/** It runs, alone and as it was; nothing half is anywhere. */
async function expectAsItWas() {
  // What containerd tells of a pause may be read by dockerd only after the pause.
  await eventually(async () =>
    expect(await docker(engine, 'ps', '-a', '--format', '{{.Names}} {{.State}}')).toBe(`${name} running`),
  )
  expect(await written()).toBe(sum)
  expect([...idsIn(removedFolder(home)), ...doomedIn(removedFolder(home))]).toEqual([])
  expect((await docker(engine, 'volume', 'ls', '-q')).split('\n')).toHaveLength(1)
}

describe('a disk that fills', () => {
  it('under a clone is said, and there is no clone', async () => {
    const id = await idOf()
    const { request } = await recreate.plan({ id, clone: true })
    disk.fill(large / 2)
    const asked = { id, request: { ...request, name: 'twin' } }
    await expect(last(recreate.clone(asked, never))).rejects.toMatchObject({ key: 'disk-full' })
    await expectAsItWas()
    disk.empty()
  })

  it('under an edit that keeps a copy is said, and nothing is changed', async () => {
    const id = await idOf()
    const { request } = await recreate.plan({ id, clone: false })
    disk.fill(large / 2)
    const news = await last(recreate.edit({ id, request: { ...request, tty: true }, keep: true }, never))
    expect(news).toMatchObject({ back: { error: { code: 'disk-full' } } })
    await expectAsItWas()
    expect(await docker(engine, 'inspect', '--format', '{{.Config.Tty}}', name)).toBe('false')
    disk.empty()
  })

  // The less there is, the earlier it ends: in what dockerd makes, or in what is written down of it.
  it('under an undo is said, and it stays in Removed until there is room', async () => {
    const said: string[] = []
    for (const left of [0, 8_192, 32_768, 65_536, 131_072, 1_000_000]) {
      const id = await idOf()
      await stop(id)
      await removals.remove({ id, image: 'busybox:test', ran: true })
      disk.fill(left)
      const [first] = await removals.comeBack([id])
      if ('error' in first!) {
        expect(first.error, `${left} left: ${say(first.error.sentence)}`).toMatchObject({ code: 'disk-full' })
        expect(idsIn(removedFolder(home))).toEqual([id])
        expect(await docker(engine, 'ps', '-aq')).toBe('')
        disk.empty()
        expect(await removals.comeBack([id])).toMatchObject([{ problems: [] }])
      } else {
        disk.empty()
        // Back with all that it has; what dockerd writes at a start found no room.
        const codes = first!.problems.map(({ code }) => code)
        expect(codes.filter((code) => code !== 'return/not-started')).toEqual([])
        if (codes.length > 0) await docker(engine, 'start', name)
      }
      said.push('error' in first! ? first.error.code : first!.refusal ? 'not started' : 'back')
      await expectAsItWas()
    }
    expect(said[0], String(said)).not.toBe('back')
    expect(said.at(-1), String(said)).toBe('back')
  })
})

const never = new AbortController().signal
async function last(news: AsyncIterable<RemakeNews>): Promise<RemakeNews | undefined> {
  let newest: RemakeNews | undefined
  for await (const one of news) newest = one
  return newest
}
