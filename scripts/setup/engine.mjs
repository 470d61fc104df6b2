import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { run } from '../support/command.mjs'
import { inRoot } from '../support/paths.mjs'
import { Problem, step } from '../support/report.mjs'
import { digest } from '../support/stamp.mjs'
import { startAll } from './engineStart.mjs'
import { machineRelease, takePrograms } from './packageContents.mjs'
import { packageSets } from './packageFetch.mjs'

const folder = inRoot('native/runtime/engine')
const retry = inRoot('native/build/engineRetry.json')
/** Milliseconds until a better engine that could not be reached is looked for again. */
const day = 86_400_000

/**
 * Fetches the engine's programs into native/runtime/engine: bin/, plugins/, helpers/, welcome/, licences/ and versions.json.
 * Where none can be fetched, the one of before stays.
 * @param {{ patient?: boolean }} [options] `patient`: looks again for what could not be reached only after a day
 */
export async function engine({ patient = false } = {}) {
  const text = readFileSync(inRoot('native/runtime/packages.json'), 'utf8')
  const release = machineRelease()
  const key = digest([text, process.arch, release.name, release.codename])
  const before = read(join(folder, 'versions.json'))
  const waits = read(retry)
  if (before?.from === key) return
  if (before && patient && waits?.key === key && Date.now() < waits.until) return
  await step('Engine', 'fetching', async () => {
    const { said, settled } = await bring(JSON.parse(text), release, key, before)
    if (settled) rmSync(retry, { force: true })
    else writeFileSync(retry, JSON.stringify({ key, until: Date.now() + day }))
    return said
  })
}

/** Takes the first set of packages whose programs start here. */
async function bring(contents, release, key, before) {
  mkdirSync(inRoot('native/build'), { recursive: true })
  const hindrances = []
  try {
    for await (const set of packageSets(contents, release, key, { old: !before })) {
      const done = await install(set, key, hindrances).catch(keepProblem(hindrances))
      if (done) return done
    }
  } catch (error) {
    keepProblem(hindrances)(error)
  }
  const [first] = hindrances
  if (!before || !works()) throw first
  return { said: `Docker ${before.docker} stays (${firstLine(first)})`, settled: false }
}

/** What catches a problem, and nothing else, for later; where that is of no use, it passes it on. */
const keepProblem =
  (list, useful = true) =>
  (error) => {
    if (!(error instanceof Problem && useful)) throw error
    list.push(error)
  }

const firstLine = ({ message }) => message.split('\n')[0].replace(/\.$/, '')

const works = () => existsSync(join(folder, 'bin/dockerd'))

async function install({ packages, notes, settled, old }, key, hindrances) {
  const work = mkdtempSync(inRoot('native/build/engine-'))
  try {
    const { taken, changed } = await unpack(packages, work)
    const ill = await startAll(work, taken)
    const { stdout } = await run(join(work, 'bin/dockerd'), ['--version'])
    const docker = stdout.match(/version (\d+\.\d+\.\d+)/)?.[1]
    const record = taken.map(({ name, version, suite, architecture, sha256 }) => {
      return { name, version, suite, architecture, sha256 }
    })
    const versions = { docker, from: settled ? key : '', packages: record }
    writeFileSync(join(work, 'versions.json'), `${JSON.stringify(versions, null, 2)}\n`)
    rmSync(folder, { recursive: true, force: true })
    chmodSync(work, 0o755)
    renameSync(work, folder)
    const past = old ? ['from an earlier download'] : []
    const why = [...new Set([...hindrances, ...changed].map(firstLine)), ...past, ...notes, ...ill]
    return { said: `Docker ${docker}${why.length > 0 ? ` (${why.join('; ')})` : ''}`, settled }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * Takes programs and licences out of the packages.
 * @returns {Promise<{ taken: object[], changed: Problem[] }>} `changed`: what is to be said of those that hold something else by
 *   now, of those that the engine can do without
 */
async function unpack(packages, work) {
  const [bin, licences] = ['bin', 'licences'].map((part) => join(work, part))
  for (const part of [bin, licences]) mkdirSync(part)
  const taken = []
  const changed = []
  for (const pack of packages) {
    const into = join(work, pack.part.into ?? 'bin')
    mkdirSync(into, { recursive: true })
    const take = takePrograms(pack, into, (tree) => {
      copyFileSync(join(tree, 'usr/share/doc', pack.name, 'copyright'), join(licences, pack.name))
      // Where there is no package docker-cli, the command line comes with the engine.
      const client = join(tree, 'usr/bin/docker')
      if (existsSync(client)) copyFileSync(client, join(bin, 'docker'))
    })
    if (await take.then(() => true).catch(keepProblem(changed, pack.part.optional))) taken.push(pack)
  }
  return { taken, changed }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
