import './setup/node.mjs'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fresh } from '../tests/fresh/fresh.mjs'
import { setUp } from './setup/setUp.mjs'
import { run } from './support/command.mjs'
import { sessionBus, virtualDisplay } from './support/display.mjs'
import { inRoot, isRoot, temporaryFolder } from './support/paths.mjs'
import { describeProcesses, leftAfter, processes } from './support/processes.mjs'
import { main, say } from './support/report.mjs'
import { listSuite, readSelection, rootSuites, runSuite } from './support/suites.mjs'
import { asUser, copyBack, temporaryUser } from './support/temporaryUser.mjs'
import { countLine, sum } from './support/testCount.mjs'

/** Where a run tells the one that started it (root's) its count, in place of the last line. */
const resultFile = process.env.SLIPWAY_TEST_RESULT
/** Seconds that the last processes of a run have to end by themselves. */
const grace = 5

await main(async () => {
  await setUp({ virtualDisplay: true, tests: true })
  const { suites, forRunner } = readSelection(process.argv.slice(2))
  if (!resultFile) rmSync(inRoot('artefacts'), { recursive: true, force: true })
  const ordinary = suites.filter((name) => !rootSuites.includes(name))
  const counts = []
  if (ordinary.length > 0) {
    const run = isRoot ? asTemporaryUser : inThisUser
    counts.push(...(await run(ordinary, forRunner)))
  }
  if (suites.includes('rootful')) counts.push(await rootful(forRunner))
  if (suites.includes('fresh')) counts.push(await fresh())
  const count = sum(counts)
  if (resultFile) writeFileSync(resultFile, JSON.stringify(count))
  else say(`\n${countLine(count)}`)
  return count.failed > 0 || counts.length === 0 ? 1 : 0
})

/** What needs root is counted as skipped for an ordinary user. */
async function rootful(forRunner) {
  if (isRoot) return runSuite('rootful', forRunner, process.env)
  const skipped = await listSuite('rootful')
  return { passed: 0, failed: 0, skipped }
}

/** The suites on a display and a session bus of their own: nothing pops up, nothing of the person's is touched. */
async function inThisUser(suites, forRunner) {
  const before = new Set(processes().map(({ pid }) => pid))
  const runtimeFolder = process.env.XDG_RUNTIME_DIR || temporaryFolder('slipway-run-')
  const { WAYLAND_DISPLAY: _, ...outer } = process.env
  const env = { ...outer, XDG_RUNTIME_DIR: runtimeFolder }
  if (suites.some((name) => name !== 'unit')) Object.assign(env, await virtualDisplay(), await sessionBus())
  const counts = []
  for (const name of suites) counts.push(await runSuite(name, forRunner, env))
  const ours = ({ pid, executable }) => !before.has(pid) && executable.startsWith(inRoot('native/'))
  return [...counts, complain(await leftAfter(grace, ours))]
}

/** Root's own run happens in a copy of the tree, as an ordinary user that exists only for it. */
async function asTemporaryUser(suites, forRunner) {
  const user = await temporaryUser()
  say(`Running as root: the tests run as ${user.name}, an ordinary user that is removed afterwards.`)
  const result = join(user.tree, 'count.json')
  const { program, args } = asUser(user, [user.node, 'scripts/test.mjs', ...suites, ...forRunner])
  await run(program, args, {
    cwd: user.tree,
    env: { ...user.env, SLIPWAY_TEST_RESULT: result },
    show: true,
    seconds: 3000,
  })
  const left = await leftAfter(grace, user.owns)
  const count = readCount(result)
  copyBack(user, 'artefacts')
  await user.remove()
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
