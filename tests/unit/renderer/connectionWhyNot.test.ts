import { expect, test } from 'vitest'
import { AppError, type ErrorDetails, type ErrorKey } from '../../../main/contract/errors'
import { sentence } from '../../../main/texts/sentence'
import { emptyConnectionForm, fieldOfFile } from '../../../renderer/features/connections/form'
import { hostKeyOf } from '../../../renderer/features/connections/hostKey'
import { whyNot } from '../../../renderer/features/connections/whyNot'

const error = (key: ErrorKey, details?: ErrorDetails) => AppError.of(key, details).toData()

test.each<[ErrorKey, ErrorDetails, string]>([
  [
    'engine-unreachable',
    { object: 'host:1', cause: 'ECONNREFUSED' },
    'No engine answers there: nothing listens at host:1. Check the address, and whether it runs.',
  ],
  [
    'engine-unreachable',
    { object: 'host:1', engine: 'connect EUNHEARDOF', cause: 'EUNHEARDOF' },
    'No engine answers there: connect EUNHEARDOF. Check the address, and whether it runs.',
  ],
  [
    'engine-unreachable/reason',
    { object: 'host:1', reason: sentence('why/link-lost') },
    'No engine answers there: the connection to it was lost. Check the address, and whether it runs.',
  ],
  [
    'timeout',
    { object: 'host:1' },
    'No engine answers there: host:1 did not answer in time. Check the address, and whether it runs.',
  ],
  [
    'engine-failed/strange',
    { object: 'unix:///s', why: sentence('answer/no-json') },
    'What answers at unix:///s is no container engine: The answer is not JSON. Check the address.',
  ],
  [
    'not-found',
    { object: 'unix:///s', engine: 'HTTP 404 Not Found' },
    'What answers at unix:///s is no container engine: HTTP 404 Not Found. Check the address.',
  ],
  ['not-found', { object: 'far' }, 'far is no longer there. It was removed, perhaps by another program.'],
  [
    'unsupported/connection',
    { object: 'far', why: sentence('why/clear') },
    'far cannot be used: it goes to another machine in the clear; it needs TLS.',
  ],
  [
    'denied/path',
    { file: '/key', reason: sentence('why/file-closed') },
    '/key cannot be used: you may not read it.',
  ],
  ['denied/path', { file: '/key', reason: 'it is odd' }, '/key cannot be used: it is odd.'],
  [
    'denied',
    { object: '/s', engine: 'EACCES' },
    'You may not use /s. Its owner may, and often the group docker; ask whoever runs this machine.',
  ],
  [
    'certificate-refused',
    {
      host: 'h',
      reason: 'r',
      cause: 'ERR_TLS_CERT_ALTNAME_INVALID',
      names: 'DNS:a\u202eb, IP Address:10.0.0.1',
    },
    'The certificate of h is made out to another name (a⟨U+202E⟩b, 10.0.0.1), so nothing was sent. Reach it by that name, or have it made out to this one.',
  ],
  [
    'certificate-refused',
    { host: 'h', reason: 'something new', cause: 'NEW' },
    'The certificate of h cannot be trusted, so nothing was sent: something new. Check the certificate files and the name.',
  ],
])('%s %j in a sentence', (code, details, sentence) => {
  expect(whyNot(error(code, details))).toBe(sentence)
})

test("a host's key is said as ssh-keygen says it, and what mends it only where another one is known", () => {
  const shown = { host: 'h', fingerprint: 'SHA256:abc' }
  for (const [keyType, type] of [
    ['ssh-ed25519', 'ED25519'],
    ['ecdsa-sha2-nistp256', 'ECDSA'],
    ['ssh-rsa', 'RSA'],
  ] as const) {
    expect(hostKeyOf(error('host-key-unknown', { ...shown, keyType }))).toEqual({
      ...shown,
      type,
      compare: `ssh-keygen -lf /etc/ssh/ssh_host_${type.toLowerCase()}_key.pub`,
      file: null,
      line: null,
      mend: null,
    })
  }
  const known = { file: '/k', line: 3, command: 'ssh-keygen -R h -f /k' }
  const changed = hostKeyOf(error('host-key-changed/command', { ...shown, keyType: 'ssh-ed25519', ...known }))
  expect(changed).toMatchObject({ file: '/k', line: 3, mend: known.command })
  // It changed while the person looked: no file has another one.
  expect(hostKeyOf(error('host-key-changed', { ...shown, keyType: 'ssh-ed25519', file: '/k' }))).toBeNull()
  expect(hostKeyOf(error('timeout', shown))).toBeNull()
  expect(hostKeyOf(null)).toBeNull()
})

test('a file that cannot be used is wrong at its own field', () => {
  const form = { ...emptyConnectionForm(), way: 'tcp' as const, ca: '/ca', cert: ' /one ', key: '/one' }
  expect(fieldOfFile(form, '/ca', sentence('why/file-absent'))).toBe('ca')
  expect(fieldOfFile(form, '/one', sentence('why/no-certificate'))).toBe('cert')
  expect(fieldOfFile(form, '/one', sentence('why/no-private-key'))).toBe('key')
  expect(fieldOfFile(form, '/other', sentence('why/file-absent'))).toBeNull()
  expect(
    fieldOfFile({ ...form, way: 'ssh', identityFile: '/one' }, '/one', sentence('why/file-absent')),
  ).toBe('identityFile')
  expect(fieldOfFile({ ...form, way: 'unix' }, '/elsewhere', undefined)).toBeNull()
})
