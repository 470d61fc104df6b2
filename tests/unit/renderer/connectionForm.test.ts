import { expect, test } from 'vitest'
import { connectionColours } from '../../../main/contract/connections'
import {
  type ConnectionForm,
  checkConnection,
  emptyConnectionForm,
  freeColour,
} from '../../../renderer/features/connections/form'
import texts from '../../../renderer/features/connections/locales/en/connections.json'

const form = (part: Partial<ConnectionForm>): ConnectionForm => ({ ...emptyConnectionForm(), ...part })
const target = (part: Partial<ConnectionForm>) => checkConnection(form(part)).request?.target

test('each way becomes a target, with usual ports of TCP and nothing for what is empty', () => {
  expect(target({ way: 'unix', socket: ' /run/docker.sock ' })).toEqual({
    kind: 'unix',
    socket: '/run/docker.sock',
  })
  expect(target({ way: 'ssh', host: 'host.example', user: 'me' })).toEqual({
    kind: 'ssh',
    host: 'host.example',
    port: null,
    user: 'me',
    socket: null,
    identityFile: null,
  })
  const tls = { ca: '/ca.pem', cert: null, key: null }
  expect(target({ way: 'tcp', host: '[::1]', ca: '/ca.pem' })).toEqual({
    kind: 'tcp',
    host: '::1',
    port: 2376,
    tls,
  })
  expect(target({ way: 'tcp', host: '127.0.0.1', tls: false, ca: '/ca.pem' })).toEqual({
    kind: 'tcp',
    host: '127.0.0.1',
    port: 2375,
    tls: null,
  })
})

test.each<[Partial<ConnectionForm>, object]>([
  [
    { host: 'ssh://ada@corp.example@host' },
    { user: 'ada@corp.example', host: 'host', port: null, socket: null },
  ],
  [{ host: 'ada@corp.example@host:2222' }, { user: 'ada@corp.example', host: 'host', port: 2222 }],
  [{ host: 'ssh://me@[::1]:22/run/d.sock' }, { user: 'me', host: '::1', port: 22, socket: '/run/d.sock' }],
  [
    { host: 'ssh://host', user: 'me' },
    { user: 'me', host: 'host' },
  ],
  [
    { host: 'host', user: 'CORP\\ada' },
    { user: 'CORP\\ada', host: 'host' },
  ],
  [{ host: 'CORP\\ada@host' }, { user: 'CORP\\ada', host: 'host' }],
])('what is put into the host has the user in it: %j', (typed, expected) => {
  expect(target(typed)).toMatchObject(expected)
})

test('without a name it bears its address', () => {
  expect(checkConnection(form({ host: 'host.example' })).request?.name).toBe('host.example')
  expect(checkConnection(form({ host: 'host.example', name: ' Staging ' })).request?.name).toBe('Staging')
})

test.each<[Partial<ConnectionForm>, Record<string, string>]>([
  [{ host: '' }, { host: 'hostMissing' }],
  [{ host: 'me@host', user: 'you' }, { host: 'host' }],
  [{ way: 'tcp', host: 'me@host' }, { host: 'host' }],
  [{ host: 'host', user: 'CORP\\' }, { user: 'user' }],
  [{ host: 'host', port: '70000' }, { port: 'port' }],
  [{ host: 'host', port: 'ssh' }, { port: 'port' }],
  [{ host: 'host', user: 'a b' }, { user: 'user' }],
  [
    { host: 'host', remoteSocket: 'docker.sock', identityFile: 'id' },
    { remoteSocket: 'remoteSocket', identityFile: 'identityFile' },
  ],
  [{ way: 'unix', socket: 'docker.sock' }, { socket: 'socket' }],
  [{ way: 'unix', socket: '' }, { socket: 'socketMissing' }],
  [{ way: 'tcp', host: 'host', cert: '/cert.pem' }, { key: 'keyMissing' }],
  [{ way: 'tcp', host: 'host', key: '/key.pem' }, { cert: 'certMissing' }],
  [{ way: 'tcp', host: 'host', ca: 'ca.pem' }, { ca: 'ca' }],
])('%j is wrong at its field', (part, problems) => {
  const checked = checkConnection(form(part))
  expect(checked.request).toBeNull()
  expect(Object.fromEntries(checked.problems)).toEqual(problems)
  for (const key of Object.values(problems)) expect(texts.problem).toHaveProperty(key)
})

const others = [
  { name: 'Slipway engine', source: 'bundled', target: { kind: 'unix', socket: '/home/me/run/docker.sock' } },
  { name: 'Staging', source: 'added', target: { kind: 'unix', socket: '/run/docker.sock' } },
] as const

test.each<[Partial<ConnectionForm>, Record<string, string>]>([
  [{ host: 'host', name: ' staging ' }, { name: 'nameTaken' }],
  // Without a name it bears its address.
  [{ host: 'STAGING' }, { name: 'nameTaken' }],
  [{ way: 'unix', socket: ' /home/me/run/docker.sock ' }, { socket: 'socketOwn' }],
  [{ way: 'unix', socket: '/run/docker.sock', name: 'Other' }, {}],
  [{ host: 'host', name: 'Staging 2' }, {}],
])('%j beside others that there are', (part, problems) => {
  const checked = checkConnection(form(part), others)
  expect(Object.fromEntries(checked.problems)).toEqual(problems)
  expect(checked.request === null).toBe(Object.keys(problems).length > 0)
  for (const key of Object.values(problems)) expect(texts.problem).toHaveProperty(key)
})

test('every colour has a word', () => {
  expect(Object.keys(texts.colour)).toEqual([...connectionColours])
})

test('a new connection has the first colour that no other has', () => {
  expect(freeColour([{ colour: 'teal' }])).toBe('blue')
  expect(freeColour([{ colour: 'violet' }, { colour: 'teal' }, { colour: 'blue' }])).toBe('magenta')
  expect(freeColour(connectionColours.map((colour) => ({ colour })))).toBe('blue')
})
