import { describe, expect, it } from 'vitest'
import { AppError, type ErrorDetails } from '../../../main/contract/errors'
import { parseEnvironment } from '../../../renderer/features/run/environment'
import { failedField, portOffer } from '../../../renderer/features/run/failure'
import {
  checkForm,
  emptyMount,
  emptyPort,
  emptyRunForm,
  emptyVariable,
  isTyped,
  type RunForm,
  suggestPorts,
} from '../../../renderer/features/run/form'
import { rowSentence } from '../../../renderer/ui/forms/sentences'

const form = (change: Partial<RunForm>): RunForm => ({ ...emptyRunForm('busybox'), ...change })
const problems = (change: Partial<RunForm>) => Object.fromEntries(checkForm(form(change)).problems)

describe('checkForm', () => {
  it('makes the request of the contract', () => {
    const { request } = checkForm({
      image: ' debian:12 ',
      name: 'web',
      command: `sh -c 'sleep 1'`,
      ports: [
        emptyPort(),
        { ...emptyPort(), hostIp: '127.0.0.1', hostPort: '8080', containerPort: '80', protocol: 'udp' },
        { ...emptyPort(), containerPort: '443' },
      ],
      environment: [emptyVariable(), { name: 'A', value: ' kept as it is ' }],
      mounts: [{ source: 'data', target: '/data', readOnly: true }, emptyMount()],
      restartPolicy: 'always',
      tty: true,
    })
    expect(request).toEqual({
      image: 'debian:12',
      name: 'web',
      command: ['sh', '-c', 'sleep 1'],
      ports: [
        { hostIp: '127.0.0.1', hostPort: 8080, containerPort: 80, protocol: 'udp' },
        { hostIp: '', hostPort: null, containerPort: 443, protocol: 'tcp' },
      ],
      environment: [{ name: 'A', value: ' kept as it is ' }],
      mounts: [{ source: 'data', target: '/data', readOnly: true }],
      restartPolicy: 'always',
      tty: true,
    })
  })

  it('says which field is wrong, by its place in the form', () => {
    const port = (change: object) => ({ ...emptyPort(), containerPort: '80', ...change })
    expect(problems({ image: ' ' })).toEqual({ image: 'imageMissing' })
    expect(problems({ image: 'Not an image' })).toEqual({ image: 'image' })
    expect(problems({ name: '-x' })).toEqual({ name: 'name' })
    expect(problems({ command: `echo "` })).toEqual({ command: 'quote' })
    expect(problems({ ports: [emptyPort(), port({ hostPort: '99999' })] })).toEqual({
      'ports.1.hostPort': 'hostPort',
    })
    expect(problems({ ports: [port({ hostPort: '80a' })] })).toEqual({ 'ports.0.hostPort': 'hostPort' })
    expect(problems({ ports: [port({ hostPort: '80', containerPort: '' })] })).toEqual({
      'ports.0.containerPort': 'containerPortMissing',
    })
    expect(problems({ ports: [port({ containerPort: '0' })] })).toEqual({
      'ports.0.containerPort': 'containerPort',
    })
    expect(problems({ ports: [port({ hostIp: 'here' })] })).toEqual({ 'ports.0.hostIp': 'hostIp' })
    expect(problems({ environment: [{ name: 'A=B', value: '' }] })).toEqual({
      'environment.0.name': 'variableName',
    })
    expect(problems({ environment: [{ name: '', value: 'x' }] })).toEqual({
      'environment.0.name': 'variableNameMissing',
    })
    expect(problems({ mounts: [{ source: 'a b', target: 'x', readOnly: false }] })).toEqual({
      'mounts.0.source': 'source',
      'mounts.0.target': 'target',
    })
    expect(problems({ mounts: [{ source: '', target: '/x', readOnly: false }] })).toEqual({
      'mounts.0.source': 'sourceMissing',
    })
  })

  it('sees what is there twice', () => {
    const a = { name: 'A', value: '1' }
    const mount = { source: 'data', target: '/data', readOnly: false }
    expect(problems({ environment: [a, emptyVariable(), a] })).toEqual({
      'environment.2.name': 'variableTwice',
    })
    expect(problems({ mounts: [mount, { ...mount, source: 'more' }] })).toEqual({
      'mounts.1.target': 'targetTwice',
    })
  })
})

describe('isTyped', () => {
  it('counts what was typed, and no suggestion', () => {
    expect(isTyped(form({}), form({}))).toBe(false)
    expect(isTyped(form({ ports: suggestPorts([], ['80/tcp']) }), form({}))).toBe(false)
    expect(isTyped(form({ ports: [{ ...emptyPort(), hostPort: '80' }] }), form({}))).toBe(true)
    expect(isTyped(form({ name: 'web' }), form({}))).toBe(true)
    expect(isTyped(form({ image: 'debian:12' }), form({}))).toBe(true)
  })
})

describe('suggestPorts', () => {
  it('offers what the image exposes, the port for a browser first, and keeps what was typed', () => {
    const typed = { ...emptyPort(), hostPort: '8080', containerPort: '80' }
    const first = suggestPorts([typed], ['443/tcp', '53/udp', '80/tcp', '9/sctp'])
    expect(first.map(({ hostPort, containerPort, protocol }) => [hostPort, containerPort, protocol])).toEqual(
      [
        ['8080', '80', 'tcp'],
        ['', '443', 'tcp'],
        ['', '53', 'udp'],
      ],
    )
    // Another image: its suggestions replace the untouched ones.
    expect(suggestPorts(first, ['3000/tcp']).map(({ containerPort }) => containerPort)).toEqual([
      '80',
      '3000',
    ])
    expect(suggestPorts(first, [])).toEqual([typed])
  })
})

describe('parseEnvironment', () => {
  it('reads pasted lines', () => {
    expect(parseEnvironment('# a comment\nA=1\n\nexport B="two words"\r\nC=\nD=a=b\n')).toEqual([
      { name: 'A', value: '1' },
      { name: 'B', value: 'two words' },
      { name: 'C', value: '' },
      { name: 'D', value: 'a=b' },
    ])
  })
  it('reads values of several lines between quotes', () => {
    const key = '-----BEGIN KEY-----\nab=c\n# no comment\n-----END KEY-----'
    const text = [
      `KEY="${key}"`,
      `OTHER='${key.replaceAll('\n', '\r\n')}' # the same`,
      String.raw`ESCAPED="a\nb\t\"c\" \$D C:\\x \d"`,
      String.raw`LITERAL='a\nb'`,
      'OPEN="no end',
      'PAIRS="a" and "b"',
      'LAST=1',
    ].join('\n')
    expect(parseEnvironment(text)).toEqual([
      { name: 'KEY', value: key },
      { name: 'OTHER', value: key.replaceAll('\n', '\r\n') },
      { name: 'ESCAPED', value: 'a\nb\t"c" $D C:\\x \\d' },
      { name: 'LITERAL', value: 'a\\nb' },
      { name: 'OPEN', value: '"no end' },
      { name: 'PAIRS', value: 'a" and "b' },
      { name: 'LAST', value: '1' },
    ])
  })
  it('takes nothing else for variables', () => {
    for (const text of [
      '',
      '\n',
      'just text',
      'A=1\nnot a variable',
      'a b=c',
      'first line\nA=1',
      '-----BEGIN KEY-----\nab=\n',
    ])
      expect(parseEnvironment(text)).toBeNull()
  })
})

describe('failedField', () => {
  const filled = form({
    ports: [
      { ...emptyPort(), hostPort: '80', containerPort: '80' },
      { ...emptyPort(), hostPort: '8080', containerPort: '81' },
    ],
    mounts: [
      { source: 'data', target: '/data', readOnly: false },
      { source: '/nowhere', target: '/x', readOnly: false },
    ],
  })
  const field = (code: AppError['code'], details = {}) => failedField(AppError.of(code, details), filled)

  it('finds the field that the engine speaks of', () => {
    expect(field('name-taken', { name: 'web' })).toBe('name')
    expect(field('image-unknown')).toBe('image')
    expect(field('command-not-found', { command: 'nope' })).toBe('command')
    expect(field('port-busy', { port: 8080 })).toBe('ports.1.hostPort')
    expect(field('port-busy')).toBe('ports')
    expect(field('denied', { port: 80 })).toBe('ports.0.hostPort')
    expect(field('denied', { command: '/etc' })).toBe('command')
    expect(field('mount-invalid', { engine: 'bind source path does not exist: /nowhere' })).toBe(
      'mounts.1.source',
    )
    expect(field('mount-invalid')).toBe('mounts')
    expect(field('invalid-input', { fields: ['command'] })).toBe('command')
    expect(field('invalid-input', { fields: ['ports.3.hostPort'] })).toBe('ports')
    expect(field('disk-full')).toBeNull()
    expect(field('denied')).toBeNull()
  })

  it('offers another port and the container that has it, for the row that it is about', () => {
    const offer = (details: ErrorDetails, code: AppError['code'] = 'port-busy') =>
      portOffer(AppError.of(code, details), filled)
    expect(offer({ port: 8080, free: 8081, by: 'shop', container: 'c1' })).toEqual({
      row: 1,
      free: '8081',
      container: { id: 'c1', name: 'shop' },
    })
    expect(offer({ port: 8080, free: 8081 })).toEqual({ row: 1, free: '8081', container: null })
    expect(offer({ port: 8080 })).toBeNull()
    expect(offer({ port: 9, free: 10 })).toBeNull()
    expect(offer({ port: 80, free: 8080 }, 'denied')).toBeNull()
  })

  it('shows a row the sentence of its first wrong field', () => {
    expect(rowSentence({ 'ports.1.hostPort': 'busy' }, 'ports.1', ['hostPort', 'containerPort'])).toBe('busy')
    expect(rowSentence({ 'ports.1.hostPort': 'busy' }, 'ports.0', ['hostPort'])).toBeNull()
  })
})
