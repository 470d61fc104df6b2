import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { placeOf, removedFolder } from '../../main/services/removed/place'
import type { Point } from '../../main/services/removed/points'
import { docker, importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import { eventually } from '../support/eventually'
import { createRandom } from '../support/random'
import {
  countHits,
  isAsked,
  isEvery,
  moments,
  seed,
  strike,
  victims,
  withVictims,
} from '../support/removal/cutOff'
import { fingerprint } from '../support/removal/fingerprint'
import { anonymousVolumes, everything, inspect, live, walkedNow, whereabouts } from '../support/removal/lived'
import { kill, type RemovalProcesses, removalProcesses } from '../support/removal/processes'
import type { Task as RemovalTask } from '../support/removal/program'

const removing: readonly Point[] = ['recorded', 'layer out', 'volumes out', 'files out', 'removed']
const returning: readonly Point[] = [
  ...(['created', 'successor recorded', 'layer aside', 'layer in', 'volumes in', 'files in'] as const),
  ...(['connected', 'named', 'started', 'forgotten'] as const),
]
const remaking = [...removing, ...returning]
const copying: readonly Point[] = ['copy recorded', 'volumes copied', 'layer copied']
/** One each of what is done differently, where not every one is killed at. */
const few = (points: readonly Point[], chosen: readonly Point[]) =>
  isEvery ? points : points.filter((point) => chosen.includes(point))
const name = 'kept'
let test: TestEngine
let processes: RemovalProcesses
let before: Awaited<ReturnType<typeof everything>>

beforeAll(async () => {
  ;[test, processes] = await Promise.all([startEngine(), removalProcesses()])
  await importBusybox(test)
  await live(test, name)
  // Which a return does not change: it starts it once more.
  await docker(test, 'restart', '-t', '0', name)
  before = await stopped()
})
afterAll(async () => {
  await processes?.dispose()
  await test?.dispose()
})

async function stopped() {
  await docker(test, 'stop', '-t', '0', name)
  return everything(test.home, name)
}

/** What the next start of anything does; then it is in one place, whole. */
async function settle(): Promise<'listed' | 'removed'> {
  await walkedNow(test.home)
  // The keeper may not know yet that it has nobody to keep.
  await eventually(() => processes.run({ home: test.home, does: 'settle' }))
  const { listed, passing, removed } = await whereabouts(test, test.home, name)
  expect({ passing, found: listed.length + removed.length }).toEqual({ passing: [], found: 1 })
  const left = readdirSync(removedFolder(test.home)).filter((each) => each.startsWith('gone.'))
  expect(left).toEqual([])
  return listed.length > 0 ? 'listed' : 'removed'
}

/** It is back, and nothing of it is another than it was. */
async function expectWhole(where: 'listed' | 'removed') {
  if (where === 'removed') {
    const { removed } = await whereabouts(test, test.home, name)
    await processes.run({ home: test.home, does: 'comeBack', ids: removed })
    expect((await inspect(test, name)).State.Status).toBe('running')
  }
  await expectUnchanged()
  // A dockerd that is killed while it creates a container leaves a volume of nobody's behind, which holds nothing of ours.
  const unused = await docker(test, 'volume', 'ls', '-q', '--filter', 'dangling=true')
  const inUse = (await anonymousVolumes(test)).filter((volume) => !unused.includes(volume))
  expect(inUse).toHaveLength(1)
  for (const volume of unused.split('\n').filter(Boolean)) {
    const { Mountpoint } = JSON.parse(await docker(test, 'volume', 'inspect', volume))[0]
    expect(readdirSync(Mountpoint)).toEqual([])
    await docker(test, 'volume', 'rm', volume)
  }
}

/** Whatever it is labelled: a change lays a label over. */
async function expectUnchanged() {
  const found = await stopped()
  const plain = ({ Config, log, ...rest }: typeof found) => ({
    ...rest,
    Config: { ...Config, Labels: null },
    log: logged(log),
  })
  expect(plain(found)).toEqual(plain(before))
}

/** Where there is one, it has all of it; then it goes. @returns how many there are */
async function expectCloneWhole(): Promise<number> {
  const clone = `${name}-clone`
  const { listed, removed } = await whereabouts(test, test.home, clone)
  expect(removed).toEqual([])
  if (listed.length > 0) {
    await docker(test, 'stop', '-t', '0', clone)
    const { layer, volume } = await everything(test.home, clone)
    expect({ layer, volume }).toEqual({ layer: before.layer, volume: before.volume })
    await docker(test, 'rm', '-v', clone)
  }
  return listed.length
}

/** Each start says it once more; what was said is all there, whatever was started since. */
const logged = (log: string) =>
  createHash('sha256')
    .update(log.replace(/^(logged\n?)+/, ''))
    .digest('hex')

const idNow = async () => (await inspect(test, name)).Id

describe('a removal that is cut off', () => {
  it.each(withVictims(removing, 0))('once it has passed "%s", with %s', async (halt, victim) => {
    const child = await processes.halted({ home: test.home, does: 'remove', ids: [await idNow()], halt })
    await strike(test.home, victim)
    await kill(child!)
    await expectWhole(await settle())
  })
})

describe('a return that is cut off', () => {
  it.each(withVictims(returning, 1))('once it has passed "%s", with %s', async (halt, victim) => {
    const id = await idNow()
    await processes.run({ home: test.home, does: 'remove', ids: [id] })
    const child = await processes.halted({ home: test.home, does: 'comeBack', ids: [id], halt })
    await strike(test.home, victim)
    await kill(child!)
    await expectWhole(await settle())
  })
})

describe('a change that is cut off', () => {
  const points = few(remaking, ['recorded', 'removed', 'layer aside', 'layer in', 'started'])
  it.each(withVictims(points, 2))('once it has passed "%s", with %s', async (halt, victim) => {
    const child = await processes.halted({ home: test.home, does: 'recreate', ids: [await idNow()], halt })
    await strike(test.home, victim)
    await kill(child!)
    expect(await settle()).toBe('listed')
    await expectWhole('listed')
  })
})

describe('a change that keeps what was before', () => {
  const points = [...few(copying, ['volumes copied', 'layer copied']), 'copied' as const]
  it.each(withVictims(points, 3))('once it has passed "%s", with %s', async (halt, victim) => {
    const child = await processes.halted({
      home: test.home,
      does: 'recreateCopied',
      ids: [await idNow()],
      halt,
    })
    await strike(test.home, victim)
    await kill(child!)
    await walkedNow(test.home)
    await eventually(() => processes.run({ home: test.home, does: 'settle' }))
    const { listed, passing, removed } = await whereabouts(test, test.home, name)
    // Half a copy is none.
    expect({ listed: listed.length, passing, copies: removed.length }).toEqual({
      listed: 1,
      passing: [],
      copies: halt === 'copied' ? 1 : 0,
    })
    const { walked } = await walkedNow(test.home)
    for (const id of removed) {
      const { layer } = placeOf(removedFolder(test.home), id)
      expect(await fingerprint(walked, layer)).toEqual(before.layer)
    }
    await processes.run({ home: test.home, does: 'discard', ids: removed })
    await expectWhole('listed')
  })
})

describe('a clone that is cut off', () => {
  const points = few(
    [...copying, ...returning],
    ['volumes copied', 'layer copied', 'layer aside', 'layer in'],
  )
  it.each(withVictims(points, 0))('once it has passed "%s", with %s', async (halt, victim) => {
    const child = await processes.halted({ home: test.home, does: 'clone', ids: [await idNow()], halt })
    await strike(test.home, victim)
    await kill(child!)
    await settle()
    const listed = await expectCloneWhole()
    const isIn = copying.includes(halt) || /^(created|successor recorded|layer aside)$/.test(halt)
    expect(listed).toBe(isIn ? 0 : 1)
    await expectWhole('listed')
  })
})

/** More of them where more kills are asked for. */
const rounds = isAsked ? 20 : 3
it(`comes back once, though two windows and the command line ask at the same time (${rounds}, seed ${seed})`, async () => {
  const random = createRandom(seed)
  const asWindow = () => processes.run({ home: test.home, does: 'comeBack', ids: [id] })
  let id = ''
  const asCommandLine = async () => {
    const env = { ...process.env, SLIPWAY_HOME: test.home }
    const words = [join(root, 'bin/slipway'), 'undo', name]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { env }).catch(
      (failed) => failed as { stdout: string; stderr: string },
    )
    return [stdout, stderr]
  }
  for (let round = 0; round < rounds; round++) {
    id = await idNow()
    await processes.run({ home: test.home, does: 'remove', ids: [id] })
    const said = await Promise.all(
      [asWindow, asWindow, asCommandLine].map(async (ask) => {
        await pause(random.below(300))
        return (await ask()).join('\n')
      }),
    )
    const about = JSON.stringify(said)
    expect(
      said.filter((words) => /came back|Brought back kept/.test(words)),
      about,
    ).toHaveLength(1)
    const isLate = /^(slipway: )?(kept|[0-9a-f]{12}) is not among what was removed\. It is back already/m
    const others = said.filter((words) => isLate.test(words))
    expect(others, about).toHaveLength(2)
    const { listed, passing, removed } = await whereabouts(test, test.home, name)
    expect([listed.length, passing, removed]).toEqual([1, [], []])
    expect((await inspect(test, name)).State.Status).toBe('running')
    await expectUnchanged()
  }
})

const steps = {
  remove: removing,
  comeBack: returning,
  recreate: remaking,
  clone: [...copying, ...returning],
} satisfies Partial<Record<RemovalTask['does'], readonly Point[]>>

const count = moments(6)
it(`is whole after kills at random moments (${count}, seed ${seed})`, async () => {
  const random = createRandom(seed)
  const hits = countHits()
  onTestFinished(() => hits.print(`Removals, seed ${seed}`))
  for (let time = 0; time < count; time++) {
    const does = random.pick(['remove', 'comeBack', 'recreate', 'clone'] as const)
    const [victim, after, delay] = [
      random.pick(victims),
      random.pick(['begun', ...steps[does]]),
      random.below(150),
    ]
    const id = await idNow()
    if (does === 'comeBack') await processes.run({ home: test.home, does: 'remove', ids: [id] })
    const { child, passed } = await processes.begun({ home: test.home, does, ids: [id] }, after)
    await pause(delay)
    await strike(test.home, victim)
    await kill(child)
    const found = await settle()
    const clones = await expectCloneWhole()
    hits.add(`${does} after "${passed()}": ${found}${clones > 0 ? ', cloned' : ''}`)
    await expectWhole(found)
  }
}, 3_600_000)
