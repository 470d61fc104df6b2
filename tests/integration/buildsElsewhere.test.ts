import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuildProgress } from '../../main/contract/builds'
import type { Target } from '../../main/contract/connections'
import { createConnection } from '../../main/engine/client/connection'
import { type AssembledConnections, assembleConnections } from '../../main/services/connections/assemble'
import { buildFolder, shellStage } from '../support/buildFolders'
import { type BuildService, openBuildService } from '../support/buildService'
import { removeHome, startEngine, type TestEngine, temporaryHome } from '../support/engine'
import { olderApplication, olderThere } from '../support/engineData'
import { podmanThere, startPodman } from '../support/podman'
import { processes } from '../support/processes'
import { type SshServer, startSshServer } from '../support/sshServer'
import { makeCertificates, openTlsDoor } from '../support/tlsEngine'

/** Folders to build from. */
let place: string
beforeAll(() => {
  place = temporaryHome()
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

const dockerfile = `${shellStage('base')}
FROM base AS unused
RUN echo unused >/unused

FROM base
ARG WHO=world
ENV A=b
COPY . /context
RUN echo "hello $WHO" && echo made >/made
CMD ["/bin/sh"]
`
function folderOf(content: string) {
  const folder = buildFolder({ Dockerfile: content, '.dockerignore': 'secret*', 'secret.txt': 'x' }, place)
  execFileSync('mkfifo', [join(folder, 'pipe')])
  symlinkSync('busybox', join(folder, 'link'))
  return folder
}
const told = ({ steps }: BuildProgress) =>
  steps
    .filter(({ isInstruction }) => isInstruction)
    .map(({ text, state, line, result }) => ({ text, state, line, made: result?.kind }))

async function image(socket: string, name: string) {
  const connection = createConnection({ socket })
  const path = `/images/${name}/json`
  const found = await connection.request<{ Id: string; RootFS: { Layers: string[] } }>({
    method: 'GET',
    path,
    object: name,
  })
  connection.dispose()
  return found
}

/** What the engine's own builder does, on every engine alike. */
function expectEnginesBuilder(open: () => { service: BuildService; socket: string }) {
  it('tells the steps and what became of them', async () => {
    const { service, socket } = open()
    const folder = folderOf(dockerfile)
    const progress = await service.build(folder, {
      tags: ['own:1'],
      args: [{ name: 'WHO', value: 'you all' }],
    })
    expect(progress.build).toMatchObject({ builder: 'engine', state: 'done' })
    const steps = told(progress)
    const step = (start: string) => steps.find(({ text }) => text.startsWith(start))
    expect(step('COPY . /context')).toMatchObject({ state: 'done', line: 10, made: 'layer' })
    expect(step('RUN echo "hello')).toMatchObject({ state: 'done', line: 11, made: 'layer' })
    expect(step('CMD')).toMatchObject({ line: 12, made: 'empty' })
    const [output] = progress.outputs.filter(({ lines }) => lines.includes('hello you all'))
    expect(progress.steps.find(({ id }) => id === output?.step)?.line).toBe(11)
    const { Id, RootFS } = await image(socket, 'own:1')
    expect(progress.build.image).toBe(Id)
    const made = progress.steps.flatMap(({ result }) => (result?.kind === 'layer' ? result.diffId : []))
    expect(RootFS.Layers).toEqual(expect.arrayContaining(made))
    const again = await service.build(folder, { args: [{ name: 'WHO', value: 'you all' }] })
    expect(told(again).filter(({ text }) => text.startsWith('RUN echo "hello'))).toMatchObject([
      { state: 'cached' },
    ])
  })

  it('gets files as they are, whatever their kind and size', async () => {
    const { service } = open()
    const folder = folderOf(`${shellStage()}
COPY . /context
RUN cd /context && [ "$(readlink link)" = busybox ] && [ -p pipe ] && [ ! -e secret.txt ] && [ ! -s empty ] \\
  && [ "$(stat -c %s deep/large)" = 3000001 ] && [ "$(stat -c %a deep/large)" = 750 ] && echo all well
`)
    mkdirSync(join(folder, 'deep'))
    writeFileSync(join(folder, 'deep/large'), Buffer.alloc(3_000_001, 7))
    chmodSync(join(folder, 'deep/large'), 0o750)
    writeFileSync(join(folder, 'empty'), '')
    const { outputs } = await service.build(folder)
    expect(outputs.flatMap(({ lines }) => lines)).toContain('all well')
  })

  it.skipIf(process.geteuid?.() === 0)('stops at a file that cannot be read, by its path', async () => {
    const { service, socket } = open()
    const folder = folderOf(`${shellStage()}\nCOPY . /context\n`)
    writeFileSync(join(folder, 'closed'), 'x')
    chmodSync(join(folder, 'closed'), 0)
    await expect(service.build(folder, { tags: ['closed:1'] })).rejects.toMatchObject({
      key: 'denied/contextFile',
      details: { path: 'closed' },
    })
    await expect(image(socket, 'closed:1')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('names the step that fails', async () => {
    const { service } = open()
    const folder = folderOf(`${shellStage()}\nRUN echo before && false\n`)
    await expect(service.build(folder)).rejects.toMatchObject({ code: 'engine-failed' })
    const [build] = await first(service.builds.watch(new AbortController().signal))
    const progress = await service.look(build!.id)
    expect(progress.excerpt).toMatchObject({ file: 'Dockerfile', line: 4 })
    expect(progress.outputs.flatMap(({ lines }) => lines)).toContain('before')
  })
}

describe('an engine whose BuildKit is not used', () => {
  let engine: TestEngine
  let service: BuildService
  beforeAll(async () => {
    engine = await startEngine()
    service = openBuildService({ ...engine, hasBuildKit: false })
  })
  afterAll(async () => {
    await service?.close()
    await engine?.dispose()
  })
  expectEnginesBuilder(() => ({ service, socket: engine.socket }))
})

describe.skipIf(!podmanThere)('Podman', () => {
  let podman: Awaited<ReturnType<typeof startPodman>>
  let service: BuildService
  beforeAll(async () => {
    podman = await startPodman()
    service = openBuildService({ ...podman, home: place, hasBuildKit: false })
  })
  afterAll(async () => {
    await service?.close()
    await podman?.dispose()
  })
  expectEnginesBuilder(() => ({ service, socket: podman.socket }))
})

describe.skipIf(!olderThere)('an older Docker', () => {
  let folder: string
  let engine: TestEngine
  let service: BuildService
  beforeAll(async () => {
    folder = temporaryHome()
    engine = await startEngine(join(folder, 'home'), olderApplication(join(folder, 'application')))
    service = openBuildService(engine)
  })
  afterAll(async () => {
    await service?.close()
    await engine?.dispose()
    if (folder) removeHome(folder)
  })

  it('builds by its BuildKit', async () => {
    const progress = await service.build(folderOf(dockerfile), { tags: ['older:1'] })
    expect(progress.build).toMatchObject({ builder: 'buildkit', state: 'done' })
    expect(told(progress).at(-2)).toMatchObject({ line: 11, made: 'layer' })
    expect(told(progress).at(-1)).toMatchObject({ line: 12, made: 'empty' })
    expect((await image(engine.socket, 'older:1')).Id).toBe(progress.build.image)
  })
})

describe('an engine far away', () => {
  let engine: TestEngine
  let assembled: AssembledConnections
  let service: BuildService
  let host: SshServer
  beforeAll(async () => {
    engine = await startEngine()
    host = await startSshServer()
    host.makeKnown()
    const bundled = createConnection({ socket: engine.socket })
    assembled = await assembleConnections({
      engine: engine.engine,
      bundled,
      env: {},
      personHome: host.personHome,
    })
    service = openBuildService({ ...engine, reach: assembled.chosen })
  })
  afterAll(async () => {
    await service?.close()
    assembled?.chosen.dispose()
    await host?.dispose()
    await engine?.dispose()
  })

  async function switchTo(name: string, target: Target) {
    const { id } = await assembled.service.add({ name, colour: 'red', target })
    await assembled.service.switchTo({ id })
    await expect.poll(() => assembled.chosen.state.phase).toBe('connected')
  }
  async function expectBuild(tag: string) {
    const { build } = await service.build(folderOf(dockerfile), { tags: [tag] })
    expect(build).toMatchObject({ builder: 'buildkit', state: 'done' })
    expect((await image(engine.socket, tag)).Id).toBe(build.image)
  }

  it('is built on over TLS', async () => {
    const certificates = makeCertificates()
    const door = await openTlsDoor(engine.socket, certificates, certificates.server)
    await switchTo('Safe', door.target({ ca: certificates.ca, ...certificates.client }))
    await expectBuild('safe:1')
    await assembled.service.switchTo({ id: 'bundled' })
    await door.dispose()
    certificates.dispose()
  })

  it('is built on over ssh, until another one is chosen', async () => {
    await switchTo('Far', host.target(engine.socket))
    await expectBuild('far:1')
    const folder = folderOf(`${shellStage()}\nRUN ["/bin/busybox", "sleep", "86396"]\n`)
    const id = await service.start(folder)
    const sleepers = () => processes().filter(({ command }) => command === '/bin/busybox sleep 86396')
    await expect.poll(sleepers).toHaveLength(1)
    await assembled.service.switchTo({ id: 'bundled' })
    expect((await service.ended(id))?.error).toMatchObject({ key: 'engine-unreachable/switched' })
    await expect.poll(sleepers).toEqual([])
  })
})

async function first<T>(stream: AsyncIterable<T>): Promise<T> {
  for await (const item of stream) return item
  throw new Error('Nothing came')
}
