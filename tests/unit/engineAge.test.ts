import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeIdentity } from '../../main/engine/owned/identity'
import { engineParts } from '../../main/engine/owned/parts'
import { enginePaths } from '../../main/engine/owned/paths'
import { sentinelProblem } from '../../main/engine/owned/sentinel'
import { triedOn } from '../../main/engine/owned/triedVersions'
import { type Sentence, sentence } from '../../main/texts/sentence'

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-age-'))
  mkdirSync(join(home, 'engine/data/image/overlay2'), { recursive: true })
  mkdirSync(join(home, 'native/runtime/engine'), { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true }))

const uuid = '01234567-89ab-cdef-0123-456789abcdef'
const places = () => [join(home, 'engine/identity.json'), join(home, 'engine/data/slipway-identity')] as const

/** What is written down of the data, in both places, or otherwise inside. */
function identity(outside: object, inside = outside) {
  const [first, second] = places()
  writeFileSync(first, JSON.stringify({ uuid, driver: 'overlay2', ...outside }))
  writeFileSync(second, JSON.stringify({ uuid, driver: 'overlay2', ...inside }))
}

/** Why a Slipway that brings this Docker would not start over the data; null when it would. */
function refusalOf(docker: string): Sentence | null {
  writeFileSync(join(home, 'native/runtime/engine/versions.json'), JSON.stringify({ docker }))
  return sentinelProblem(enginePaths({}, home), engineParts(home))?.reason ?? null
}

const olderThan = (docker: string, version: string) =>
  sentence('docker/older', { version: docker, newest: version })

test('an older Docker goes on with the data when it was tried with data of the one that used it last', () => {
  const version = '28.5.2+dfsg4'
  const [inside, outside] = places()
  writeIdentity({ inside, outside }, { uuid, driver: 'overlay2', version })
  expect(refusalOf('28.5.2')).toBeNull()
  expect(refusalOf('26.1.5')).toBeNull()
  expect(refusalOf('26.1.4')).toEqual(olderThan('26.1.4', '28.5.2'))
  expect(refusalOf('20.10.24')).toEqual(olderThan('20.10.24', '28.5.2'))
})

test('which ones were tried is known of a version, and of none that is older or not known', () => {
  expect(triedOn('28.5.2+dfsg4')).toEqual(['26.1.5'])
  for (const version of ['26.1.5+dfsg1', '20.10.24', '27.5.1', '29.0.0', '280.1.1', 'x']) {
    expect(triedOn(version)).toEqual([])
  }
})

test('a Docker that this Slipway has never heard of may name it all the same', () => {
  identity({ version: '77.0.0', tried: ['26.1.5', '75.1'], more: { to: 'come' } })
  expect(refusalOf('26.1.5')).toBeNull()
  expect(refusalOf('75.1.0')).toBeNull()
  expect(refusalOf('28.5.2')).toEqual(olderThan('28.5.2', '77.0.0'))
})

test.each([
  ['does not say it yet', undefined],
  ['names none', []],
  ['was damaged to a text', '26.1.5'],
  ['was damaged to an object', { '26.1.5': true }],
  ['was damaged to nothing', null],
  ['names what is no version', ['', 'all', 26, null, ['26.1.5'], '*']],
])('an identity that %s allows nothing, and is no less the identity', (_, tried) => {
  identity({ version: '28.5.2', tried })
  expect(refusalOf('26.1.5')).toEqual(olderThan('26.1.5', '28.5.2'))
  expect(refusalOf('28.5.2')).toBeNull()
})

test('of two that differ, as in data that came from elsewhere, the newer one tells', () => {
  identity({ version: '28.5.2', tried: ['26.1.5'] }, { version: '29.1.0', tried: [] })
  expect(refusalOf('26.1.5')).toEqual(olderThan('26.1.5', '29.1.0'))
  identity({ version: '26.1.5' }, { version: '28.5.2', tried: ['26.1.5'] })
  expect(refusalOf('26.1.5')).toBeNull()
})
