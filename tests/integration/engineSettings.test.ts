import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Services } from '../../main/contract/contract'
import type { DataSize, EngineSettings } from '../../main/contract/engineSettings'
import { engineAt } from '../../main/engine/owned/probe'
import { createEngineService } from '../../main/services/engine/engine'
import { say } from '../../main/texts/sentence'
import {
  containerPid,
  docker,
  dockerdOf,
  importBusybox,
  startEngine,
  type TestEngine,
} from '../support/engine'

let own: TestEngine
let service: Services['engine']
let file: string
let image: string

beforeAll(async () => {
  own = await startEngine()
  service = createEngineService(own.engine)
  file = own.engine.paths.daemonConfig
  image = await importBusybox(own)
})
afterAll(() => own?.dispose())

const config = () => JSON.parse(readFileSync(file, 'utf8'))

/** Applies what stands in the file now, with changes. */
async function apply(changes: Partial<EngineSettings>) {
  const { settings, revision } = await service.settings()
  return service.applySettings({ settings: { ...settings!, ...changes }, revision })
}

/** A container that runs until the end of the test; its pid. */
async function running(name: string): Promise<number> {
  await docker(own, 'run', '-d', '--init', '--name', name, image, 'sleep', '1000')
  onTestFinished(async () => void (await docker(own, 'rm', '-f', name)))
  return containerPid(own, name)
}

const wanted: EngineSettings = {
  logs: { maxSize: '7m', maxFiles: 3 },
  registryMirrors: ['https://mirror.example'],
  insecureRegistries: ['10.0.0.7:5000', '10.9.0.0/16'],
  proxies: { http: 'http://me:secret@proxy.example:3128', https: '', no: 'localhost,.example' },
  dns: ['9.9.9.9'],
  addressPools: [{ base: '10.77.0.0/16', size: 24 }],
}

test('settings are in force, containers run on, and what is not ours stays', async () => {
  writeFileSync(file, JSON.stringify({ ...config(), 'shutdown-timeout': 77, 'log-opts': { labels: 'a' } }))
  const pid = await running('stays')
  expect(await apply(wanted)).toEqual({ inForce: true })
  expect(await containerPid(own, 'stays')).toBe(pid)
  expect(config()).toMatchObject({
    'shutdown-timeout': 77,
    'live-restore': true,
    'log-opts': { labels: 'a', 'max-size': '7m', 'max-file': '3' },
  })
  const info = (await engineAt(own.socket).system.info()) as Record<string, unknown>
  expect(info).toMatchObject({
    RegistryConfig: { Mirrors: ['https://mirror.example/'] },
    HttpProxy: 'http://xxxxx:xxxxx@proxy.example:3128',
    NoProxy: 'localhost,.example',
    DefaultAddressPools: [{ Base: '10.77.0.0/16', Size: 24 }],
  })
  expect(JSON.stringify(info.RegistryConfig)).toContain('10.9.0.0/16')
  expect(JSON.stringify(info.RegistryConfig)).toContain('10.0.0.7:5000')
  await docker(own, 'create', '--name', 'later', image)
  const log = await docker(own, 'inspect', '--format', '{{json .HostConfig.LogConfig}}', 'later')
  expect(JSON.parse(log).Config).toMatchObject({ 'max-size': '7m', 'max-file': '3' })
  await docker(own, 'network', 'create', 'pooled')
  expect(await docker(own, 'network', 'inspect', '--format', '{{json .IPAM.Config}}', 'pooled')).toContain(
    '10.77.',
  )
  await docker(own, 'network', 'rm', 'pooled')
  await docker(own, 'rm', 'later')
})

test('a password never reaches the window, and stays when it comes back hidden', async () => {
  await apply(wanted)
  const { settings } = await service.settings()
  expect(settings?.proxies.http).toBe('http://me:xxxxx@proxy.example:3128')
  await apply({ dns: [] })
  expect(config().proxies['http-proxy']).toBe(wanted.proxies.http)
  expect(config()).not.toHaveProperty('dns')
})

test('what dockerd does not take is not written, and the engine is not touched', async () => {
  const dockerd = dockerdOf(own.home)
  writeFileSync(file, JSON.stringify({ ...config(), 'x-unknown': 1 }))
  const before = readFileSync(file, 'utf8')
  await expect(apply({ dns: ['1.1.1.1'] })).rejects.toMatchObject({
    code: 'engine-failed',
    details: { refused: "the following directives don't match any configuration option: x-unknown" },
  })
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(dockerdOf(own.home)).toBe(dockerd)
  const { 'x-unknown': _, ...rest } = config()
  writeFileSync(file, JSON.stringify(rest, null, 2))
})

test('what dockerd refuses only when it starts is undone', async () => {
  await apply(wanted)
  const before = readFileSync(file, 'utf8')
  const pid = await running('stays')
  // dockerd looks at it when it starts, and --validate does not: the form refuses it before.
  await expect(apply({ insecureRegistries: ['ftp://registry.example'] })).rejects.toMatchObject({
    code: 'engine-failed',
    details: { undone: expect.stringContaining('ftp') },
  })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(before))
  expect(own.engine.state.phase).toBe('ready')
  expect(await containerPid(own, 'stays')).toBe(pid)
  expect((await service.settings()).settings?.insecureRegistries).toEqual(wanted.insecureRegistries)
})

test('a file that was changed meanwhile is not written over', async () => {
  const { settings, revision } = await service.settings()
  appendFileSync(file, '\n')
  const before = readFileSync(file, 'utf8')
  const late = service.applySettings({ settings: { ...settings!, dns: ['1.1.1.1'] }, revision })
  await expect(late).rejects.toMatchObject({ code: 'conflict', details: { settings: file } })
  expect(readFileSync(file, 'utf8')).toBe(before)
})

test('of what runs it is known how much stays down once the engine was stopped', async () => {
  await running('forgotten')
  for (const policy of ['always', 'unless-stopped', 'on-failure'])
    await docker(own, 'run', '-d', '--init', '--name', policy, '--restart', policy, image, 'sleep', '1000')
  onTestFinished(async () => void (await docker(own, 'rm', '-f', 'always', 'unless-stopped', 'on-failure')))
  await docker(own, 'create', '--name', 'idle', image)
  onTestFinished(async () => void (await docker(own, 'rm', 'idle')))
  expect(await service.running()).toEqual({ running: 4, stayDown: 1, mayStayDown: 1 })
})

test('the sizes in the data-root are counted', async () => {
  const told: DataSize[] = []
  for await (const size of service.dataSize(new AbortController().signal)) told.push(size)
  // Part by part, and each stays.
  const known = told.map((size) => Object.values(size).filter((part) => part !== null).length)
  expect(known).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  const whole = told.at(-1)!
  expect(whole.images?.bytes).toBeGreaterThan(1e6)
  expect(whole.engineLogs?.bytes).toBeGreaterThan(0)
  expect(whole).toMatchObject({ volumes: { bytes: 0, free: 0 }, buildCache: { bytes: 0, free: 0 } })
})

test('a file that is broken is explained, kept, and set aside when the person says so', async () => {
  const good = readFileSync(file, 'utf8')
  for (const broken of ['{ "dns": ', JSON.stringify({ dns: '1.1.1.1' })]) {
    writeFileSync(file, broken)
    const { settings, problem } = await service.settings()
    expect(settings).toBeNull()
    expect(problem && say(problem)).toContain(file)
    await expect(service.applySettings({ settings: wanted, revision: '' })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(readFileSync(file, 'utf8')).toBe(broken)
  }
  const aside = await service.setSettingsAside()
  expect(readFileSync(aside, 'utf8')).toBe(JSON.stringify({ dns: '1.1.1.1' }))
  expect((await service.settings()).settings?.dns).toEqual([])
  writeFileSync(file, good)
  expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.try'))).toEqual([])
})

test('while the engine is stopped, settings count from its next start on', async () => {
  await own.engine.stop()
  expect(await apply({ dns: ['9.9.9.9'] })).toEqual({ inForce: false })
  expect(own.engine.state.phase).toBe('stopped')
  expect((await own.engine.start()).phase).toBe('ready')
  expect(config().dns).toEqual(['9.9.9.9'])
})
