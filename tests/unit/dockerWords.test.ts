import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leftToDocker } from '../../main/cli/dockerPlugins'
import { pluginCall, readDockerWords } from '../../main/cli/dockerWords'
import { engineParts } from '../../main/engine/owned/parts'
import { readConfiguration, withHelpers } from '../../main/services/commandLine/personConfiguration'
import { pluginFolder } from '../../main/services/commandLine/pluginFolder'

const split = (text: string) => text.split(' ').filter(Boolean)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-words-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A person's configuration that says this. */
function configuration(value: unknown = {}) {
  writeFileSync(join(folder, 'config.json'), typeof value === 'string' ? value : JSON.stringify(value))
  return readConfiguration({ DOCKER_CONFIG: folder }, null)
}

describe('the words behind slipway docker', () => {
  it.each([
    ['ps -a', '', 'ps -a'],
    ['-D ps', '-D', 'ps'],
    ['-l debug ps -H x', '-l debug', 'ps -H x'],
    ['-Dl debug ps', '-Dl debug', 'ps'],
    ['-ldebug ps', '-ldebug', 'ps'],
    ['--log-level=debug --tls ps', '--log-level=debug --tls', 'ps'],
    ['--tlscacert a --tlscert b --tlskey c ps', '--tlscacert a --tlscert b --tlskey c', 'ps'],
    ['--debug -- ps', '--debug', 'ps'],
    ['--version', '--version', ''],
    ['', '', ''],
  ])('%j are flags of docker’s own, then the command', (words, flags, command) => {
    expect(readDockerWords(split(words))).toEqual({
      flags: split(flags),
      command: split(command),
      config: null,
    })
  })

  it.each([
    ['--config a ps', 'a'],
    ['--config=a=b ps', 'a=b'],
    ['-D --config a ps --config b', 'a'],
  ])('%j name a configuration folder', (words, config) => {
    expect(readDockerWords(split(words)).config).toBe(config)
  })

  it.each(['-H x', '-H=x', '-Hx', '-DH x', '--host x', '--host=x', '-c x', '-Dcx', '--context=x', '-D -c x'])(
    'refuse to go elsewhere: %j',
    (words) => {
      expect(() => readDockerWords([...split(words), 'ps'])).toThrow(/Slipway's own engine/)
    },
  )

  it.each(['ps', 'image ls', 'image', 'images', 'run build', 'help build', 'help', '', 'compose-like'])(
    'are docker’s own: %j',
    (words) => {
      expect(pluginCall(split(words))).toBeNull()
    },
  )
})

describe('a person’s docker configuration', () => {
  const calls = ['build .', 'buildx ls', 'compose up'].map((words) => pluginCall(split(words))!)
  const left = (config: ReturnType<typeof configuration>, env: NodeJS.ProcessEnv = {}) =>
    calls.map((call) => leftToDocker(call, config, env))

  it('is read from where docker reads it', () => {
    expect(readConfiguration({ DOCKER_CONFIG: '/c' }, null).folder).toBe('/c')
    expect(readConfiguration({ DOCKER_CONFIG: '/c' }, '/d').folder).toBe('/d')
    expect(readConfiguration({}, null).folder).toMatch(/^\/.*\/\.docker$/)
    expect(readConfiguration({}, 'here').folder).toBe(join(process.cwd(), 'here'))
  })

  it.each([{}, 'null', '[]', '{"aliases":7,"credHelpers":"x","cliPluginsExtraDirs":[3]}', '{broken'])(
    'that says nothing changes nothing: %j',
    (value) => {
      const config = configuration(value)
      expect(config).toMatchObject({ builder: null, helpers: [] })
      expect(left(config)).toEqual([false, false, false])
    },
  )

  it('has its own plugin of a name used, as docker does', () => {
    const extra = join(folder, 'extra')
    mkdirSync(extra)
    writeFileSync(join(extra, 'docker-compose'), '')
    mkdirSync(join(folder, 'cli-plugins'))
    expect(left(configuration({ cliPluginsExtraDirs: [extra] }))).toEqual([false, false, true])
    writeFileSync(join(folder, 'cli-plugins/docker-buildx'), '')
    expect(left(configuration())).toEqual([true, true, false])
  })

  it('may name another builder, or the environment none', () => {
    expect(left(configuration({ aliases: { builder: 'mine' } }))).toEqual([true, false, false])
    expect(left(configuration({ aliases: { builder: 'buildx' } }))).toEqual([false, false, false])
    const config = configuration()
    expect(left(config, { DOCKER_BUILDKIT: '0' })).toEqual([true, false, false])
    expect(left(config, { DOCKER_BUILDKIT: '1' })).toEqual([false, false, false])
  })

  it('is offered Slipway’s credential helpers, behind all others, only where it asks for one', () => {
    const path = (value: unknown, PATH?: string) => withHelpers({ PATH }, configuration(value), '/ours').PATH
    expect(path({ credsStore: 'secretservice' }, '/bin')).toBe('/bin:/ours')
    expect(path({ credHelpers: { 'a.example': 'pass' } })).toBe('/ours')
    for (const value of [{}, { credsStore: 'desktop' }, { auths: { 'a.example': {} } }]) {
      expect(path(value, '/bin')).toBe('/bin')
    }
  })
})

describe('the folder that plugins get', () => {
  const parts = engineParts('/app')
  const given = () => pluginFolder(join(folder, 'cache'), configuration(), parts)
  const links = (at: string) =>
    Object.fromEntries(readdirSync(at).map((name) => [name, readlinkSync(join(at, name))]))

  it('is the person’s in links, with buildx among the plugins', () => {
    mkdirSync(join(folder, 'cli-plugins'))
    writeFileSync(join(folder, 'cli-plugins/docker-mine'), '')
    const own = given()
    expect(readlinkSync(join(own, 'config.json'))).toBe(join(folder, 'config.json'))
    expect(links(join(own, 'cli-plugins'))).toEqual({
      'docker-buildx': parts.buildx,
      'docker-mine': join(folder, 'cli-plugins/docker-mine'),
    })
  })

  it('follows what the person changes, and keeps what plugins leave there', () => {
    mkdirSync(join(folder, 'contexts'))
    const own = given()
    writeFileSync(join(own, '.token_seed'), 'seed')
    expect(readdirSync(own)).toContain('contexts')
    rmSync(join(folder, 'contexts'), { recursive: true })
    rmSync(join(own, 'config.json'))
    symlinkSync('/elsewhere', join(own, 'config.json'))
    expect(given()).toBe(own)
    expect(readdirSync(own).sort()).toEqual(['.token_seed', 'cache', 'cli-plugins', 'config.json'])
    expect(readlinkSync(join(own, 'config.json'))).toBe(join(folder, 'config.json'))
  })

  it('is there where the person has none', () => {
    const nowhere = { ...configuration(), folder: join(folder, 'none') }
    const own = pluginFolder(join(folder, 'cache'), nowhere, parts)
    expect(readdirSync(own)).toEqual(['cli-plugins'])
    expect(links(join(own, 'cli-plugins'))).toEqual({ 'docker-buildx': parts.buildx })
  })
})
