import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { run } from './command.mjs'
import { electronRuntime } from './electronRuntime.mjs'
import { inRoot, root } from './paths.mjs'
import { say } from './report.mjs'
import { filesIn } from './stamp.mjs'
import { judge, playwrightCount, vitestCount } from './testCount.mjs'

const vitest = inRoot('node_modules/vitest/vitest.mjs')
const playwright = inRoot('node_modules/@playwright/test/cli.js')

/** Every suite, in the order in which they run. */
export const suiteNames = ['unit', 'integration', 'e2e', 'rootful', 'fresh']
/** Those that need root; the others run as an ordinary user. */
export const rootSuites = ['rootful', 'fresh']
/** Those that run only where they are named. */
const named = ['fresh']

export const suiteExists = (name) => existsSync(inRoot('tests', name)) && filesIn(`tests/${name}`).length > 0

/**
 * `unit e2e -g pattern` is two suites and what their runner is told.
 * @param {string[]} args
 */
export function readSelection(args) {
  const end = args.findIndex((arg) => !suiteNames.includes(arg))
  const chosen = end === -1 ? args : args.slice(0, end)
  const byItself = (name) => suiteExists(name) && !named.includes(name)
  return {
    suites: suiteNames.filter((name) => (chosen.length > 0 ? chosen.includes(name) : byItself(name))),
    forRunner: end === -1 ? [] : args.slice(end),
  }
}

/**
 * Runs one suite, its progress shown.
 * @param {string} name
 * @param {string[]} forRunner further arguments
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./testCount.mjs').Count>}
 */
export async function runSuite(name, forRunner, env) {
  const report = inRoot(`artefacts/reports/${name}.json`)
  mkdirSync(inRoot('artefacts/reports'), { recursive: true })
  rmSync(report, { force: true })
  say(`\n${name}`)
  const { command, read } = name === 'e2e' ? endToEnd() : project(name, report)
  const { code } = await run(process.execPath, [...command, ...forRunner], {
    cwd: root,
    env: {
      ...env,
      ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
      VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true',
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      SLIPWAY_ELECTRON: electronRuntime().executable,
    },
    show: true,
    seconds: 900,
  })
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

const endToEnd = () => ({
  command: [playwright, 'test', '--reporter=list,json'],
  read: playwrightCount,
})

function countIn(report, read) {
  try {
    return read(JSON.parse(readFileSync(report, 'utf8')))
  } catch {
    return undefined
  }
}
