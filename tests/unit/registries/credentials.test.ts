import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registryAuthHeader } from '../../../main/engine/api/registryAuth'
import { assembleCredentials } from '../../../main/services/registries/assemble'
import { helperProgram } from '../../support/helperProgram'

let folder: string
let config: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-credentials-'))
  config = join(folder, 'docker/config.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const own = () => join(folder, 'bin')
const brought = () => join(folder, 'brought')
const credentials = () =>
  assembleCredentials({
    env: { PATH: `${own()}:/usr/bin:/bin`, DOCKER_CONFIG: join(folder, 'docker') },
    personHome: folder,
    home: join(folder, 'home'),
    helpers: brought(),
  })
const write = (content: unknown) => {
  rmSync(join(folder, 'docker'), { recursive: true, force: true })
  helperProgram(join(folder, 'docker'), 'unused', 'true')
  writeFileSync(config, JSON.stringify(content))
}
const read = () => JSON.parse(readFileSync(config, 'utf8'))
const auth = (host: string) => ({ username: 'one', password: 'sesame', serveraddress: host })

describe('what opens a registry', () => {
  it('is looked up in the helper that is named, and for this registry alone', async () => {
    const box = helperProgram(own(), 'box')
    const other = helperProgram(own(), 'other')
    write({ credsStore: 'other', credHelpers: { 'a.example': 'box' } })
    const both = credentials()
    await both.keep('a.example', auth('a.example'))
    expect((await both.of('a.example')).auth).toEqual(auth('a.example'))
    expect((await both.of('b.example')).auth).toBeNull()
    expect((await both.of('docker.io')).auth).toBeNull()
    expect(box.asked).toEqual(['store a.example', 'get a.example'])
    expect(other.asked).toEqual(['get b.example', 'get https://index.docker.io/v1/'])
  })

  it('is a token where the helper says so', async () => {
    helperProgram(own(), 'box', 'echo \'{"ServerURL":"x","Username":"<token>","Secret":"abc"}\'')
    write({ credsStore: 'box' })
    expect((await credentials().of('a.example')).auth).toEqual({
      identitytoken: 'abc',
      serveraddress: 'a.example',
    })
  })

  it('does not stop what may need none when it cannot be read', async () => {
    write({ credsStore: 'missing' })
    expect(await credentials().of('a.example')).toMatchObject({
      auth: null,
      problem: { key: 'not-found/helper' },
    })
    writeFileSync(config, '{')
    expect(await credentials().of('a.example')).toMatchObject({
      auth: null,
      problem: { key: 'denied/config' },
    })
  })

  it('is kept by the helper of the configuration, in which it then stands no more', async () => {
    helperProgram(own(), 'box')
    write({ credsStore: 'box', auths: { 'a.example': { auth: 'b2xkOm9sZA==' } }, other: true })
    expect(await credentials().keep('a.example', auth('a.example'))).toEqual({
      keeper: 'helper',
      program: 'docker-credential-box',
      why: null,
    })
    expect(read()).toEqual({ credsStore: 'box', auths: { 'a.example': {} }, other: true })
    expect((await credentials().of('a.example')).auth?.password).toBe('sesame')
  })

  it("is kept in the keyring, and named in the configuration where the person's docker has the program too", async () => {
    helperProgram(own(), 'secretservice')
    write({ other: true })
    expect(await credentials().keep('a.example', auth('a.example'))).toMatchObject({ keeper: 'keyring' })
    expect(read()).toEqual({
      other: true,
      auths: { 'a.example': {} },
      credHelpers: { 'a.example': 'secretservice' },
    })
    expect((await credentials().of('a.example')).auth).toEqual(auth('a.example'))
  })

  it('is kept in the keyring by the program that only Slipway has, and the configuration says nothing of that', async () => {
    const ours = helperProgram(brought(), 'secretservice')
    write({ other: true })
    expect(await credentials().keep('docker.io', auth('https://index.docker.io/v1/'))).toMatchObject({
      keeper: 'keyring',
    })
    expect(read()).toEqual({ other: true })
    expect(readFileSync(join(folder, 'home/registries.json'), 'utf8')).not.toContain('sesame')
    expect((await credentials().of('docker.io')).auth?.password).toBe('sesame')
    expect((await credentials().of('a.example')).auth).toBeNull()
    expect((await credentials().list()).items).toEqual([
      { host: 'docker.io', user: 'one', keeper: 'keyring', program: 'docker-credential-secretservice' },
    ])
    await credentials().forget('docker.io')
    expect((await credentials().of('docker.io')).auth).toBeNull()
    expect(ours.asked.filter((line) => line.includes('a.example'))).toEqual([])
  })

  it('is kept in memory where there is nothing else, and nothing is written', async () => {
    write({ other: true })
    const before = readFileSync(config, 'utf8')
    const first = credentials()
    expect(await first.keep('a.example', auth('a.example'))).toEqual({
      keeper: 'memory',
      program: null,
      why: null,
    })
    expect((await first.of('a.example')).auth).toEqual(auth('a.example'))
    expect((await first.list()).items).toMatchObject([{ host: 'a.example', user: 'one', keeper: 'memory' }])
    await first.forget('a.example')
    expect((await first.of('a.example')).auth).toBeNull()
    expect((await credentials().of('a.example')).auth).toBeNull()
    expect(readFileSync(config, 'utf8')).toBe(before)
    expect(existsSync(join(folder, 'home/registries.json'))).toBe(false)
  })

  it('is kept in memory, and why is said, where the helper fails or the configuration is not understood', async () => {
    helperProgram(own(), 'box', 'echo locked; exit 1')
    write({ credsStore: 'box' })
    expect(await credentials().keep('a.example', auth('a.example'))).toMatchObject({
      keeper: 'memory',
      why: { code: 'denied/helper', params: { reason: 'locked' } },
    })
    helperProgram(own(), 'secretservice')
    writeFileSync(config, '{ not JSON')
    expect(await credentials().keep('a.example', auth('a.example'))).toMatchObject({
      keeper: 'memory',
      why: { code: 'denied/config' },
    })
    expect(readFileSync(config, 'utf8')).toBe('{ not JSON')
  })

  it('is listed with who keeps it, and forgotten there', async () => {
    helperProgram(own(), 'box')
    helperProgram(own(), 'broken', 'echo out of order; exit 3')
    write({
      credHelpers: { 'a.example': 'box', 'c.example': 'broken' },
      auths: { 'a.example': {}, 'https://b.example/v1/': { auth: Buffer.from('two:x').toString('base64') } },
    })
    const all = credentials()
    await all.keep('a.example', auth('a.example'))
    expect(await all.list()).toMatchObject({
      items: [
        { host: 'a.example', user: 'one', keeper: 'helper', program: 'docker-credential-box' },
        { host: 'b.example', user: 'two', keeper: 'file' },
      ],
      problems: [{ code: 'denied/helper' }],
    })
    await all.forget('b.example')
    await all.forget('a.example')
    expect((await all.list()).items).toEqual([])
    expect(read().auths).toEqual({})
  })
})

describe('the header that carries it', () => {
  const decode = (header: string) => JSON.parse(Buffer.from(header, 'base64url').toString())

  it('is base64 for the URL, with its padding, and never missing', () => {
    const tricky = { username: 'ü?>', password: '~~~???>>>', serveraddress: 'a.example' }
    const header = registryAuthHeader(tricky)['X-Registry-Auth']!
    expect(header).toMatch(/^[\w-]+={0,2}$/)
    expect(header.length % 4).toBe(0)
    expect(decode(header)).toEqual(tricky)
    expect(decode(registryAuthHeader(null)['X-Registry-Auth']!)).toEqual({})
  })
})
