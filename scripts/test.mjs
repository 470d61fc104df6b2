import './setup/node.mjs'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setUp } from './setup/setUp.mjs'
import { run } from './support/command.mjs'
import { sessionBus, virtualDisplay } from './support/display.mjs'
import { atEnd } from './support/ending.mjs'
import { inRoot, isRoot, temporaryFolder } from './support/paths.mjs'
import { describeProcesses, endAll, environmentOf, leftAfter, processes } from './support/processes.mjs'
import { main, say } from './support/report.mjs'
import { hasWindows, limitOf, listSuite, needsRoot, readSelection, runSuite } from './support/suites.mjs'
import { asUser, copyBack, temporaryUser } from './support/temporaryUser.mjs'
import { countLine, sum } from './support/testCount.mjs'
import { timesTable } from './support/testTimes.mjs'

/** Where a run tells the one that started it (root's) its count, in place of the last line. */
const resultFile = process.env.SLIPWAY_TEST_RESULT
/** Seconds that the last processes of a run have to end by themselves. */
const grace = 5
/** By which what this run started is known, whoever started it. */
const mark = 'SLIPWAY_TEST_RUN'
/** Seconds for the set-up's own look, and for what it may make anew. */
const setUpLimit = 300

await main(async () => {
  const since = Date.now()
  await setUp({ virtualDisplay: true, tests: true })
  const { suites, forRunner } = readSelection(process.argv.slice(2))
  if (!resultFile) rmSync(inRoot('artefacts'), { recursive: true, force: true })
  const ordinary = suites.filter((name) => !needsRoot(name) && name !== 'fresh')
  const rooted = suites.filter(needsRoot)
  const setUpSeconds = (Date.now() - since) / 1000
  const counts = isRoot
    ? await asRoot(ordinary, rooted, forRunner)
    : [...(await inThisUser(ordinary, forRunner)), ...(await Promise.all(rooted.map(skipped)))]
  // Read only when it runs: nothing in it keeps the other suites from starting.
  if (suites.includes('fresh')) {
    const { fresh } = await import('../tests/fresh/fresh.mjs')
    counts.push(await fresh())
  }
  const count = sum(counts)
  if (resultFile) writeFileSync(resultFile, JSON.stringify(count))
  else {
    // Of some tests alone each line says it already.
    if (forRunner.length === 0)
      say(`\n${timesTable([{ name: 'set-up', seconds: setUpSeconds }, ...count.times])}`)
    say(`\n${countLine(count)}`)
  }
  return count.failed > 0 || counts.length === 0 ? 1 : 0
})

function needsDisplay(name) {
  return name !== 'unit' && !needsRoot(name)
}

/** What needs root is counted as skipped for an ordinary user. */
async function skipped(name) {
  return { passed: 0, failed: 0, skipped: await listSuite(name) }
}

/**
 * The ordinary suites run in a copy of the tree, as an ordinary user that exists only for them; those that need root run
 * meanwhile, for they wait more than they work. Each changes the machine's users: this one is made before and removed after.
 */
async function asRoot(ordinary, rooted, forRunner) {
  if (ordinary.length === 0) return inThisUser(rooted, forRunner)
  const user = await temporaryUser()
  say(`Running as root: the tests run as ${user.name}, an ordinary user that is removed afterwards.`)
  if (rooted.length > 0) say(`Beside them runs ${rooted.join(', ')}; what it says comes at the end.`)
  const first = asTemporaryUser(user, ordinary, forRunner)
  const counts = await Promise.all([first, inThisUser(rooted, forRunner, first)])
  await user.remove()
  return counts.flat()
}

/**
 * The suites on a display and a session bus of their own: nothing pops up, nothing of the person's is touched.
 * @param {Promise<unknown>} [others] what they run beside
 */
async function inThisUser(suites, forRunner, others) {
  if (suites.length === 0) return []
  const before = new Set(processes().map(({ pid }) => pid))
  const runtimeFolder = process.env.XDG_RUNTIME_DIR || temporaryFolder('slipway-run-')
  const { WAYLAND_DISPLAY: _, ...outer } = process.env
  const env = { ...outer, XDG_RUNTIME_DIR: runtimeFolder, [mark]: String(process.pid) }
  // Engines live on when a suite is ended.
  atEnd(() => endAll(({ pid }) => environmentOf(pid).includes(`${mark}=${process.pid}`)))
  if (suites.some(needsDisplay)) Object.assign(env, await virtualDisplay(), await sessionBus())
  const inOrder = async (names, beside) => {
    const counts = []
    for (const name of names) counts.push(await runSuite(name, forRunner, env, beside))
    return counts
  }
  // Those of windows run beside those of engines: neither keeps two processors busy by itself.
  const first = suites.filter((name) => !hasWindows(name))
  const engines = inOrder(first, others)
  const windows = inOrder(suites.filter(hasWindows), others ?? (first.length > 0 ? engines : undefined))
  const counts = (await Promise.all([engines, windows])).flat()
  const ours = ({ pid, executable }) => !before.has(pid) && executable.startsWith(inRoot('native/'))
  return [...counts, complain(await leftAfter(grace, ours))]
}

/** Resolves to the counts, once nothing of it runs any more. */
async function asTemporaryUser(user, suites, forRunner) {
  const result = join(user.tree, 'count.json')
  const { program, args } = asUser(user, [user.node, 'scripts/test.mjs', ...suites, ...forRunner])
  await run(program, args, {
    cwd: user.tree,
    env: { ...user.env, SLIPWAY_TEST_RESULT: result },
    show: true,
    seconds: setUpLimit + limitOf(...suites),
  })
  const left = await leftAfter(grace, user.owns)
  const count = readCount(result)
  copyBack(user, 'artefacts')
  if (process.env.SLIPWAY_PICTURES === 'update') copyBack(user, 'tests/pictures/baselines')
  return [count, complain(left)]
}

function readCount(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    say('The tests ended before they could be counted: counted as one failure.')
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** Engines and windows that a run leaves behind are a failure of that run. */
function complain(left) {
  if (left.length === 0) return { passed: 0, failed: 0, skipped: 0 }
  say(`\nThese processes were left behind, which counts as one failure:\n${describeProcesses(left)}`)
  return { passed: 0, failed: 1, skipped: 0 }
}
