import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readKeeperRecord } from '../../main/engine/owned/keeper'
import { logTail } from '../../main/engine/owned/ownLog'
import { enginePaths, excessLength } from '../../main/engine/owned/paths'
import { dockerEnvironment } from '../../main/services/commandLine/environment'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-paths-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

test('SLIPWAY_HOME holds everything', () => {
  const paths = enginePaths({ SLIPWAY_HOME: '/srv/s', XDG_RUNTIME_DIR: folder, XDG_DATA_HOME: '/data' })
  expect(paths).toMatchObject({ home: '/srv/s', socket: '/srv/s/run/docker.sock' })
  expect(paths.log('keeper')).toBe('/srv/s/engine/log/keeper.log')
})

test('without it data and sockets lie where the desktop says', () => {
  expect(enginePaths({ XDG_RUNTIME_DIR: folder, XDG_DATA_HOME: '/data' })).toMatchObject({
    home: '/data/slipway',
    run: join(folder, 'slipway'),
  })
  const plain = join(homedir(), '.local/share/slipway')
  expect(enginePaths({})).toMatchObject({ home: plain, run: join(plain, 'run') })
})

test('a runtime directory that does not exist, or is not ours, does not count', () => {
  const foreign = process.geteuid?.() === 0 ? join(folder, 'none') : '/usr'
  for (const XDG_RUNTIME_DIR of [foreign, join(folder, 'none'), 'relative', '']) {
    expect(enginePaths({ XDG_RUNTIME_DIR, XDG_DATA_HOME: '/data' }).run).toBe('/data/slipway/run')
  }
})

test('paths are counted in bytes against the kernel’s limit', () => {
  expect(excessLength(`/${'x'.repeat(70)}`)).toBe(0)
  expect(excessLength(`/${'x'.repeat(71)}`)).toBe(1)
  expect(excessLength(`/${'ü'.repeat(36)}`)).toBe(2)
})

test('the docker command line cannot be led elsewhere', () => {
  const astray = {
    DOCKER_HOST: 'tcp://x',
    DOCKER_CONTEXT: 'x',
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: '/x',
    BUILDX_BUILDER: 'x',
    BUILDKIT_HOST: 'tcp://x',
  }
  expect(dockerEnvironment({ ...astray, DOCKER_CONFIG: '/c', HOME: '/h' }, '/s')).toEqual({
    DOCKER_HOST: 'unix:///s',
    DOCKER_CONFIG: '/c',
    HOME: '/h',
  })
})

test('a log’s end begins with a whole line', async () => {
  const file = join(folder, 'log')
  expect(await logTail(file, 100)).toBe('')
  writeFileSync(file, 'first\nsecond\nthird\n')
  expect(await logTail(file, 100)).toBe('first\nsecond\nthird\n')
  expect(await logTail(file, 9)).toBe('third\n')
})

test('the record of an earlier boot, or a broken one, says nothing', () => {
  const file = join(folder, 'keeper.lock')
  expect(readKeeperRecord(file)).toBeNull()
  writeFileSync(file, 'boot 00000000-0000-0000-0000-000000000000\nrun /r\nprocess dockerd 1 2 3 0\nend\n')
  expect(readKeeperRecord(file)).toBeNull()
  writeFileSync(file, '\0\0\0')
  expect(readKeeperRecord(file)).toBeNull()
})
