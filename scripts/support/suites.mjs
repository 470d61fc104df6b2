import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { run } from './command.mjs'
import { electronRuntime } from './electronRuntime.mjs'
import { inRoot, root } from './paths.mjs'
import { say } from './report.mjs'
import { filesIn } from './stamp.mjs'
import { judge, playwrightCount, vitestCount } from './testCount.mjs'
import { playwrightTimes, vitestTimes } from './testTimes.mjs'

const vitest = inRoot('node_modules/vitest/vitest.mjs')
const playwright = inRoot('node_modules/@playwright/test/cli.js')
const pageAtFailure = inRoot('tests/e2e/support/pageAtFailure.ts')

/** Every suite, in the order in which they are told of, with the seconds that it takes on two processors beside all others. */
const usualSeconds = {
  unit: 150,
  // More where more kills are asked for.
  integration: process.env.SLIPWAY_REMOVAL_KILLS ? 1800 : 650,
  e2e: 650,
  rootful: 400,
}
/** How long kills go on (tests/soak), and what they take beside. */
const soakSeconds = Number(process.env.SLIPWAY_SOAK_SECONDS || 3600) + 300
/** They run only where they are named: `fresh` in a way of its own. */
const apart = ['soak', 'fresh']
export const suiteNames = [...Object.keys(usualSeconds), ...apart]

/** Whether a suite needs root; the others run as an ordinary user. */
export const needsRoot = (name) => name === 'rootful'

/** Whether a suite drives windows. */
export const hasWindows = (name) => Object.hasOwn(windowed, name)

/** Seconds after which these suites, one after the other, are taken to hang. */
export const limitOf = (...names) =>
  names.reduce((all, name) => all + 3 * (usualSeconds[name] ?? soakSeconds), 0)

export const suiteExists = (name) => existsSync(inRoot('tests', name)) && filesIn(`tests/${name}`).length > 0

/**
 * `unit e2e -g pattern` is two suites and what their runner is told.
 * @param {string[]} args
 */
export function readSelection(args) {
  const end = args.findIndex((arg) => !suiteNames.includes(arg))
  const chosen = end === -1 ? args : args.slice(0, end)
  const byItself = (name) => suiteExists(name) && !apart.includes(name)
  return {
    suites: suiteNames.filter((name) => (chosen.length > 0 ? chosen.includes(name) : byItself(name))),
    forRunner: end === -1 ? [] : args.slice(end),
  }
}

/**
 * Runs one suite, its progress shown; where it runs beside others, from when they are through, with what it said before.
 * @param {string} name
 * @param {string[]} forRunner further arguments
 * @param {NodeJS.ProcessEnv} env
 * @param {Promise<unknown>} [others]
 * @returns {Promise<import('./testCount.mjs').Count>}
 */
export async function runSuite(name, forRunner, env, others) {
  const report = inRoot(`artefacts/reports/${name}.json`)
  mkdirSync(inRoot('artefacts/reports'), { recursive: true })
  rmSync(report, { force: true })
  const shown = Promise.resolve(others).then(() => say(`\n${name}`))
  const { command, readCount, readTimes } = windowed[name]?.() ?? project(name, report)
  const since = Date.now()
  // Both streams as one, so that what is kept for later stays in order.
  const words = ['-c', 'exec "$@" 2>&1', 'sh', process.execPath, ...command, ...forRunner]
  if (!others) await shown
  const { code } = await run('sh', words, {
    cwd: root,
    env: {
      ...env,
      ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
      VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true',
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      SLIPWAY_ELECTRON: electronRuntime().executable,
    },
    show: others ? shown : true,
    seconds: limitOf(name),
  })
  const seconds = (Date.now() - since) / 1000
  await shown
  const { count, complaint } = judge(inReport(report, readCount), code)
  if (complaint) say(`${name} ${complaint}: counted as one failure.`)
  return {
    ...count,
    times: [{ name, seconds, beside: others !== undefined, files: inReport(report, readTimes) }],
  }
}

/** How many tests a Vitest project has, without running them. */
export async function listSuite(name) {
  const { stdout } = await run(process.execPath, [vitest, 'list', '--project', name, '--json'], { cwd: root })
  try {
    return JSON.parse(stdout.slice(stdout.indexOf('['))).length
  } catch {
    return 0
  }
}

const project = (name, report) => ({
  command: [
    vitest,
    ...['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ],
  readCount: vitestCount,
  readTimes: vitestTimes,
})

const withPlaywright = (...words) => ({
  command: [playwright, 'test', `--reporter=list,json,${pageAtFailure}`, ...words],
  readCount: playwrightCount,
  readTimes: playwrightTimes,
})
const windowed = {
  e2e: () => withPlaywright(),
  soak: () => withPlaywright('--config', 'tests/soak/playwright.config.ts'),
}

function inReport(report, read) {
  try {
    return read(JSON.parse(readFileSync(report, 'utf8')))
  } catch {
    return undefined
  }
}
