import { expect, test } from 'vitest'
import { AppError, type ErrorCode, type ErrorDetails } from '../../../main/contract/errors'
import { emptyConnectionForm, fieldOfFile } from '../../../renderer/features/connections/form'
import { hostKeyOf } from '../../../renderer/features/connections/hostKey'
import { whyNot } from '../../../renderer/features/connections/whyNot'

const error = (code: ErrorCode, details?: ErrorDetails) => new AppError(code, 'main says', details).toData()

test.each<[ErrorCode, ErrorDetails, string]>([
  [
    'engine-unreachable',
    { object: 'host:1', cause: 'ECONNREFUSED' },
    'No engine answers there: nothing listens at host:1. Check the address, and whether it runs.',
  ],
  [
    'engine-unreachable',
    { object: 'host:1', cause: 'EUNHEARDOF' },
    'No engine answers there: main says. Check the address, and whether it runs.',
  ],
  [
    'timeout',
    { object: 'host:1' },
    'No engine answers there: main says. Check the address, and whether it runs.',
  ],
  [
    'engine-failed',
    { object: 'unix:///s', engine: 'The answer is not JSON' },
    'What answers at unix:///s is no container engine: The answer is not JSON. Check the address.',
  ],
  [
    'not-found',
    { object: 'unix:///s', engine: 'HTTP 404 Not Found' },
    'What answers at unix:///s is no container engine: HTTP 404 Not Found. Check the address.',
  ],
  ['not-found', { object: 'far' }, 'far is no longer there. It was removed, perhaps by another program.'],
  ['unsupported', { object: 'far', engine: 'it needs TLS' }, 'far cannot be used: it needs TLS.'],
  ['denied', { file: '/key', reason: 'x', cause: 'EACCES' }, '/key cannot be used: you may not read it.'],
  ['denied', { file: '/key', reason: 'it is odd', cause: 'EODD' }, '/key cannot be used: it is odd.'],
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
  const changed = hostKeyOf(error('host-key-changed', { ...shown, keyType: 'ssh-ed25519', ...known }))
  expect(changed).toMatchObject({ file: '/k', line: 3, mend: known.command })
  // It changed while the person looked: no file has another one.
  expect(hostKeyOf(error('host-key-changed', { ...shown, keyType: 'ssh-ed25519', file: '/k' }))).toBeNull()
  expect(hostKeyOf(error('timeout', shown))).toBeNull()
  expect(hostKeyOf(null)).toBeNull()
})

test('a file that cannot be used is wrong at its own field', () => {
  const form = { ...emptyConnectionForm(), way: 'tcp' as const, ca: '/ca', cert: ' /one ', key: '/one' }
  expect(fieldOfFile(form, '/ca', 'ENOENT')).toBe('ca')
  expect(fieldOfFile(form, '/one', 'no-certificate')).toBe('cert')
  expect(fieldOfFile(form, '/one', 'no-key')).toBe('key')
  expect(fieldOfFile(form, '/other', 'ENOENT')).toBeNull()
  expect(fieldOfFile({ ...form, way: 'ssh', identityFile: '/one' }, '/one', 'ENOENT')).toBe('identityFile')
  expect(fieldOfFile({ ...form, way: 'unix' }, '/elsewhere', undefined)).toBeNull()
})
