import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { snapshotPlace, snapshotsFolder } from '../../main/services/snapshots/place'
import type { SnapshotPoint } from '../../main/services/snapshots/points'
import {
  containerPid,
  docker,
  importBusybox,
  processesOf,
  startEngine,
  type TestEngine,
} from '../support/engine'
import { eventually } from '../support/eventually'
import { patience } from '../support/patience'
import { createRandom } from '../support/random'
import { countHits, moments, seed, strike, victims, withVictims } from '../support/removal/cutOff'
import { fingerprint } from '../support/removal/fingerprint'
import { inspect, live, walkedNow } from '../support/removal/lived'
import { kill, type SnapshotProcesses, snapshotProcesses } from '../support/removal/processes'

const taking: readonly SnapshotPoint[] = ['copied', 'kept']
const returning: readonly SnapshotPoint[] = [
  ...(['next copied', 'return recorded', 'stopped', 'present out'] as const),
  ...(['snapshot in', 'started', 'present kept'] as const),
]
const name = 'kept'
let test: TestEngine
let processes: SnapshotProcesses
let id: string
/** What it has at first, and what it has changed to before it goes back. */
let first: readonly string[]
let second: readonly string[]
/** The snapshot of the first. */
let snapshot: string

beforeAll(async () => {
  ;[test, processes] = await Promise.all([startEngine(), snapshotProcesses()])
  await importBusybox(test)
  id = await live(test, name)
  first = await layer()
  await processes.run({ home: test.home, does: 'take', id })
  snapshot = wholeOnes()[0]!
  await docker(test, 'exec', name, 'sh', '-c', 'echo changed > /written; rm -r /own')
  second = await layer()
})
afterAll(async () => {
  await processes?.dispose()
  await test?.dispose()
})

const root = () => snapshotsFolder(test.home)
const wholeOnes = () => readdirSync(root()).filter((each) => /^[0-9a-f]{16}$/.test(each))
async function layer(): Promise<string[]> {
  const { walked, socket } = await walkedNow(test.home)
  return fingerprint(walked, (await inspect({ socket }, name)).GraphDriver.Data.UpperDir)
}

/** What the next start of anything does: then nothing half is left. */
async function settle(): Promise<void> {
  await walkedNow(test.home)
  await eventually(() => processes.run({ home: test.home, does: 'settle' }))
  expect(readdirSync(root()).filter((each) => each !== 'lock')).toEqual(wholeOnes())
}

/** Each snapshot that is there is whole, and the container has one of the two, whole. @returns which */
async function expectWhole(): Promise<'first' | 'second'> {
  const { walked } = await walkedNow(test.home)
  for (const one of wholeOnes()) {
    const found = await fingerprint(walked, snapshotPlace(root(), one).layer)
    expect([first, second]).toContainEqual(found)
    expect(JSON.parse(readFileSync(snapshotPlace(root(), one).record, 'utf8'))).toMatchObject({
      return: null,
    })
  }
  const now = await layer()
  expect([first, second]).toContainEqual(now)
  return String(now) === String(first) ? 'first' : 'second'
}

async function runsAgain(): Promise<void> {
  // A keeper that was killed with everything starts what its policy says, which is nothing.
  if ((await inspect(test, name)).State.Status !== 'running') await docker(test, 'start', name)
}

describe('a snapshot that is cut off while it is taken', () => {
  it.each(withVictims(taking, 0))('once it has passed "%s", with %s', async (halt, victim) => {
    await runsAgain()
    const before = wholeOnes()
    const child = await processes.halted({ home: test.home, does: 'take', id, halt })
    await strike(test.home, victim)
    await kill(child!)
    await settle()
    expect(wholeOnes().length - before.length).toBe(halt === 'kept' ? 1 : 0)
    await expectWhole()
  })
})

describe('a way back to a snapshot that is cut off', () => {
  it.each(withVictims(returning, 1))('once it has passed "%s", with %s', async (halt, victim) => {
    await runsAgain()
    const had = await expectWhole()
    const other = wholeOnes().filter((one) => one !== snapshot)
    const child = await processes.halted({ home: test.home, does: 'goBack', id: snapshot, halt })
    await strike(test.home, victim)
    await kill(child!)
    await settle()
    const isDone = !/^(next copied|return recorded|stopped)$/.test(halt)
    expect(await expectWhole()).toBe(isDone ? 'first' : had)
    // What it had until then is one more.
    const more = wholeOnes().filter((one) => one !== snapshot && !other.includes(one))
    expect(more).toHaveLength(isDone ? 1 : 0)
    // Whatever ended with everything is another matter.
    if (victim !== 'everything') expect((await inspect(test, name)).State.Status).toBe('running')
    if (isDone) {
      await docker(test, 'exec', name, 'true').catch(() => docker(test, 'start', name))
      const kept = snapshotPlace(root(), more[0]!).layer
      const { walked } = await walkedNow(test.home)
      expect(await fingerprint(walked, kept)).toEqual(had === 'first' ? first : second)
    }
  })
})

const steps = { take: taking, goBack: returning }

const count = moments(3)
it(`nothing is half after kills at random moments (${count}, seed ${seed})`, async () => {
  const random = createRandom(seed)
  const hits = countHits()
  onTestFinished(() => hits.print(`Snapshots, seed ${seed}`))
  for (let time = 0; time < count; time++) {
    const does = random.pick(['take', 'goBack'] as const)
    const [victim, after, delay] = [
      random.pick(victims),
      random.pick(['begun', ...steps[does]]),
      random.below(150),
    ]
    await runsAgain()
    const had = await expectWhole()
    const task = { home: test.home, does, id: does === 'take' ? id : snapshot }
    const { child, passed } = await processes.begun(task, after)
    await pause(delay)
    await strike(test.home, victim)
    await kill(child)
    const before = wholeOnes().length
    await settle()
    const more = wholeOnes().length - before
    hits.add(`${does} after "${passed()}": ${had} to ${await expectWhole()}, ${more} more once settled`)
  }
}, 3_600_000)

describe('processes that stand still while they are copied', () => {
  const many = [
    'mkdir /many; cd /many; for n in $(seq 300); do echo $n > $n; done; cd /',
    'for n in $(seq 25); do cp -r /many /many$n; done',
  ].join('\n')
  const stands = (pid: number) => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))

  async function begunToCopy() {
    const pid = await containerPid(test, 'busy')
    const { Id } = await inspect(test, 'busy')
    const { child } = await processes.begun({ home: test.home, does: 'take', id: Id })
    await vi.waitFor(() => expect(stands(pid)).toBe(true), { timeout: patience, interval: 1 })
    return { child, pid }
  }

  it('go on when main is killed, and at the next start when the copying program was', async () => {
    await walkedNow(test.home)
    await docker(test, 'run', '-d', '--name', 'busy', 'busybox:test', 'sh', '-c', 'sleep 100000')
    await docker(test, 'exec', 'busy', 'sh', '-c', many)
    const { child, pid } = await begunToCopy()
    await kill(child)
    await eventually(() => expect(stands(pid)).toBe(false))

    const again = await begunToCopy()
    const copying = processesOf(test.home).filter(({ command }) => / copy --still /.test(command))
    expect(copying).toHaveLength(1)
    process.kill(copying[0]!.pid, 'SIGSTOP')
    await kill(again.child)
    process.kill(copying[0]!.pid, 'SIGKILL')
    expect(stands(pid)).toBe(true)
    await settle()
    expect(stands(pid)).toBe(false)
    await expectWhole()
  })
})
