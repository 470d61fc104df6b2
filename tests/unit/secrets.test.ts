import { describe, expect, it } from 'vitest'
import {
  guardedSettings,
  inspectText,
  labelsWithoutSecrets,
  withoutSecrets,
  wordsWithoutSecrets,
} from '../../main/services/secrets'

describe('a text', () => {
  it.each([
    ['psql postgres://ada:hunter2@db:5432/shop', 'psql postgres://ada:••••••@db:5432/shop'],
    ["sh -c 'run --password=hunter2 --port=80'", "sh -c 'run --password=•••••• --port=80'"],
    ['run --db-password "two words" -v', 'run --db-password •••••• -v'],
    ['API_KEY=abc PORT=80 GITHUB_TOKEN="x y" go', 'API_KEY=•••••• PORT=80 GITHUB_TOKEN=•••••• go'],
    ['curl -H "Authorization: Bearer abcdef123456"', 'curl -H "Authorization: Bearer ••••••"'],
    ['run --token="two words and no end', 'run --token=••••••'],
    ["run --password 'two words and no end", 'run --password ••••••'],
    [
      `${'x'.repeat(100)}_password_${'y'.repeat(50)}=z`,
      `${'x'.repeat(100)}_password_${'y'.repeat(50)}=••••••`,
    ],
    ['PGPASSWORD=x githubToken=y clientSecret:z', 'PGPASSWORD=•••••• githubToken=•••••• clientSecret:••••••'],
  ])('%s', (text, shown) => expect(withoutSecrets(text)).toBe(shown))

  it.each([
    'nginx -g "daemon off;"',
    'A basic webserver, a bearer of files',
    'keyboard=us monkey=1 passenger=2 tokenizer=fast',
    'https://example.org:8080/path@2',
    'docker.io/library/postgres:16@sha256:abc',
    'node --max-old-space-size=100 server.js',
  ])('stays as it is: %s', (text) => expect(withoutSecrets(text)).toBe(text))

  it('is looked through at once, however many there are of its length', () => {
    const labels = Object.fromEntries(
      Array.from({ length: 28_000 }, (_, at) => [`label-${at}`, 'x'.repeat(985)]),
    )
    expect(labelsWithoutSecrets(labels)).toEqual(labels)
  })

  it('of a megabyte is hidden whole, without being looked through', () => {
    for (const text of [
      'a'.repeat(1e6),
      'password'.repeat(1e5),
      'a://'.repeat(2e5),
      '--'.repeat(5e5),
      ' '.repeat(1e6),
    ]) {
      expect(withoutSecrets(text)).toBe('••••••')
      expect(withoutSecrets(text.slice(0, 20_000)).length).toBeGreaterThan(0)
    }
  })
})

it('words of a command hide what stands behind a telling option', () => {
  expect(wordsWithoutSecrets(['run', '--token', 'abc', '--token', '--port', '80', '--pass=x'])).toEqual([
    'run',
    '--token',
    '••••••',
    '--token',
    '--port',
    '80',
    '--pass=••••••',
  ])
})

const Config = {
  Env: [
    'PATH=/usr/bin',
    'NODE_VERSION=20',
    'LC_ALL=C',
    'DATABASE_URL=postgres://a:b@db/x',
    'SECRET=hush\nquiet',
    'GREETING=hello there',
    'TOKEN_PATH=/run/hidden',
    'HTTP_PATH=http://me:hidden@proxy',
    'EMPTY=',
    'BARE',
  ],
  Labels: { team: 'web', 'com.example.api-key': 'hush-label', note: 'use password=hush-note', 'a.token': '' },
  Entrypoint: ['/entry', '--secret', 'hush-word'],
  Cmd: ['serve', '--db=postgres://a:hush-url@db'],
}

it('of settings only what looks like a secret is hidden, and nothing from who asks', () => {
  const { environment, labels, entrypoint, command } = guardedSettings(Config, false)
  const shown = Object.fromEntries(environment.map(({ name, value }) => [name, value]))
  expect(shown).toEqual({
    PATH: '/usr/bin',
    NODE_VERSION: '20',
    LC_ALL: 'C',
    DATABASE_URL: null,
    SECRET: null,
    GREETING: 'hello there',
    TOKEN_PATH: null,
    HTTP_PATH: null,
    EMPTY: '',
    BARE: '',
  })
  expect(labels).toEqual({
    team: 'web',
    'com.example.api-key': '••••••',
    note: 'use password=••••••',
    'a.token': '',
  })
  expect([...entrypoint, ...command].join(' ')).not.toContain('hush')
  expect(guardedSettings(Config, true)).toEqual({
    environment: Config.Env.map((entry) => {
      const [name, ...value] = entry.split('=')
      return { name, value: value.join('=') }
    }),
    labels: Config.Labels,
    entrypoint: Config.Entrypoint,
    command: Config.Cmd,
  })
  expect(guardedSettings({ Env: null, Labels: null, Entrypoint: null, Cmd: null }, false)).toEqual({
    environment: [],
    labels: {},
    entrypoint: [],
    command: [],
  })
})

it.each([
  ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/bin', true],
  ['PORT', '8080', true],
  ['PYTHON_SHA256', '86c9fc0ee6c2b1bba5a9e5b6b9b1b0c1a7d6d9a5e7c7b1f7c4b0c4d6f2c3a1b2', true],
  ['GPG_KEY', 'E3FF2839C048B25C084DEBE9B26995E310250568', true],
  ['JAVA_OPTS', '-Xmx512m -Dfile.encoding=UTF-8', true],
  ['DATABASE_HOST', 'db.internal.example.org', true],
  ['CONFIG', '/etc/shop/2024/settings.production.json', true],
  ['KEYBOARD', 'us', true],
  ['POSTGRES_PASSWORD', 'x', false],
  ['APP_KEY', 'short', false],
  ['SENTRY_DSN', 'https://abc@sentry.example.org/1', false],
  ['DEPLOY', 'ghp_0123456789abcdefghijABCDEFGHIJ012345', false],
  ['ID', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', false],
  ['WHATEVER', 'c3VwZXIgc2VjcmV0IHZhbHVlIDQy', false],
  ['PEM_FILE_TEXT', '-----BEGIN PRIVATE KEY-----', false],
  ['URL', 'postgres://ada:hush@db/shop', false],
])('the variable %s=%s', (name, value, isShown) => {
  const [shown] = guardedSettings({ Env: [`${name}=${value}`] }, false).environment
  expect(shown).toEqual({ name, value: isShown ? value : null })
})

it('the whole inspect hides the same, wherever it stands, and keeps its form', () => {
  const inspection = {
    Id: 'sha256:abc',
    Args: ['--token', 'hush-arg'],
    Config: { ...Config, Healthcheck: { Test: ['CMD', 'curl', 'http://u:hush-test@x'] } },
    ContainerConfig: { Env: ['KEY=hush-old'] },
    State: { Health: { Log: [{ Output: 'token=hush-output' }] }, Pid: 7, Dead: false, Error: null },
  }
  const text = inspectText(inspection, false)
  expect(text).not.toMatch(/hush|quiet|hidden/)
  expect(JSON.parse(text)).toMatchObject({ Id: 'sha256:abc', State: { Pid: 7, Dead: false, Error: null } })
  expect(JSON.parse(text).Config.Env).toContain('PATH=/usr/bin')
  expect(JSON.parse(text).Config.Env).toContain('BARE')
  expect(JSON.parse(inspectText(inspection, true))).toEqual(inspection)
})
