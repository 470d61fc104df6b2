import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mustRun } from '../support/command.mjs'
import { inCache } from '../support/paths.mjs'
import { Problem } from '../support/report.mjs'
import { choosePlans } from './packageChoice.mjs'
import { packageSuites } from './packageSuites.mjs'

/**
 * @typedef {{ file: string, name: string, version: string, suite: string, architecture: string, depends: string,
 *   sha256: string, part: import('./packageChoice.mjs').Part }} Package
 * @typedef {{ packages: Package[], notes: string[], settled: boolean, old?: boolean }} PackageSet  `old`: what an earlier
 *   set-up has left, for a machine that reaches nothing; the rest as a plan of packageChoice.mjs
 */

/**
 * Packages as files, one set for each way to have all that is wanted, best first: from the cache when an earlier clone has
 * fetched them, else by apt.
 * @param {object} contents as native/runtime/packages.json
 * @param {{ name: string, codename: string }} release of the machine
 * @param {string} key what the choice of packages depends on
 * @param {{ old?: boolean }} [options] `old`: the last are those that an earlier set-up has left
 * @yields {PackageSet}
 * @throws {Problem} when all sets have been tried, and one that was hoped for could not be had
 */
export async function* packageSets(contents, release, key, { old = false } = {}) {
  const folder = inCache('packages', key.slice(0, 16))
  const kept = readKept(folder)
  if (kept?.settled) yield filesOf(kept, folder, contents)
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholder
  const glibc = await mustRun('dpkg-query', ['-W', '-f', '${Version}', 'libc6'], 'Is libc6 a package here?')
  const work = mkdtempSync(join(tmpdir(), 'slipway-apt-'))
  const problems = []
  try {
    const suites = packageSuites(work, contents, release)
    const plans = choosePlans(contents, suites.open, glibc)
    let next = await plans.next()
    for (; !next.done; next = await plans.next()) {
      const set = await download(next.value, suites, work, folder).catch((error) => problems.push(error))
      if (set.packages) yield filesOf(set, folder, contents)
    }
    problems.push(unfound(release, next.value))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  if (old) yield* oldSets(contents, glibc)
  throw problems[0]
}

/**
 * The first of those sets.
 * @returns {Promise<Package[]>}
 */
export async function fetchPackages(contents, release, key) {
  for await (const { packages } of packageSets(contents, release, key)) return packages
}

/** Fetches what a plan names, and keeps it in the cache. */
async function download({ chosen, notes, settled }, suites, work, folder) {
  const debs = join(work, 'debs')
  mkdirSync(debs, { recursive: true })
  for (const id of new Set(chosen.map(({ suite }) => suite.id))) {
    const wanted = chosen.filter(({ suite }) => suite.id === id)
    await suites.apt(id).download(
      wanted.map(({ record }) => `${record.name}=${record.version}`),
      debs,
    )
  }
  const bySum = new Map(readdirSync(debs).map((file) => [sha256Of(join(debs, file)), file]))
  const packages = chosen.map(({ record, suite }) => {
    const file = bySum.get(record.sha256)
    if (file) return { file, suite: suite.name, ...record }
    throw new Problem(`${record.name} ${record.version} arrived with other contents than its list says.`)
  })
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const { file } of packages) await mustRun('mv', [join(debs, file), folder], 'Is the disk full?')
  const set = { packages, notes, settled }
  writeFileSync(join(folder, 'packages.json.new'), JSON.stringify(set, null, 2))
  renameSync(join(folder, 'packages.json.new'), join(folder, 'packages.json'))
  return set
}

/** Sets that were kept for other contents, but hold an engine that was tried. */
async function* oldSets(contents, glibc) {
  const cache = inCache('packages')
  const folders = existsSync(cache) ? readdirSync(cache).map((name) => join(cache, name)) : []
  for (const engine of contents.engines) {
    for (const folder of folders) {
      const kept = readKept(folder)?.packages ?? []
      const records = new Map(kept.map((entry) => [entry.name, { depends: '', ...entry }]))
      const open = async () => ({ id: 'own', name: 'the cache', records })
      const only = { ...contents, engines: [{ ...engine, suites: ['own'] }] }
      for await (const { chosen, notes } of choosePlans(only, open, glibc)) {
        const packages = chosen.map(({ record }) => record)
        yield filesOf({ packages, notes, settled: false, old: true }, folder, contents)
      }
    }
  }
}

/** What is taken of each is said by the contents, not by a list that an earlier version may have kept. */
const filesOf = (set, folder, contents) => ({
  ...set,
  packages: set.packages.map((entry) => ({
    ...entry,
    file: join(folder, entry.file),
    part: contents.packages.find(({ names }) => names.includes(entry.name)),
  })),
})

/** What was kept, if it is whole. */
function readKept(folder) {
  try {
    const text = JSON.parse(readFileSync(join(folder, 'packages.json'), 'utf8'))
    const set = Array.isArray(text) ? { packages: text, notes: [], settled: true } : text
    return set.packages.every(({ file, sha256 }) => sha256Of(join(folder, file)) === sha256) ? set : undefined
  } catch {
    return undefined
  }
}

function sha256Of(file) {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    return undefined
  }
}

const unfound = ({ name }, notes) =>
  new Problem(
    `Not all packages that Slipway needs are to be had: ${notes.join('; ') || `${name} has them in older versions only`}.\n` +
      'Check that apt-get update works, then run the same command again.',
  )
