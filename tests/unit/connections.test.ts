import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../main/contract/errors'
import { judgeHostKey, knownLine, knownName, readKnownKeys } from '../../main/engine/transport/knownHosts'
import { addressOf, parseAddress, unusable } from '../../main/services/connections/address'
import { contextKey, readDockerContexts } from '../../main/services/connections/dockerContexts'
import { isRegistered, register, unregister } from '../../main/services/connections/registration'
import { openConnectionStore } from '../../main/services/connections/store'
import { sentence } from '../../main/texts/sentence'
import { failure } from '../support/failure'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-connections-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const codeOf = async (promise: Promise<unknown>) => (await failure(promise)).code

describe('addresses', () => {
  it('are read and written as Docker does', () => {
    const tls = { ca: '/ca.pem', cert: null, key: null }
    for (const address of [
      'unix:///run/docker.sock',
      'tcp://host:2376',
      'tcp://[::1]:2376',
      'ssh://me@host',
      'ssh://host:2222/run/user/1000/docker.sock',
      'tcp://host:80',
      // Aliases of ssh's configuration, which are not to be taken for addresses.
      'ssh://Prod_DB.1',
      'ssh://me@host:22',
      // Users of a domain: the last @ parts.
      'ssh://user@corp.com@host',
      'ssh://CORP%5Cada@host:22/run/docker.sock',
    ]) {
      const target = parseAddress(address, address.startsWith('tcp') ? tls : null)
      expect(target && addressOf(target), address).toBe(address)
    }
    expect(parseAddress('ssh://user%40corp.com@host', null)).toMatchObject({
      user: 'user@corp.com',
      host: 'host',
    })
    expect(parseAddress('ssh://CORP\\ada@host', null)).toMatchObject({ user: 'CORP\\ada', host: 'host' })
    for (const address of [
      '',
      'npipe:////./pipe/docker_engine',
      'fd://',
      'unix://relative',
      'ssh://a b',
      'ssh://-oProxyCommand=x',
      'ssh://me:word@host',
      'ssh://host:70000',
    ]) {
      expect(parseAddress(address, null), address).toBeNull()
    }
  })

  it('go in the clear only to this machine', () => {
    expect(unusable(parseAddress('tcp://127.0.0.1:2375', null)!)).toBeNull()
    expect(unusable(parseAddress('tcp://localhost:2375', null)!)).toBeNull()
    expect(unusable(parseAddress('tcp://[::1]:2375', null)!)).toBeNull()
    expect(unusable(parseAddress('tcp://10.0.0.1:2375', null)!)?.code).toBe('why/clear')
    expect(unusable(parseAddress('tcp://127.0.0.1.example:2375', null)!)?.code).toBe('why/clear')
  })
})

describe('known hosts', () => {
  const key = (text: string) => {
    const type = Buffer.from('\0\0\0\x0bssh-ed25519', 'latin1')
    return Buffer.concat([type, Buffer.from(text)])
  }
  async function verdict(lines: string, host = 'host', port = 22) {
    const file = join(folder, 'known_hosts')
    writeFileSync(file, lines)
    return judgeHostKey(await readKnownKeys([file, join(folder, 'none')], knownName(host, port)), key('ours'))
  }
  const line = (hosts: string, text = 'ours', marker = '') =>
    `${marker}${hosts} ssh-ed25519 ${key(text).toString('base64')} a comment\n`

  it('know a key by name, port, pattern and hash', async () => {
    expect(await verdict(line('host'))).toBe('known')
    expect(await verdict(line('other,HOST'))).toBe('known')
    expect(await verdict(line('*.example'), 'a.example')).toBe('known')
    expect(await verdict(line('*.example,!a.example'), 'a.example')).toBe('unknown')
    expect(await verdict(knownLine('[host]:2222', key('ours')), 'host', 2222)).toBe('known')
    expect(await verdict(line('host'), 'host', 2222)).toBe('unknown')
    writeFileSync(join(folder, 'hashed'), line('host'))
    execFileSync('ssh-keygen', ['-Hf', join(folder, 'hashed')], { stdio: 'ignore' })
    const hashed = readFileSync(join(folder, 'hashed'), 'utf8')
    expect(hashed).toMatch(/^\|1\|/)
    expect(await verdict(hashed)).toBe('known')
    expect(await verdict(hashed, 'hose')).toBe('unknown')
  })

  it('refuse a changed or a revoked key', async () => {
    expect(await verdict(line('host', 'theirs'))).toBe('changed')
    expect(await verdict(line('host', 'theirs') + line('host'))).toBe('known')
    expect(await verdict(line('*', 'ours', '@revoked ') + line('host'))).toBe('changed')
    expect(await verdict(line('host', 'ours', '@cert-authority '))).toBe('unknown')
    expect(await verdict('')).toBe('unknown')
  })
})

describe('connections.json', () => {
  const target = { kind: 'unix', socket: '/run/docker.sock' } as const

  it('keeps what it does not know', () => {
    const file = join(folder, 'connections.json')
    writeFileSync(file, '{"later":{"a":1}}')
    openConnectionStore(file).change({ added: [{ id: 'added:1', name: 'One', colour: 'red', target }] })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      later: { a: 1 },
      added: [{ id: 'added:1', name: 'One', colour: 'red', target }],
    })
  })

  it('is left as it is when it cannot be read', () => {
    const file = join(folder, 'connections.json')
    for (const text of ['{"added": [', '{"added": [{"id": 1}]}']) {
      writeFileSync(file, text)
      const store = openConnectionStore(file)
      expect(store.problem).toMatchObject({ code: 'connections/unreadable', params: { file } })
      expect(() => store.change({ added: [] })).toThrow(AppError)
      store.note({ engines: {} })
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
  })
})

describe('Docker contexts', () => {
  function writeContext(name: string, Host: string, rest = {}) {
    const at = join(folder, 'contexts/meta', contextKey(name))
    mkdirSync(at, { recursive: true })
    const meta = { Name: name, Metadata: {}, Endpoints: { docker: { Host, ...rest } } }
    writeFileSync(join(at, 'meta.json'), JSON.stringify(meta))
  }

  it('are read with their certificates, and say why they cannot be used', async () => {
    writeContext('far', 'ssh://me@host')
    writeContext('safe', 'tcp://host:2376')
    writeContext('clear', 'tcp://host:2375')
    writeContext('careless', 'tcp://host:2376', { SkipTLSVerify: true })
    const tls = join(folder, 'contexts/tls', contextKey('safe'), 'docker')
    mkdirSync(tls, { recursive: true })
    writeFileSync(join(tls, 'ca.pem'), '')
    mkdirSync(join(folder, 'contexts/meta/broken'))
    writeFileSync(join(folder, 'contexts/meta/broken/meta.json'), '{')
    writeFileSync(join(folder, 'config.json'), '{"currentContext":"far"}')
    const { contexts, current, problems } = await readDockerContexts(folder)
    expect(current).toBe('far')
    const file = join(folder, 'contexts/meta/broken/meta.json')
    expect(problems).toEqual([
      sentence('context/unreadable', { file, said: sentence('why/no-json', { line: 1, column: 2 }) }),
    ])
    const usable = contexts.filter(({ unusable }) => unusable === null)
    expect(usable.map(({ name }) => name)).toEqual(['far', 'safe'])
    expect(usable[1]?.target).toMatchObject({ tls: { ca: join(tls, 'ca.pem'), cert: null } })
  })

  it('are nothing where docker was never used', async () => {
    expect(await readDockerContexts(join(folder, 'none'))).toEqual({
      contexts: [],
      current: null,
      problems: [],
    })
  })

  it('gain and lose Slipway, and nothing else', async () => {
    writeContext('far', 'ssh://me@host')
    writeFileSync(join(folder, 'config.json'), '{ "auths": {},\n "currentContext": "far" }')
    const copy = mkdtempSync(join(tmpdir(), 'slipway-copy-'))
    cpSync(folder, copy, { recursive: true })
    const own = { folder, home: '/home/me/.local/share/slipway', socket: '/run/me/docker.sock' }
    register(own)
    expect(isRegistered(own)).toBe(true)
    const { contexts } = await readDockerContexts(folder)
    expect(contexts.find(({ name }) => name === 'slipway')?.address).toBe('unix:///run/me/docker.sock')
    await unregister(own)
    expect(isRegistered(own)).toBe(false)
    expect(() => execFileSync('diff', ['-r', folder, copy])).not.toThrow()
    rmSync(copy, { recursive: true })
  })

  it('stay when they are in use, or not ours', async () => {
    const own = { folder, home: '/a', socket: '/run/a.sock' }
    register(own)
    writeFileSync(join(folder, 'config.json'), '{"currentContext":"slipway"}')
    expect(await codeOf(unregister(own))).toBe('in-use')
    expect(await codeOf(unregister({ ...own, home: '/b' }))).toBe('name-taken')
    expect(() => register({ ...own, home: '/b' })).toThrow(AppError)
    expect(existsSync(join(folder, 'contexts/meta', contextKey('slipway'), 'meta.json'))).toBe(true)
  })
})
