import { appendFileSync, cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createEngine } from '../../main/engine/owned/lifecycle'
import { inRoot } from '../../scripts/support/paths.mjs'
import { expect, test } from '../e2e/support/app'
import { discard, importBusybox, root, startEngine } from '../support/engine'
import { freePort } from '../support/freePort'
import { isAlive } from '../support/processes'
import { createRandom } from '../support/random'
import { counting, createCounter } from './counter'
import { sharedLayers } from './layers'
import { createPerson, type Shown } from './person'
import { planOf, strike, type Victim } from './victims'
import { createDocker, createWork } from './work'

const seconds = Number(process.env.SLIPWAY_SOAK_SECONDS ?? 3600)
const seed = Number(process.env.SLIPWAY_SOAK_SEED ?? Date.now() % 2 ** 32)
/** Milliseconds in which all is back, on a machine that does other things, too. */
const longest = 240_000
/** Milliseconds in which the window shows what is. */
const windowRight = 15_000

const record = (entry: object) => {
  mkdirSync(inRoot('artefacts'), { recursive: true })
  appendFileSync(inRoot('artefacts/soak.jsonl'), `${JSON.stringify(entry)}\n`)
}

test(`whatever is killed, nothing is lost (${seconds} s, seed ${seed})`, async () => {
  test.setTimeout((seconds + 900) * 1000)
  const random = createRandom(seed)
  // Of its own, for how much of it is used depends on what was cut off: the kills are the same each time.
  const randomWork = createRandom(seed + 1)
  const { engine, home, socket } = await startEngine()
  await importBusybox({ socket })
  engine.dispose()
  const docker = createDocker(socket)
  const port = await freePort()
  const serve = 'echo works > /tmp/index.html; exec httpd -f -p 80 -h /tmp'
  const web = ['run', '-d', '--init', '--name', 'web', '--restart', 'always', '-p', `127.0.0.1:${port}:80`]
  await docker(...web, 'busybox:test', 'sh', '-c', serve)
  const counters = ['always', 'unless-stopped', 'on-failure'].map((policy) => ({
    policy,
    name: `count-${policy}`,
  }))
  for (const { policy, name } of counters) {
    const words = ['run', '-d', '--init', '--name', name, '--restart', policy, '-v', `${name}:/count`]
    await docker(...words, 'busybox:test', 'sh', '-c', counting)
  }
  await docker('create', '--name', 'never-started', 'busybox:test')
  const counts = counters.map(({ name }) => createCounter(home, name))
  const person = await createPerson(home)
  const work = createWork(docker)
  const killed: Partial<Record<Victim, number>> = {}
  const back: number[] = []
  const seen: number[] = []
  let rounds = 0

  /** The rows that the engine's own list makes. */
  async function listed(): Promise<Shown['rows']> {
    const lines = (await docker('ps', '-a', '--format', '{{.Names}} {{.State}}')).split('\n')
    return Object.fromEntries(
      lines.map((line) => line.split(' ')).map(([name, state]) => [name, state === 'running']),
    )
  }

  /** Waits until the engine answers, what is to run always does, and its port leads there. */
  async function recovered(): Promise<void> {
    const started = Date.now()
    let problem = ''
    for (let look = 1; Date.now() < started + longest; look++) {
      try {
        const rows = await listed()
        const down = ['web', 'count-always', 'count-unless-stopped'].filter((name) => !rows[name])
        if (down.length > 0) throw new Error(`${down.join(', ')} does not run`)
        const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5000) })
        if ((await answer.text()).trim() !== 'works') throw new Error('the port is answered by another')
        return
      } catch (error) {
        problem = String(error)
      }
      // A person does not ask at once.
      if (look % 10 === 0) problem = `${await person.see()}: ${problem}`
      await pause(500)
    }
    throw new Error(`not back within ${longest / 1000} s: ${problem}`)
  }

  async function untilWindowIsRight(): Promise<void> {
    let since = Date.now()
    let shown: Shown | null = null
    let rows: Shown['rows'] = {}
    for (let look = 1; Date.now() < since + windowRight; look++) {
      ;[rows, shown] = [await listed(), await person.look()]
      if (shown && sameRows(shown.rows, rows) && !shown.notice) return
      // An engine that gave up one of its parts answers on, and says so until it is started.
      const seen = look % 10 === 0 && shown?.notice ? await person.see() : ''
      if (seen === 'failed' || seen === 'stopped') since = Date.now()
      else await pause(250)
    }
    throw new Error(`the window shows ${JSON.stringify(shown)} where there is ${JSON.stringify(rows)}`)
  }

  async function layersAreApart(): Promise<string[]> {
    const shared = sharedLayers(home)
    if (shared.length === 0) return []
    // Who is about to end may still be there.
    await pause(1000)
    return sharedLayers(home).filter((one) => shared.includes(one))
  }

  try {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
      rounds++
      const plan = planOf(random)
      const acts = work.some(randomWork, 1 + randomWork.below(4))
      await pause(plan.delay)
      const pids = Object.fromEntries(strike(plan, home, person.main))
      for (const victim of plan.victims) killed[victim] = (killed[victim] ?? 0) + 1
      const struck = Date.now()
      // A process of this size takes a moment to end.
      await expect.poll(() => Object.values(pids).flat().filter(isAlive)).toEqual([])
      record({ round: rounds, ...plan, pids })
      await acts
      await person.reopen()
      await recovered()
      back.push(Date.now() - struck)
      const shown = Date.now()
      await untilWindowIsRight()
      seen.push(Date.now() - shown)
      const faults = [
        ...(await work.faults()),
        ...(await layersAreApart()),
        ...counts.flatMap((count) => count.faults()),
      ]
      record({ round: rounds, back: back.at(-1), seen: seen.at(-1), faults, starts: person.starts.length })
      expect(faults, `round ${rounds}, seed ${seed}`).toEqual([])
    }
  } finally {
    const figures = {
      seed,
      rounds,
      killed,
      backMs: spread(back),
      windowMs: spread(seen),
      done: work.done,
      cutOff: work.cutOff,
      counted: counts.map(({ count }) => count),
      startedByHand: person.starts,
    }
    record(figures)
    process.stdout.write(`${JSON.stringify(figures, null, 1)}\n`)
    // The engine's logs say what a round was to it.
    cpSync(join(home, 'engine/log'), inRoot('artefacts/soak-logs'), { recursive: true })
    await person.close().catch(() => {})
    await discard(createEngine({ root, home }))
  }
})

function sameRows(one: Shown['rows'], other: Shown['rows']): boolean {
  const names = Object.keys(other)
  return Object.keys(one).length === names.length && names.every((name) => one[name] === other[name])
}

/** The middle one, nine of ten, and the longest. */
function spread(times: readonly number[]) {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
  return { middle: at(0.5), ninety: at(0.9), longest: at(1) }
}
