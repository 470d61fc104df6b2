import { basename } from 'node:path'

/**
 * What a suite, or a step before it, took on the clock; with what each of its files did, several of which run at once.
 * `beside`: it ran beside other suites.
 * @typedef {{ name: string, seconds: number, beside?: boolean, files?: FileTime[] }} Times
 * @typedef {{ name: string, seconds: number }} FileTime
 */

/** How many of a suite's files are named. */
const mostNamed = 8

/**
 * Reads Vitest's JSON report.
 * @param {{ testResults: { name: string, startTime: number, endTime: number }[] }} report
 * @returns {FileTime[]}
 */
export const vitestTimes = ({ testResults }) =>
  testResults.map(({ name, startTime, endTime }) => ({
    name: named(name),
    seconds: (endTime - startTime) / 1000,
  }))

/**
 * Reads Playwright's JSON report.
 * @param {{ suites: PlaywrightSuite[] }} report
 * @returns {FileTime[]}
 * @typedef {{ file: string, suites?: PlaywrightSuite[],
 *   specs: { tests: { results: { duration: number }[] }[] }[] }} PlaywrightSuite
 */
export const playwrightTimes = ({ suites }) =>
  suites.map((suite) => ({ name: named(suite.file), seconds: milliseconds(suite) / 1000 }))

/** Of all tests of a suite and of those in it. */
function milliseconds({ specs, suites = [] }) {
  const results = specs.flatMap(({ tests }) => tests.flatMap(({ results }) => results))
  return total([...results.map(({ duration }) => duration), ...suites.map(milliseconds)])
}

const named = (path) => basename(path).replace(/\.(test|spec|soak)\.ts$/, '')
const total = (numbers) => numbers.reduce((all, one) => all + one, 0)

/**
 * Where the time of a run went: a line for each step and suite, with its longest files.
 * @param {Times[]} times
 */
export function timesTable(times) {
  const width = Math.max(...times.map(({ name }) => name.length))
  const lines = times.map(({ name, seconds, beside, files = [] }) =>
    [name.padEnd(width), `${rounded(seconds).padStart(5)} s `, beside ? '(beside)' : '', longest(files)]
      .filter(Boolean)
      .join(' ')
      .trimEnd(),
  )
  return ['Where the time went', ...lines].join('\n')
}

const longest = (files) =>
  [...files]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, mostNamed)
    .map(({ name, seconds }) => `${name} ${rounded(seconds)}`)
    .join(', ')

const rounded = (seconds) => String(Math.round(seconds))
