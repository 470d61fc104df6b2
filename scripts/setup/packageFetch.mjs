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
import { mustRun, reason, run } from '../support/command.mjs'
import { inCache } from '../support/paths.mjs'
import { Problem } from '../support/report.mjs'
import { privateApt } from './apt.mjs'
import { choosePackages, glibcNeed, mainAddress, parseRecords } from './packageChoice.mjs'

/**
 * Packages as files, from the cache when an earlier clone has fetched them.
 * @param {object} contents as native/runtime/packages.json; without `docker`, all come from the machine's own suite
 * @param {{ codename: string }} release of the machine
 * @param {string} key what the choice of packages depends on
 * @returns {Promise<{ file: string, name: string, version: string, suite: string, architecture: string,
 *   sha256: string, programs: string[], whereThere?: string[], as?: object }[]>}
 */
export async function fetchPackages(contents, release, key) {
  const folder = inCache('packages', key.slice(0, 16))
  const list = join(folder, 'packages.json')
  const kept = readKept(list)
  /** What is taken of each is said by the contents, not by a list that an earlier version may have kept. */
  const packages = (files) =>
    files.map((entry) => {
      const { programs, whereThere, as } = contents.packages.find(({ name }) => name === entry.name)
      return { ...entry, file: join(folder, entry.file), programs, whereThere, as }
    })
  if (kept?.every(({ file, sha256 }) => sha256Of(join(folder, file)) === sha256)) return packages(kept)
  const work = mkdtempSync(join(tmpdir(), 'slipway-apt-'))
  try {
    const chosen = await fetchInto(work, contents, release)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const { file } of chosen)
      await mustRun('mv', [join(work, 'debs', file), folder], 'Is the disk full?')
    writeFileSync(`${list}.new`, JSON.stringify(chosen, null, 2))
    renameSync(`${list}.new`, list)
    return packages(chosen)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function fetchInto(work, contents, release) {
  const names = contents.packages.map(({ name }) => name)
  const own = privateApt(join(work, 'own'))
  const update = await own.update()
  const ownRecords = parseRecords(await own.show(names))
  const newer = (await newEnough(ownRecords, contents.docker))
    ? undefined
    : await newerSuite(work, contents, release, own, update)
  const newerRecords = newer && parseRecords(await newer.show(names))
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholder
  const glibc = await mustRun('dpkg-query', ['-W', '-f', '${Version}', 'libc6'], 'Is libc6 a package here?')
  const fits = new Map()
  for (const { depends } of newerRecords?.values() ?? []) {
    const need = glibcNeed(depends)
    if (need) fits.set(need, await atLeast(glibc, need))
  }
  const chosen = choose(contents.packages, ownRecords, newerRecords, (need) => fits.get(need))
  const debs = join(work, 'debs')
  mkdirSync(debs)
  for (const [from, apt] of Object.entries({ own, newer })) {
    const wanted = chosen.filter((entry) => entry.from === from)
    const versions = wanted.map(({ record }) => `${record.name}=${record.version}`)
    if (versions.length > 0) await apt.download(versions, debs)
  }
  const bySum = new Map(readdirSync(debs).map((file) => [sha256Of(join(debs, file)), file]))
  return chosen.map(({ record, from }) => {
    const file = bySum.get(record.sha256)
    if (!file)
      throw new Problem(`${record.name} ${record.version} arrived with other contents than its list says.`)
    const suite = from === 'own' ? release.codename : contents.newer.suite
    const { name, version, architecture, sha256 } = record
    return { file, name, version, suite, architecture, sha256 }
  })
}

const newEnough = async (records, docker) =>
  !docker || (records.has('docker.io') && (await atLeast(records.get('docker.io').version, docker.atLeast)))

/** apt on the suite that packages.json names, at the address that the machine's own distribution comes from. */
async function newerSuite(work, { docker, newer }, { codename, name }, own, update) {
  const address = mainAddress(await own.targets(), codename)
  if (!address || !existsSync(newer.keyring)) {
    const why = update.code === 0 ? `${name} has none` : reason(update.code, update.stderr)
    throw new Problem(
      `The engine needs Docker ${docker.atLeast} or newer from your distribution's packages: ${why}.\n` +
        'Check that apt-get update works and that docker.io can be found, then run the same command again.',
    )
  }
  mkdirSync(join(work, 'newer'))
  const sources = join(work, 'newer', 'sources.list')
  writeFileSync(sources, `deb [signed-by=${newer.keyring}] ${address} ${newer.suite} ${newer.component}\n`)
  const apt = privateApt(join(work, 'newer'), sources)
  const { code, stderr } = await apt.update()
  if (code === 0) return apt
  throw new Problem(
    `The list of packages of ${newer.suite} could not be fetched: ${reason(code, stderr)}\n` +
      'Check that apt-get update works on this machine, then run the same command again.',
  )
}

function choose(...given) {
  try {
    return choosePackages(...given)
  } catch (error) {
    throw new Problem(
      `Not all packages are to be had: ${error.message}.\nCheck that apt-get update works, then run the same command again.`,
    )
  }
}

const atLeast = async (version, least) =>
  (await run('dpkg', ['--compare-versions', version, 'ge', least])).code === 0

function readKept(list) {
  try {
    return JSON.parse(readFileSync(list, 'utf8'))
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
