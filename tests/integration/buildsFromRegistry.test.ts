import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RegistryAuth } from '../../main/engine/api/registryAuth'
import { assembleCredentials } from '../../main/services/registries/assemble'
import { say } from '../../main/texts/sentence'
import { buildFolder } from '../support/buildFolders'
import { type BuildService, openBuildService } from '../support/buildService'
import { docker, importBusybox, temporaryHome } from '../support/engine'
import { failure } from '../support/failure'
import { helperProgram } from '../support/helperProgram'
import { processes } from '../support/processes'
import { member, type Registry, startRegistry, startStrangeServer } from '../support/registry'
import { type Subject, threeEngines } from '../support/threeEngines'

/** Each road that a build takes: BuildKit's, the engine's own builder of Docker, and Podman's. */
const roads = threeEngines
  .filter(({ name }) => name !== 'Docker 20.10')
  .flatMap(({ name, ...engine }) => {
    const ownBuilder = { ...engine, name: `${name}, by its own builder`, hasBuildKit: false }
    return name.startsWith('Podman') ? [ownBuilder] : [{ ...engine, name, hasBuildKit: true }, ownBuilder]
  })

describe.each(roads)('$name', ({ start, there, hasBuildKit }) => {
  if (!there) return it.skip('is not here', () => {})
  let engine: Subject
  let locked: Registry
  let place: string
  let folder: string
  const opened: BuildService[] = []

  beforeAll(async () => {
    engine = await start()
    place = temporaryHome()
    locked = await startRegistry(engine.pid, { locked: 'member' })
    await importBusybox(engine, 'busybox:latest')
    await docker(engine, 'tag', 'busybox:latest', image())
    const config = mkdtempSync(join(tmpdir(), 'slipway-pusher-'))
    writeFileSync(join(config, 'config.json'), JSON.stringify(kept(locked.host)))
    await docker(engine, '--config', config, 'push', image())
    rmSync(config, { recursive: true })
    await docker(engine, 'rmi', '-f', image())
  })
  afterAll(async () => {
    await locked?.stop()
    await engine?.dispose()
    if (place) rmSync(place, { recursive: true, force: true })
  })
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-person-'))
    mkdirSync(join(folder, 'docker'))
  })
  afterEach(async () => {
    for (const service of opened.splice(0)) await service.close()
    rmSync(folder, { recursive: true })
    await docker(engine, 'rmi', '-f', image()).catch(() => {})
  })

  const image = () => `${locked.host}/team/base:1`
  const basic = Buffer.from(`${member.user}:${member.password}`).toString('base64')
  const kept = (host: string) => ({ auths: { [host]: { auth: basic } } })
  const auth = (host: string): RegistryAuth => ({
    username: member.user,
    password: member.password,
    serveraddress: host,
  })

  /** Main's service for a person with this docker configuration. */
  function person(config: object = {}) {
    const file = join(folder, 'docker/config.json')
    writeFileSync(file, JSON.stringify(config))
    const env = { ...process.env, PATH: `${folder}:/usr/bin:/bin`, DOCKER_CONFIG: join(folder, 'docker') }
    const credentials = assembleCredentials({
      ...{ env, personHome: folder, home: join(folder, 'home'), helpers: join(folder, 'brought') },
    })
    const service = openBuildService({ ...engine, home: place, hasBuildKit, tools: { env, credentials } })
    opened.push(service)
    return { ...service, credentials, file }
  }
  const folderOf = (content: string) => buildFolder({ Dockerfile: content }, place)
  const from = () => folderOf(`FROM ${image()}\nRUN echo built >/built\n`)

  it('is refused an image that only members get, and says how to get on', async () => {
    const error = await failure(person().build(from()))
    expect(error).toMatchObject({
      key: 'registry-denied/login',
      details: { host: locked.host, object: image(), login: 1 },
    })
    const stale = person({ auths: { [locked.host]: { auth: Buffer.from('member:old').toString('base64') } } })
    expect(await failure(stale.build(from()))).toMatchObject({
      key: 'registry-denied/stale',
      details: { host: locked.host, user: member.user, login: 1 },
    })
  })

  it("begins with an image that the person's configuration or helper opens", async () => {
    expect((await person(kept(locked.host)).build(from())).build.state).toBe('done')
    await docker(engine, 'rmi', '-f', image())
    const box = helperProgram(folder, 'box')
    const helped = person({ credsStore: 'box' })
    await helped.credentials.keep(locked.host, auth(locked.host))
    expect((await helped.build(from(), { noCache: true, pull: true })).build.state).toBe('done')
    expect(box.asked).toContain(`get ${locked.host}`)
  })

  it('begins with, and copies from, what was logged in to within Slipway, and writes that nowhere', async () => {
    const me = person({ credsStore: 'nowhere' })
    writeFileSync(me.file, '{}')
    expect(await me.credentials.keep(locked.host, auth(locked.host))).toMatchObject({ keeper: 'memory' })
    const dockerfile = `ARG BASE=${locked.host}/team
FROM $BASE/base:1 AS base
RUN echo built >/built
FROM scratch
COPY --from=base /built /built
COPY --from=${image()} /etc/passwd /passwd
`
    const { build } = await me.build(folderOf(dockerfile), { noCache: true, pull: true })
    expect(build).toMatchObject({ state: 'done' })
    expect(readFileSync(me.file, 'utf8')).toBe('{}')
    expect(readdirSync(join(folder, 'docker'))).toEqual(['config.json'])
  })

  it('gives what opens one registry to no other', async () => {
    const other = await startStrangeServer(engine.pid, 401, '<p>Who are you?</p>')
    const me = person(kept(locked.host))
    await me.credentials.keep('third.example', auth('third.example'))
    const dockerfile = `FROM ${image()} AS base\nFROM ${other.host}/team/other:1\nCOPY --from=base /etc/passwd /\n`
    const error = await failure(me.build(folderOf(dockerfile), { noCache: true, pull: true }))
    expect(error).toMatchObject({ details: { host: other.host } })
    expect(say(error!.sentence)).toContain(other.host)
    expect(other.requests.length).toBeGreaterThan(0)
    const told = JSON.stringify(other.requests)
    for (const word of [basic, member.password, 'uthorization']) expect(told).not.toContain(word)
    expect(JSON.stringify([me.activities.list, error])).not.toContain(member.password)
    await other.stop()
  })

  it.each([
    ['is missing', null],
    ['prints nonsense', 'echo "<html>"'],
    ['fails', 'echo "the box is locked"; exit 1'],
  ])('says of a helper that %s what is wrong with it', async (_, script) => {
    if (script) helperProgram(folder, 'box', script)
    const error = await failure(person({ credsStore: 'box' }).build(from(), { pull: true }))
    const key = hasBuildKit ? 'registry-denied/unread' : 'registry-denied/kept'
    expect(error).toMatchObject({ key, details: { host: locked.host, object: image(), login: 1 } })
    expect(say(error.sentence)).toContain('docker-credential-box')
  })

  it('is cancelled together with a helper that hangs', async () => {
    helperProgram(folder, 'box', 'exec sleep 86389')
    const hanging = () => processes().filter(({ command }) => command === 'sleep 86389')
    const me = person({ credsStore: 'box' })
    const id = await me.start(from(), { pull: true })
    await expect.poll(hanging).toHaveLength(1)
    me.activities.cancel(id)
    await expect.poll(async () => (await me.look(id)).build.state).toBe('cancelled')
    await expect.poll(hanging).toEqual([])
  })

  it.each([
    ['a page', 404, '<html><body>Welcome</body></html>', 'registry-unreachable/answer'],
    ['trouble', 503, 'Service Unavailable', 'registry-unreachable/trouble'],
    ['a hang-up', 0, '', 'registry-unreachable/broken'],
  ])('says what %s in the place of a registry means', async (what, status, body, key) => {
    // BuildKit tells a page that is not there from no image by nothing.
    const said = hasBuildKit && what === 'a page' ? 'image-unknown/registry' : key
    const server = await startStrangeServer(engine.pid, status, body)
    const object = `${server.host}/team/base:1`
    const error = await failure(person().build(folderOf(`FROM ${object}\n`)))
    await server.stop()
    expect(error).toMatchObject({ key: said, details: { host: server.host, object } })
  })
})
