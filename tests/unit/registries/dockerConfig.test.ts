import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppError } from '../../../main/contract/errors'
import { forgetAuth, noteHelper, readDockerConfig } from '../../../main/services/registries/dockerConfig'
import { findKey, hostOfKey, registryKey } from '../../../main/services/registries/registryKey'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-config-'))
  file = join(folder, 'config.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const hub = 'https://index.docker.io/v1/'
const basic = (text: string) => Buffer.from(text).toString('base64')
const write = (content: unknown) => writeFileSync(file, JSON.stringify(content))
const read = () => JSON.parse(readFileSync(file, 'utf8'))

describe('keys of registries', () => {
  it.each([
    ['docker.io', hub],
    ['index.docker.io', hub],
    ['registry-1.docker.io', 'registry-1.docker.io'],
    ['registry.example:5000', 'registry.example:5000'],
    ['[::1]:5000', '[::1]:5000'],
  ])('%s is kept as %s', (host, key) => expect(registryKey(host)).toBe(key))

  it('lead back to hosts', () => {
    expect([hub, 'https://registry.example:5000/v1/', 'registry.example'].map(hostOfKey)).toEqual([
      'docker.io',
      'registry.example:5000',
      'registry.example',
    ])
  })

  it('are found by their host, and never for another one', () => {
    const keys = ['https://registry.example/v1/', 'http://other.example', hub]
    expect(findKey(keys, 'registry.example')).toBe('https://registry.example/v1/')
    expect(findKey(keys, 'other.example')).toBe('http://other.example')
    expect(findKey(keys, hub)).toBe(hub)
    for (const wanted of [
      'example',
      'registry.example:5000',
      'a.registry.example',
      'docker.io',
      '__proto__',
    ]) {
      expect(findKey(keys, wanted), wanted).toBeUndefined()
    }
  })
})

describe("the person's docker configuration", () => {
  it('gives users, passwords and tokens', () => {
    write({
      auths: {
        'plain.example': { auth: basic('one:pass:word') },
        'https://old.example/v1/': { auth: `${basic('two:padded\0\0')}` },
        [hub]: { auth: basic('three:'), identitytoken: 'token' },
        'empty.example': {},
        'strange.example': 7,
      },
    })
    const config = readDockerConfig(file)
    const serveraddress = 'plain.example'
    expect(config.authOf(serveraddress)).toEqual({ username: 'one', password: 'pass:word', serveraddress })
    expect(config.authOf('old.example')).toMatchObject({ username: 'two', password: 'padded' })
    expect(config.authOf(hub)).toEqual({ username: 'three', identitytoken: 'token', serveraddress: hub })
    for (const key of ['empty.example', 'strange.example', 'example', '__proto__', 'constructor']) {
      expect(config.authOf(key), key).toBeNull()
    }
  })

  it('names a helper for one registry before that for all', () => {
    write({ credsStore: 'pass', credHelpers: { 'cloud.example': 'cloud', 'file.example': '' } })
    const { helperOf, helpers } = readDockerConfig(file)
    expect([helperOf('cloud.example'), helperOf('file.example'), helperOf('any.example')]).toEqual([
      'cloud',
      null,
      'pass',
    ])
    expect(helpers).toEqual(['pass', 'cloud'])
  })

  it('may be missing', () => {
    expect(readDockerConfig(file)).toMatchObject({ helpers: [], keys: [] })
  })

  it.each(['{"auths":', '[]', 'null', '7'])(
    'that is %s is not understood, and never written over',
    (text) => {
      writeFileSync(file, text)
      for (const work of [
        () => readDockerConfig(file),
        () => noteHelper(file, 'a.example', null),
        () => forgetAuth(file, 'a.example'),
      ]) {
        expect(work).toThrow(expect.objectContaining({ key: 'denied/config' }))
      }
      expect(readFileSync(file, 'utf8')).toBe(text)
      expect(readdirSync(folder)).toEqual(['config.json'])
    },
  )

  it('is never quoted in an error, for what is in it may be a password', () => {
    writeFileSync(file, '{"auths":{"a.example":{"auth":b3BlbnNlc2FtZQ}}}')
    const error = (() => {
      try {
        readDockerConfig(file)
      } catch (thrown) {
        return thrown as AppError
      }
      throw new Error('It was understood')
    })()
    expect(`${error.message} ${JSON.stringify(error.toData())} ${error.stack}`).not.toContain('b3Blb')
  })

  it('says which entry makes no sense only where that is asked for', () => {
    write({ auths: { 'bad.example': { auth: basic('no colon') }, 'good.example': { auth: basic('a:b') } } })
    const config = readDockerConfig(file)
    expect(config.authOf('good.example')).toMatchObject({ username: 'a' })
    const error = expect.objectContaining({ key: 'denied/config' })
    expect(() => config.authOf('bad.example')).toThrow(error)
  })

  it('is written with all that is not known, with its mode, where a link leads, and whole', () => {
    const real = join(folder, 'elsewhere.json')
    writeFileSync(
      real,
      JSON.stringify({ HttpHeaders: { A: 'b' }, auths: { 'x.example': { auth: basic('a:b') } }, new: [1] }),
    )
    chmodSync(real, 0o640)
    symlinkSync(real, file)
    noteHelper(file, 'y.example', 'secretservice')
    expect(read()).toEqual({
      HttpHeaders: { A: 'b' },
      auths: { 'x.example': { auth: basic('a:b') }, 'y.example': {} },
      new: [1],
      credHelpers: { 'y.example': 'secretservice' },
    })
    expect(readFileSync(real, 'utf8')).toContain('\n\t"HttpHeaders"')
    expect(statSync(real).mode & 0o777).toBe(0o640)
    noteHelper(file, 'x.example', null)
    expect(read().auths['x.example'], 'what a helper keeps stands in the file no more').toEqual({})
    forgetAuth(file, 'x.example')
    expect(Object.keys(read().auths)).toEqual(['y.example'])
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'elsewhere.json'])
  })

  it('is made for its owner alone where there was none, and not for having nothing to forget', () => {
    const deep = join(folder, 'docker/config.json')
    forgetAuth(deep, 'a.example')
    expect(existsSync(deep)).toBe(false)
    noteHelper(deep, 'a.example', 'pass')
    expect(statSync(deep).mode & 0o777).toBe(0o600)
  })
})
