import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { run } from './command.mjs'
import { electronRuntime } from './electronRuntime.mjs'
import { inRoot, root } from './paths.mjs'
import { say } from './report.mjs'
import { filesIn } from './stamp.mjs'
import { judge, playwrightCount, vitestCount } from './testCount.mjs'

const vitest = inRoot('node_modules/vitest/vitest.mjs')
const playwright = inRoot('node_modules/@playwright/test/cli.js')

/** Every suite, in the order in which they are told of, with the seconds that it usually takes on two processors. */
const usualSeconds = { unit: 60, integration: 240, e2e: 365, rootful: 120 }
/** How long kills go on (tests/soak), and what they take beside. */
const soakSeconds = Number(process.env.SLIPWAY_SOAK_SECONDS || 3600) + 300
/** They run only where they are named: `fresh` in a way of its own. */
const apart = ['soak', 'fresh']
export const suiteNames = [...Object.keys(usualSeconds), ...apart]

/** Whether a suite needs root; the others run as an ordinary user. */
export const needsRoot = (name) => name === 'rootful'

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
 * Runs one suite, its progress shown; or, where it runs beside others, all that it said once they are through.
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
  if (!others) say(`\n${name}`)
  const { command, read } = windowed[name]?.() ?? project(name, report)
  // Both streams as one, so that what is kept stays in order.
  const words = ['-c', 'exec "$@" 2>&1', 'sh', process.execPath, ...command, ...forRunner]
  const { code, stdout } = await run('sh', words, {
    cwd: root,
    env: {
      ...env,
      ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
      VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true',
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      SLIPWAY_ELECTRON: electronRuntime().executable,
    },
    show: !others,
    seconds: limitOf(name),
  })
  await others
  if (others) say(`\n${name}\n${stdout.trimEnd()}`)
  const { count, complaint } = judge(countIn(report, read), code)
  if (complaint) say(`${name} ${complaint}: counted as one failure.`)
  return count
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
  read: vitestCount,
})

const withPlaywright = (...words) => ({
  command: [playwright, 'test', '--reporter=list,json', ...words],
  read: playwrightCount,
})
const windowed = {
  e2e: () => withPlaywright(),
  soak: () => withPlaywright('--config', 'tests/soak/playwright.config.ts'),
}

function countIn(report, read) {
  try {
    return read(JSON.parse(readFileSync(report, 'utf8')))
  } catch {
    return undefined
  }
}
