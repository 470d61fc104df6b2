import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BrokenConfigError, completeConfig, writeDaemonConfig } from '../../main/engine/owned/daemonConfig'
import { sentence } from '../../main/texts/sentence'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-config-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

test('a new file has what Slipway stands on, and bounded logs', () => {
  const path = join(folder, 'engine/daemon.json')
  writeDaemonConfig(path, 'rootless')
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    'live-restore': true,
    'storage-driver': 'overlay2',
    features: { 'containerd-snapshotter': false },
    'log-driver': 'json-file',
    'log-opts': { 'max-size': '100m', 'max-file': '5' },
  })
  expect(readdirSync(join(folder, 'engine'))).toEqual(['daemon.json'])
})

test('what a person set stays', () => {
  const person = {
    debug: true,
    'log-driver': 'local',
    'registry-mirrors': ['https://mirror.example'],
    features: { buildkit: false },
    'x-unknown': { deep: [1] },
  }
  expect(completeConfig(person, 'rootless')).toEqual({
    ...person,
    features: { buildkit: false, 'containerd-snapshotter': false },
    'live-restore': true,
    'storage-driver': 'overlay2',
  })
})

test('address pools are chosen only as root, and only when nobody has', () => {
  expect(completeConfig({}, 'rootless')).not.toHaveProperty('default-address-pools')
  const own = [{ base: '10.9.0.0/16', size: 24 }]
  expect(completeConfig({ 'default-address-pools': own }, 'rootful')['default-address-pools']).toBe(own)
  const pools = completeConfig({}, 'rootful')['default-address-pools']
  expect(pools).toContainEqual({ base: expect.stringMatching(/^\d+\.\d+\.0\.0\/16$/), size: 24 })
})

test('a file that is up to date is not touched', () => {
  const path = join(folder, 'daemon.json')
  writeDaemonConfig(path, 'rootless')
  const { ino } = statSync(path)
  writeDaemonConfig(path, 'rootless')
  expect(statSync(path).ino).toBe(ino)
})

test('the place where a file stops being JSON is told', () => {
  const path = join(folder, 'daemon.json')
  writeFileSync(path, '{\n  "dns": ["1.1.1.1"]\n  "debug": true\n}\n')
  let said: unknown
  try {
    writeDaemonConfig(path, 'rootless')
  } catch (thrown) {
    said = (thrown as BrokenConfigError).sentence
  }
  expect(said).toEqual(sentence('config/noJson', { file: path, line: 3, column: 3 }))
})

test.each(['{', '[]', 'null', '"text"', '7', '', ' \n'])('%s is refused and kept', (text) => {
  const path = join(folder, 'daemon.json')
  writeFileSync(path, text)
  expect(() => writeDaemonConfig(path, 'rootless')).toThrow(BrokenConfigError)
  expect(readFileSync(path, 'utf8')).toBe(text)
})
