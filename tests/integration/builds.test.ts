import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuildProgress } from '../../main/contract/builds'
import { buildFolder, shellStage, writeBuildFile } from '../support/buildFolders'
import { type BuildService, openBuildService } from '../support/buildService'
import { docker, dockerdOf, startEngine, type TestEngine, temporaryHome } from '../support/engine'
import { processes } from '../support/processes'
import { signal } from '../support/signal'
import { until } from '../support/streams'

let engine: TestEngine
let service: BuildService
/** All folders of these tests lie here, and all temporary files of what they start. */
let place: string
const outer = process.env.TMPDIR

beforeAll(async () => {
  engine = await startEngine()
  place = temporaryHome()
  process.env.TMPDIR = place
  service = openBuildService(engine)
})
afterAll(async () => {
  if (outer === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = outer
  await service?.close()
  await engine?.dispose()
  if (place) rmSync(place, { recursive: true, force: true })
})

const stages = `ARG BASE=scratch
${shellStage('base')}

FROM base AS tools
ARG WHO=world
RUN echo "hello $WHO" \\
  && echo second >/tool
WORKDIR /srv

FROM base
COPY --from=tools /tool /tool
EXPOSE 80
RUN echo done >/done
CMD ["/bin/sh"]
`
const folderOf = (dockerfile: string, more: Readonly<Record<string, string>> = {}) =>
  buildFolder({ Dockerfile: dockerfile, ...more }, place)
const told = ({ steps }: BuildProgress) =>
  steps
    .filter(({ isInstruction }) => isInstruction)
    .map(({ text, state, line, stage, result }) => ({ text, state, line, stage, made: result?.kind }))
const outputOf = ({ outputs, steps }: BuildProgress, text: string) =>
  outputs.find(({ step }) => steps.find(({ id }) => id === step)?.text.startsWith(text))?.lines
const sleepers = () => processes().filter(({ command }) => command === '/bin/busybox sleep 86398')
const builders = () => processes().filter(({ command }) => command.includes('--progress=rawjson'))

describe('a build', () => {
  it('tells its steps, where they stand, what they wrote and what became of them in the image', async () => {
    const progress = await service.build(folderOf(stages), { tags: ['stages:1', 'stages:2'] })
    expect(told(progress)).toEqual([
      { text: 'COPY busybox /bin/busybox', state: 'done', line: 3, stage: 'base', made: 'layer' },
      {
        text: 'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
        state: 'done',
        line: 4,
        stage: 'base',
        made: 'layer',
      },
      {
        text: 'RUN echo "hello $WHO" && echo second >/tool',
        state: 'done',
        line: 8,
        stage: 'tools',
        made: 'elsewhere',
      },
      { text: 'WORKDIR /srv', state: 'done', line: 10, stage: 'tools', made: 'elsewhere' },
      { text: 'COPY --from=tools /tool /tool', state: 'done', line: 13, stage: 'stage-2', made: 'layer' },
      { text: 'EXPOSE 80', state: 'done', line: 14, stage: 'stage-2', made: 'empty' },
      { text: 'RUN echo done >/done', state: 'done', line: 15, stage: 'stage-2', made: 'layer' },
      { text: 'CMD ["/bin/sh"]', state: 'done', line: 16, stage: 'stage-2', made: 'empty' },
    ])
    expect(outputOf(progress, 'RUN echo "hello')).toEqual(['hello world'])
    const { build } = progress
    expect(build).toMatchObject({ state: 'done', builder: 'buildkit', tags: ['stages:1', 'stages:2'] })
    const ids = await docker(engine, 'images', '-q', '--no-trunc', 'stages')
    expect(new Set(ids.split('\n'))).toEqual(new Set([build.image]))
    const layers: string[] = JSON.parse(
      await docker(engine, 'inspect', '--format', '{{json .RootFS.Layers}}', 'stages:1'),
    )
    const made = progress.steps.flatMap(({ result }) => (result?.kind === 'layer' ? result.diffId : []))
    expect(made).toEqual(layers)
  })

  it('once more says what was done before', async () => {
    const folder = folderOf(stages)
    await service.build(folder)
    const again = await service.build(folder)
    const done = told(again).filter(({ made }) => made !== 'empty')
    expect(new Set(done.map(({ state }) => state))).toEqual(new Set(['cached']))
    expect(again.build).toMatchObject({ stepsCached: 6, steps: 6 })
    const id = await service.builds.again({ id: again.build.id })
    await service.ended(id)
    expect((await service.look(id)).build).toMatchObject({ state: 'done', image: again.build.image })
    const anew = await service.build(folder, { noCache: true })
    expect(told(anew).map(({ state }) => state)).not.toContain('cached')
  })

  it('takes a target, arguments, another Dockerfile and what is to be left out', async () => {
    const folder = folderOf('FROM scratch\nCOPY missing /\n', {
      'other.Dockerfile': `${stages.replace('WORKDIR /srv', 'COPY . /context')}`,
      '.dockerignore': 'secret*\n',
      'secret.txt': 'x',
      'plain.txt': 'x',
    })
    const { build } = await service.build(folder, {
      ...{ file: 'other.Dockerfile', target: 'tools', tags: ['tools:1'] },
      args: [{ name: 'WHO', value: 'you, "and" $me' }],
    })
    expect(build).toMatchObject({ target: 'tools', args: ['WHO'], file: 'other.Dockerfile' })
    const seen = await docker(engine, 'run', '--rm', 'tools:1', '/bin/ls', '/context')
    expect(seen.split('\n')).toEqual(['Dockerfile', 'busybox', 'other.Dockerfile', 'plain.txt'])
    const [found] = (await docker(engine, 'history', '--no-trunc', 'tools:1')).match(/WHO=.*/) ?? []
    expect(found).toContain('you, "and" $me')
    const { outputs: _, ...known } = await service.look(build.id)
    const listed = JSON.stringify([service.activities.list, known])
    expect(listed, 'arguments may be secrets').not.toContain('you, ')
  })

  it('gives steps its secrets, which are in no layer, and is made for the platform that is asked for', async () => {
    const folder = folderOf(`${shellStage()}
RUN --mount=type=secret,id=token [ "$(cat /run/secrets/token)" = "open sesame" ] && echo well
RUN ! cat /run/secrets/token
`)
    const file = join(place, 'a, "strange" token')
    writeFileSync(file, 'open sesame')
    const secrets = [{ id: 'token', secret: await service.chooseSecret(file) }]
    const progress = await service.build(folder, { secrets, platform: 'linux/amd64', tags: ['secret:1'] })
    expect(outputOf(progress, 'RUN --mount')).toEqual(['well'])
    expect(await docker(engine, 'inspect', '--format', '{{.Os}}/{{.Architecture}}', 'secret:1')).toBe(
      'linux/amd64',
    )
    expect(JSON.stringify([service.activities.list, progress])).not.toContain('strange')
    await expect(
      service.start(folder, { secrets: [{ id: 'token', secret: 'unknown' }] }),
    ).rejects.toMatchObject({
      key: 'not-found/buildSecret',
    })
    rmSync(file)
    await expect(service.start(folder, { secrets })).rejects.toMatchObject({ key: 'not-found/buildSecret' })
    const without = openBuildService({ ...engine, hasBuildKit: false })
    await expect(without.start(folder, { secrets })).rejects.toMatchObject({
      key: 'unsupported/buildSecrets',
      details: { object: 'token' },
    })
    await without.close()
  })

  it('goes to this engine whatever the environment says, and writes nothing of the person’s', async () => {
    const person = join(place, 'person')
    mkdirSync(person)
    const config = JSON.stringify({ currentContext: 'astray', auths: { 'registry.example': {} } })
    writeBuildFile(person, 'config.json', config)
    const env = {
      ...{ ...process.env, DOCKER_CONFIG: person, DOCKER_HOST: 'tcp://127.0.0.1:1' },
      ...{ DOCKER_CONTEXT: 'astray', BUILDX_BUILDER: 'astray', BUILDKIT_HOST: 'tcp://127.0.0.1:1' },
    }
    const theirs = openBuildService({ ...engine, tools: { env } })
    const { build } = await theirs.build(folderOf('FROM scratch\nCOPY busybox /\n'), { tags: ['mine:1'] })
    await theirs.close()
    expect(await docker(engine, 'images', '-q', '--no-trunc', 'mine:1')).toBe(build.image)
    expect(readdirSync(person)).toEqual(['config.json'])
    expect(readFileSync(join(person, 'config.json'), 'utf8')).toBe(config)
  })

  it('that fails names its step and its line, and shows what the step wrote', async () => {
    const folder = folderOf(`${shellStage()}\nRUN echo before && \\\n  false\n`)
    await expect(service.build(folder, { tags: ['fails:1'] })).rejects.toMatchObject({
      key: 'engine-failed/buildStep',
      details: { file: 'Dockerfile', line: 4, reason: 'exit code: 1', object: 'fails:1' },
    })
    const [build] = await first(service.builds.watch(new AbortController().signal))
    expect(build).toMatchObject({ state: 'failed', image: null })
    const progress = await service.look(build!.id)
    expect(progress.excerpt).toMatchObject({ file: 'Dockerfile', line: 4 })
    expect(progress.excerpt?.lines.filter(({ marked }) => marked).map(({ text }) => text)).toEqual([
      'RUN echo before && \\',
      '  false',
    ])
    const failed = progress.steps.find(({ id }) => id === progress.failedStep)
    expect(failed).toMatchObject({ state: 'failed', line: 4, result: null })
    expect(outputOf(progress, 'RUN echo before')).toEqual(['before'])
    expect(await docker(engine, 'images', '-q', 'fails')).toBe('')
    writeBuildFile(folder, 'Dockerfile', `${shellStage()}\nRUN echo before && true\n`)
    const id = await service.builds.again({ id: build!.id })
    await service.ended(id)
    expect(told(await service.look(id)).map(({ state }) => state)).toEqual(['cached', 'cached', 'done'])
  })

  it('keeps the newest of what a step writes', async () => {
    const count = 'i=0; while [ $i -lt 5000 ]; do i=$((i+1)); echo line $i; done'
    const progress = await service.build(folderOf(`${shellStage()}\nRUN ${count}\n`))
    const last = progress.steps.find(({ text }) => text.startsWith('RUN i=0'))
    const output = progress.outputs.find(({ step }) => step === last?.id)!
    expect(output.lines).toHaveLength(200)
    expect(output.lines.at(-1)).toBe('line 5000')
    expect(output.dropped).toBe(4800)
  })

  it('that is cancelled ends with all that it ran, and stays in the list as such', async () => {
    const folder = folderOf(`${shellStage()}\nRUN ["/bin/busybox", "sleep", "86398"]\n`)
    const id = await service.start(folder, { tags: ['sleeps:1'] })
    await expect.poll(sleepers).toHaveLength(1)
    const stop = new AbortController()
    const steps = service.builds.steps({ id }, stop.signal)[Symbol.asyncIterator]()
    await until(steps, (progress) => told(progress).some(({ state }) => state === 'running'))
    service.activities.cancel(id)
    const last = await until(steps, ({ build }) => build.endedAt !== null)
    stop.abort()
    expect(last.build).toMatchObject({ state: 'cancelled', error: null })
    expect(told(last).at(-1)?.state).toBe('cancelled')
    expect(builders()).toEqual([])
    await expect.poll(sleepers).toEqual([])
    expect(readdirSync(place).filter((name) => name.startsWith('slipway-build-'))).toEqual([])
    expect(await docker(engine, 'images', '-q', 'sleeps')).toBe('')
  })

  it('whose engine goes says so', async () => {
    const folder = folderOf(`${shellStage()}\nRUN ["/bin/busybox", "sleep", "86398"]\n`)
    const id = await service.start(folder)
    await expect.poll(sleepers).toHaveLength(1)
    signal(dockerdOf(engine.home), 'SIGKILL')
    const ended = await service.ended(id)
    expect(ended?.error).toMatchObject({ code: 'engine-unreachable' })
    await expect.poll(() => docker(engine, 'version').catch(() => null), { timeout: 60_000 }).not.toBeNull()
    for (const { pid } of sleepers()) signal(pid, 'SIGKILL')
  })
})

describe('what cannot be built', () => {
  it('is refused before anything is begun', async () => {
    const empty = join(place, 'empty')
    mkdirSync(empty)
    await expect(service.start(empty)).rejects.toMatchObject({ key: 'not-found/dockerfile' })
    await expect(service.start(folderOf('FROM scratch\n\nCOPI x /\n'))).rejects.toMatchObject({
      key: 'invalid-input/dockerfile',
      details: { file: 'Dockerfile', line: 3 },
    })
    await expect(service.start(folderOf('hello there\n'))).rejects.toMatchObject({ details: { line: 1 } })
    await expect(service.start(folderOf('# nothing\n'))).rejects.toMatchObject({
      key: 'invalid-input/emptyDockerfile',
    })
    await expect(service.start(folderOf('FROM scratch\n'), { target: 'gone' })).rejects.toMatchObject({
      key: 'invalid-input/target',
    })
    const pipe = buildFolder({}, place)
    execFileSync('mkfifo', [join(pipe, 'Dockerfile')])
    await expect(service.start(pipe)).rejects.toMatchObject({ key: 'invalid-input/fileKind' })
    const ignoring = folderOf('FROM scratch\nCOPY . /\n')
    execFileSync('mkfifo', [join(ignoring, '.dockerignore')])
    await expect(service.start(ignoring)).rejects.toMatchObject({
      key: 'invalid-input/fileKind',
      details: { file: '.dockerignore' },
    })
    const closed = folderOf('FROM scratch\n')
    chmodSync(join(closed, 'Dockerfile'), 0)
    if (process.geteuid?.() !== 0) {
      await expect(service.start(closed)).rejects.toMatchObject({ key: 'denied/buildFile' })
    }
    expect(service.activities.list.items.filter(({ endedAt }) => endedAt === null)).toEqual([])
  })

  it('names a program that is missing', async () => {
    const tools = { parts: { ...engine.engine.parts, buildx: '/nowhere/docker-buildx' } }
    const lacking = openBuildService({ ...engine, tools })
    await expect(lacking.build(folderOf('FROM scratch\nCOPY busybox /\n'))).rejects.toMatchObject({
      key: 'not-found/buildx',
    })
    // Of those that have ended the newest fifty stay.
    const folder = folderOf('FROM scratch\nCOPY busybox /\n')
    for (let count = 0; count < 52; count++) await lacking.ended(await lacking.start(folder))
    const id = await lacking.start(folder)
    await lacking.ended(id)
    const listed = await first(lacking.builds.watch(new AbortController().signal))
    expect(listed.map((build) => build.id)).toEqual(Array.from({ length: 50 }, (_, at) => id - at))
    await expect(lacking.builds.again({ id: 1 })).rejects.toMatchObject({ key: 'not-found/build' })
    await lacking.close()
  })

  it.skipIf(process.geteuid?.() === 0)('warns of what cannot be read, and of sockets', async () => {
    const folder = folderOf('FROM scratch\nCOPY . /\n', {
      secret: 'x',
      ignored: 'x',
      '.dockerignore': 'ignored',
    })
    chmodSync(join(folder, 'secret'), 0)
    chmodSync(join(folder, 'ignored'), 0)
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const server = createServer().listen(join(folder, 'a.sock'))
    await new Promise((resolve) => server.once('listening', resolve))
    const { warnings, build } = await service.build(folder)
    server.close()
    expect(build.state).toBe('done')
    expect(warnings).toEqual([
      {
        kind: 'said',
        sentence: { code: 'build-warning/unreadable', params: { n: 1, paths: ['secret'] } },
      },
      { kind: 'said', sentence: { code: 'build-warning/sockets', params: { n: 1, paths: ['a.sock'] } } },
    ])
    const closed = folderOf('FROM scratch\nCOPY . /\n')
    mkdirSync(join(closed, 'dir'))
    chmodSync(join(closed, 'dir'), 0)
    await expect(service.build(closed)).rejects.toMatchObject({
      key: 'denied/contextFile',
      details: { path: expect.stringContaining('/dir') },
    })
  })

  it('says where the base image cannot be had', async () => {
    await expect(service.build(folderOf('FROM 127.0.0.1:1/no/such:1\nRUN true\n'))).rejects.toMatchObject({
      code: 'registry-unreachable',
      details: { host: '127.0.0.1:1' },
    })
  })
})

async function first<T>(stream: AsyncIterable<T>): Promise<T> {
  for await (const item of stream) return item
  throw new Error('Nothing came')
}
