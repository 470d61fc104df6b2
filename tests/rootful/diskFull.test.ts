import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineApi } from '../../main/engine/api/api'
import { createConnection } from '../../main/engine/client/connection'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import type { Images } from '../../main/services/images/images'
import { snapshotsFolder } from '../../main/services/snapshots/place'
import { createSnapshots } from '../../main/services/snapshots/snapshots'
import { say } from '../../main/texts/sentence'
import { archive, member } from '../support/archives'
import { buildFolder } from '../support/buildFolders'
import { type BuildService, openBuildService } from '../support/buildService'
import { runRequest, type ServedContainers, serveContainers } from '../support/containers'
import { docker, dockerdOf, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { failure } from '../support/failure'
import { imagesAt } from '../support/imagesAt'
import { type Registry, startRegistry } from '../support/registry'
import { type SmallDisk, smallDisk } from '../support/smallDisk'
import { collect } from '../support/streams'
import { importImage, noise } from '../support/testImages'

const never = () => new AbortController().signal
/** Bytes of what is to find no room. */
const large = 40_000_000

/** An engine with its data on a small disk, and another small disk for files. */
let disk: SmallDisk
let other: SmallDisk
let engine: TestEngine
let images: Images
let served: ServedContainers
let builds: BuildService
let registry: Registry
let leave = () => {}
/** A large disk, for what is given to the engine. */
let folder: string
let chosen = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-full-'))
  disk = smallDisk(500)
  other = smallDisk(30)
  const home = join(disk.folder, 'h')
  mkdirSync(home, { mode: 0o700 })
  engine = await startEngine(home)
  registry = await startRegistry(dockerdOf(home))
  const imagesHere = imagesAt(engine.socket, () => chosen)
  const { connection } = imagesHere
  images = imagesHere.images
  leave = imagesHere.dispose
  served = serveContainers(engine.socket)
  builds = openBuildService({ ...engine, home: folder })
  await importBusybox(engine)
  const id = await importImage(connection, 'large:1', [{ path: 'large', content: noise(large) }])
  chosen = join(folder, 'large.tar')
  await collect(images.save({ ids: [id] }, never()))
  await collect(images.push({ id, reference: `${registry.host}/team/large:1` }, never()))
  await images.remove({ id, reference: null })
})
afterAll(async () => {
  disk?.empty()
  await builds?.close()
  served?.dispose()
  leave()
  await registry?.stop()
  await engine?.dispose()
  disk?.dispose()
  other?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

describe('a full disk', () => {
  it('under Save is said with its file, leaves nothing half written, and the old file as it was', async () => {
    const [{ id }] = [await images.details({ id: await idOf('busybox:test') })]
    chosen = join(other.folder, 'busybox.tar')
    writeFileSync(chosen, 'what was there')
    other.fill(500_000)
    const before = readdirSync(other.folder)
    const error = await failure(collect(images.save({ ids: [id] }, never())))
    expect(error).toMatchObject({ key: 'disk-full/file', details: { object: chosen } })
    expect(say(error.sentence)).toContain(chosen)
    expect(readFileSync(chosen, 'utf8')).toBe('what was there')
    expect(readdirSync(other.folder)).toEqual(before)
    other.empty()
    await collect(images.save({ ids: [id] }, never()))
    expect(readFileSync(chosen).length).toBeGreaterThan(1_000_000)
  })

  it('under an export is said with its file, and leaves nothing half written', async () => {
    const id = await docker(engine, 'create', '--name', 'exported', 'busybox:test')
    const file = join(other.folder, 'exported.tar')
    served.chooseNewFile.mockResolvedValueOnce(file)
    other.fill(500_000)
    const before = readdirSync(other.folder)
    const error = await failure(collect(served.containers.export({ id }, never())))
    expect(error).toMatchObject({ key: 'disk-full/file', details: { object: file } })
    expect(readdirSync(other.folder)).toEqual(before)
    other.empty()
    await docker(engine, 'rm', 'exported')
  })

  // The build first: one that failed made each after it fail alike, as long as nothing had been built before.
  it.each(['build', 'load', 'import', 'pull', 'commit'])(
    'under the engine is said of a %s, and leaves no image',
    async (verb) => {
      const reference = `${registry.host}/team/large:1`
      const files = join(folder, 'files.tar')
      writeFileSync(files, archive(member({ path: 'large' }, noise(large))))
      const context = buildFolder({ Dockerfile: 'FROM scratch\nCOPY large /\n' }, folder)
      writeFileSync(join(context, 'large'), noise(large))
      const command = ['sh', '-c', `head -c ${large} /dev/urandom >/large; sleep 1000`]
      const { id } = await served.containers.run(runRequest({ name: 'writer', command }))
      const written = () => docker(engine, 'exec', 'writer', 'stat', '-c', '%s', '/large').catch(() => '')
      await expect.poll(written).toBe(String(large))
      const does: Readonly<Record<string, () => Promise<unknown>>> = {
        load: () => collect(images.load({}, never())),
        import: () => collect(images.import({ reference: 'made:1', message: '', changes: [] }, never())),
        pull: () => collect(images.pull({ reference }, never())),
        commit: () => {
          const asked = { id, reference: 'made:1', message: '', author: '', pause: false }
          return collect(served.containers.commit(asked, never()))
        },
        build: () => builds.build(context, { tags: ['made:1'] }),
      }
      chosen = verb === 'load' ? join(folder, 'large.tar') : files
      const all = () => docker(engine, 'images', '-aq', '--no-trunc')
      const before = await all()
      disk.fill(15_000_000)
      const error = await failure(does[verb]!())
      expect(error).toMatchObject({ key: 'disk-full' })
      expect(await all()).toBe(before)
      disk.empty()
      await does[verb]!()
      const made = (await all()).split('\n').filter((each) => !before.includes(each))
      expect(made).toHaveLength(1)
      await docker(engine, 'rm', '-f', 'writer')
      await docker(engine, 'rmi', '-f', ...made)
      await docker(engine, 'builder', 'prune', '-af')
      rmSync(context, { recursive: true })
    },
  )

  it('under a snapshot, or a way back to one, is said, and leaves nothing, and the container as it was', async () => {
    const { home, paths } = { home: join(disk.folder, 'h'), paths: engine.engine.paths }
    const connection = createConnection({ socket: engine.socket })
    const api = engineApi(connection)
    const walked = { mode: 'rootful', run: paths.run, program: layerwalkProgram(root) } as const
    const program = walked.program
    const snapshots = createSnapshots({ api: () => api, walked: () => walked, home, program })
    try {
      const command = ['sh', '-c', `head -c ${large} /dev/urandom >/large; sleep 1000`]
      const { id } = await served.containers.run(runRequest({ name: 'writer', command }))
      const sum = () => docker(engine, 'exec', 'writer', 'md5sum', '/large').catch(() => '')
      const size = () => docker(engine, 'exec', 'writer', 'stat', '-c', '%s', '/large').catch(() => '')
      await expect.poll(size).toBe(String(large))
      const before = await sum()
      const asked = { container: id, name: 'kept', why: 'asked' } as const
      disk.fill(15_000_000)
      expect((await failure(snapshots.take(asked))).key).toBe('disk-full')
      expect(readdirSync(snapshotsFolder(home))).toEqual(['lock'])
      expect(await sum()).toBe(before)

      disk.empty()
      const { id: taken } = await snapshots.take(asked)
      disk.fill(15_000_000)
      const stop = () => Promise.reject(new Error('It was not to be stopped yet'))
      expect((await failure(snapshots.goBack({ id: taken, stop }))).key).toBe('disk-full')
      expect(readdirSync(snapshotsFolder(home)).sort()).toEqual([taken, 'lock'].sort())
      expect(await sum()).toBe(before)
    } finally {
      disk.empty()
      await docker(engine, 'rm', '-f', 'writer')
      connection.dispose()
    }
  })
})

const idOf = (name: string) => docker(engine, 'inspect', '--format', '{{.Id}}', name)
