import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { plainVersion } from '../../main/engine/owned/dockerVersion'
import { createEngine, type Engine } from '../../main/engine/owned/lifecycle'
import { engineParts } from '../../main/engine/owned/parts'
import { say, sentence } from '../../main/texts/sentence'
import {
  discard,
  docker,
  explain,
  importBusybox,
  reasonOf,
  removeHome,
  root,
  startEngine,
  temporaryHome,
} from '../support/engine'
import { applicationWith, follow, identitiesOf, rewriteIdentity } from '../support/engineData'

const older = '20.10.24'

let home: string
let socket: string
let engine: Engine
/** The version that the real programs are. */
let version: string
/** Other applications. */
let folder: string
const others: Engine[] = []

beforeEach(async () => {
  folder = temporaryHome()
  ;({ engine, home, socket } = await startEngine())
  await importBusybox({ socket })
  await docker({ socket }, 'create', '--name', 'web', '--volume', 'data:/data', 'busybox:test')
  await expect.poll(() => kept()).toHaveLength(1)
  version = plainVersion(engine.state.version!)
  await engine.stop()
})

afterEach(async () => {
  for (const other of others.splice(0)) {
    await other.stop()
    other.dispose()
  }
  await discard(engine)
  removeHome(folder)
})

const upgradeFile = () => join(home, 'engine/upgrade.json')

/** Versions whose programs are kept. */
function kept(): string[] {
  const old = join(home, 'engine/old')
  return existsSync(old) ? readdirSync(old).filter((name) => !name.endsWith('.new')) : []
}

/** As if an older Docker had used the data last; its programs are kept (they are the real ones). */
function pretendOlder() {
  rewriteIdentity(home, { version: older })
  renameSync(join(home, 'engine/old', version), join(home, 'engine/old', older))
  const versions = join(home, 'engine/old', older, 'versions.json')
  rmSync(versions)
  writeFileSync(versions, JSON.stringify({ docker: older }))
}

/** The same home with other programs. */
function withPrograms(docker: string, programs?: Record<string, string>): Engine {
  const other = createEngine({ root: applicationWith(join(folder, docker), docker, programs), home })
  others.push(other)
  return other
}

test('programs are kept once they have proved themselves', () => {
  expect(kept()).toEqual([version])
  const names = readdirSync(engineParts(root).bin)
  expect(readdirSync(join(home, 'engine/old', version, 'bin')).sort()).toEqual(names.sort())
})

test('a newer engine over older data keeps all, and its predecessor’s programs', async () => {
  pretendOlder()
  const state = await engine.start()
  expect(state.phase, explain(state)).toBe('ready')
  expect(state).toMatchObject({ reason: null, advice: null })
  expect(await docker({ socket }, 'ps', '-a', '--format', '{{.Names}}')).toBe('web')
  expect(identitiesOf(home).outside.version).toBe(state.version)
  expect(identitiesOf(home).inside).toEqual(identitiesOf(home).outside)
  expect(existsSync(upgradeFile())).toBe(false)
  await expect.poll(() => kept().sort()).toEqual([older, version].sort())
})

describe('an upgrade that no longer shows an image', () => {
  let layer: string

  beforeEach(async () => {
    pretendOlder()
    // An image whose layer is unreadable is what dockerd passes over without a word.
    layer = join(home, 'engine/data/image/overlay2/layerdb/sha256')
    renameSync(layer, `${layer}.away`)
    const state = await engine.start()
    expect(state.phase, explain(state)).toBe('ready')
  })

  test('says so at every start, with the way back, until all is there again', async () => {
    const about = { version, before: older, count: 2, names: ['busybox:test', 'web'], file: upgradeFile() }
    const reason = sentence('upgrade/lostKept', about)
    expect(engine.state.reason).toEqual(reason)
    expect(say(reason)).toContain(
      `Docker ${version} does not show all that Docker ${older} had here. Missing (2): busybox:test, web.`,
    )
    expect(engine.state.advice).toContain(`engine/old/${older}`)
    expect(existsSync(upgradeFile())).toBe(true)
    const again = await engine.restart()
    expect(again).toMatchObject({ phase: 'ready', reason })

    await engine.stop()
    rmSync(layer, { recursive: true, force: true })
    renameSync(`${layer}.away`, layer)
    expect(await engine.start()).toMatchObject({ phase: 'ready', reason: null, advice: null })
    expect(await docker({ socket }, 'images', '-q')).not.toBe('')
    expect(existsSync(upgradeFile())).toBe(false)
  })

  test('can be gone back on, and the older engine is then no downgrade', async () => {
    const { advice } = engine.state
    await engine.stop()
    rmSync(layer, { recursive: true, force: true })
    renameSync(`${layer}.away`, layer)
    follow(advice)
    const state = await engine.start()
    expect(state).toMatchObject({ phase: 'ready', reason: null, advice: null })
    expect(engine.parts.bin).toBe(join(home, 'engine/old', older, 'bin'))
    expect(existsSync(upgradeFile())).toBe(false)
  })

  test('is accepted by removing the file that it names', async () => {
    expect(reasonOf(engine.state)).toContain(`remove ${upgradeFile()}`)
    rmSync(upgradeFile())
    expect(await engine.restart()).toMatchObject({ phase: 'ready', reason: null, advice: null })
  })
})

test('an older engine over newer data stops, and the newer one that was kept can take over', async () => {
  const downgraded = withPrograms(older)
  const state = await downgraded.start()
  expect(state).toMatchObject({ phase: 'failed', processes: [] })
  expect(state.reason).toEqual(sentence('docker/olderKept', { version: older, newest: version }))
  expect((await downgraded.check())[0]).toEqual({ reason: state.reason, advice: state.advice })
  follow(state.advice)
  const taken = await downgraded.start()
  expect(taken.phase, explain(taken)).toBe('ready')
  expect(await docker({ socket }, 'ps', '-a', '--format', '{{.Names}}')).toBe('web')

  // Chosen programs that are gone do not leave the person without a way on.
  await downgraded.stop()
  rmSync(join(home, 'engine/old'), { recursive: true })
  const gone = await engine.start()
  expect(gone.reason).toMatchObject({ code: 'programs/missing' })
  expect(reasonOf(gone)).toContain(join(home, 'engine/use/bin/dockerd'))
  follow(gone.advice)
  expect(await engine.start()).toMatchObject({ phase: 'ready' })
})

test('an older engine without anything newer to go on with says what to install', async () => {
  rmSync(join(home, 'engine/old'), { recursive: true })
  const state = await withPrograms(older).start()
  expect(state).toMatchObject({ phase: 'failed', advice: null })
  expect(state.reason).toEqual(sentence('docker/older', { version: older, newest: version }))
})

test('a newer engine that does not start offers the one that ran before', async () => {
  const broken = withPrograms('99.0.0', { dockerd: '#!/bin/sh\necho this one is broken >&2\nexit 1\n' })
  const state = await broken.start()
  expect(state.phase).toBe('failed')
  const cause = sentence('keeper/exited', { name: 'dockerd', exitCode: 1 })
  const reason = sentence('keeper/gaveUp', { cause })
  expect(state.reason).toEqual(sentence('docker/wayBack', { reason, version }))
  expect(state.log.join('\n')).toContain('this one is broken')
  const inventory = JSON.parse(readFileSync(upgradeFile(), 'utf8')).inventory
  expect(Object.values(inventory.images)).toEqual(['busybox:test'])
  expect(Object.values(inventory.containers)).toEqual(['web'])
  expect(Object.keys(inventory.volumes)).toEqual(['data'])
  follow(state.advice)
  const back = await broken.start()
  expect(back.phase, explain(back)).toBe('ready')
  expect(await docker({ socket }, 'ps', '-a', '--format', '{{.Names}}')).toBe('web')
  expect(existsSync(upgradeFile())).toBe(false)
})
