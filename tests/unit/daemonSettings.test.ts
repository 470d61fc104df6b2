import { expect, test } from 'vitest'
import { EngineSettings } from '../../main/contract/engineSettings'
import { readSettings, StrangeSettingError, withSettings } from '../../main/engine/owned/daemonSettings'

const empty: EngineSettings = {
  logs: { maxSize: null, maxFiles: null },
  registryMirrors: [],
  insecureRegistries: [],
  proxies: { http: '', https: '', no: '' },
  dns: [],
  addressPools: [],
}
const full: EngineSettings = {
  logs: { maxSize: '100m', maxFiles: 5 },
  registryMirrors: ['https://mirror.example'],
  insecureRegistries: ['registry.example:5000'],
  proxies: { http: 'http://proxy.example:3128', https: 'https://proxy.example', no: 'localhost' },
  dns: ['192.0.2.53', '2001:db8::53'],
  addressPools: [{ base: '10.9.0.0/16', size: 24 }],
}

test('what is written is read again', () => {
  expect(readSettings({})).toEqual(empty)
  expect(withSettings({}, empty)).toEqual({})
  expect(readSettings(withSettings({}, full))).toEqual(full)
})

test('what is taken away leaves no key, and nothing else goes', () => {
  const others = {
    'x-unknown': { deep: [1] },
    debug: true,
    'log-opts': { labels: 'a' },
    proxies: { 'x-proxy': 'b' },
  }
  expect(withSettings(withSettings(others, full), empty)).toEqual(others)
})

test('keys keep their order, so that the file can be compared', () => {
  const keys = ['dns', 'debug', 'registry-mirrors']
  const config = { dns: ['192.0.2.1'], debug: true, 'registry-mirrors': ['https://a.example'] }
  const changed = withSettings(config, {
    ...empty,
    dns: ['192.0.2.2'],
    registryMirrors: ['https://b.example'],
  })
  expect(Object.keys(changed)).toEqual(keys)
})

test('another log driver has its own limits', () => {
  const config = { 'log-driver': 'journald', 'log-opts': { tag: 'x' } }
  expect(readSettings(config).logs).toBeNull()
  expect(withSettings(config, { ...empty, logs: null })).toEqual(config)
})

test('a password is hidden, and kept when it comes back so', () => {
  const config = { proxies: { 'http-proxy': 'http://me:se:cret@proxy.example:3128' } }
  const read = readSettings(config)
  expect(read.proxies.http).toBe('http://me:xxxxx@proxy.example:3128')
  expect(withSettings(config, read)).toEqual(config)
  const http = 'http://me:new@proxy.example:3128'
  expect(withSettings(config, { ...read, proxies: { ...read.proxies, http } })).toEqual({
    proxies: { 'http-proxy': http },
  })
})

test.each([
  ['http://me:xxxxx@other.example:3128', 'http://me:se:cret@other.example:3128'],
  ['http://you:xxxxx@proxy.example:3128', 'http://you:se:cret@proxy.example:3128'],
  ['https://me:xxxxx@proxy.example/path', 'https://me:se:cret@proxy.example/path'],
  ['http://proxy.example:3128', 'http://proxy.example:3128'],
  ['http://me@proxy.example:3128', 'http://me@proxy.example:3128'],
])('a hidden password stays when all else of the address changes: %s', (http, written) => {
  const config = { proxies: { 'http-proxy': 'http://me:se:cret@proxy.example:3128' } }
  const read = readSettings(config)
  expect(withSettings(config, { ...read, proxies: { ...read.proxies, http } })).toEqual({
    proxies: { 'http-proxy': written },
  })
})

test('a hidden password goes along where the address is copied to the other proxy, and is that one’s own where it has one', () => {
  const http = 'http://me:$&one@proxy.example'
  const config = { proxies: { 'http-proxy': http } }
  const { proxies, ...rest } = readSettings(config)
  expect(withSettings(config, { ...rest, proxies: { ...proxies, https: proxies.http } })).toEqual({
    proxies: { 'http-proxy': http, 'https-proxy': http },
  })
  const two = { proxies: { 'http-proxy': http, 'https-proxy': 'http://me:two@proxy.example' } }
  expect(withSettings(two, { ...rest, proxies: { ...proxies, https: proxies.http } })).toEqual(two)
  // Nobody knows another one: it is what the person wrote.
  const written = { proxies: { 'http-proxy': 'http://me:xxxxx@proxy.example' } }
  expect(withSettings({}, readSettings(written))).toEqual(written)
})

test.each([
  [{ dns: '192.0.2.1' }, 'dns'],
  [{ 'registry-mirrors': [7] }, 'registry-mirrors.0'],
  [{ 'default-address-pools': [{ base: '10.0.0.0/8' }] }, 'default-address-pools.0.size'],
  [{ 'log-opts': 'max-size=1' }, 'log-opts'],
  [{ proxies: { 'http-proxy': null } }, 'proxies.http-proxy'],
])('%j is not shown as settings', (config, key) => {
  expect(() => readSettings(config)).toThrow(StrangeSettingError)
  expect(() => readSettings(config)).toThrow(key)
})

const accepts = (changes: object) => EngineSettings.safeParse({ ...full, ...changes }).success
const proxies = (http: string) => ({ proxies: { ...full.proxies, http } })
const pool = (base: string, size: number) => ({ addressPools: [{ base, size }] })
const logs = (maxSize: string, maxFiles = 1) => ({ logs: { maxSize, maxFiles } })

test.each([
  {},
  { registryMirrors: ['http://mirror.example:5000/path'] },
  { insecureRegistries: ['10.0.0.0/8', '[::1]:5000', 'localhost', '192.0.2.1:5000', 'fd00::/8'] },
  proxies(''),
  proxies('http://me:secret@proxy.example'),
  pool('fd00::/48', 64),
  pool('10.0.0.0/16', 16),
  logs('1G'),
  logs('500kb'),
])('dockerd takes %j', (changes) => expect(accepts(changes)).toBe(true))

test.each([
  { registryMirrors: ['mirror.example'] },
  { registryMirrors: ['ftp://mirror.example'] },
  { registryMirrors: ['https://me@mirror.example'] },
  { registryMirrors: ['https://mirror.example?'] },
  { registryMirrors: [''] },
  { insecureRegistries: ['http://registry.example'] },
  { insecureRegistries: ['a b'] },
  { insecureRegistries: ['10.0.0.0/33'] },
  proxies('proxy.example:3128'),
  proxies('socks://proxy.example'),
  { dns: ['dns.example'] },
  { dns: ['192.0.2.1:53'] },
  pool('10.0.0.0', 24),
  pool('10.0.0.0/16', 8),
  pool('10.0.0.0/16', 31),
  pool('10.0.0.0/16', Number.NaN),
  logs('100'),
  logs('0m'),
  logs('1m', 0),
  logs('1m', 1.5),
])('%j is refused before dockerd sees it', (changes) => expect(accepts(changes)).toBe(false))
