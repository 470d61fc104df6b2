import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mustRun } from '../support/command.mjs'
import { inRoot } from '../support/paths.mjs'
import { step } from '../support/report.mjs'
import { digest } from '../support/stamp.mjs'
import { machineRelease, takePrograms } from './packageContents.mjs'
import { fetchPackages } from './packageFetch.mjs'

/** What an engine does not share with the bundled one; the rest is of the machine's own release there, too. */
const packages = [
  { names: ['docker.io'], programs: ['dockerd', 'docker-proxy'] },
  { names: ['docker-cli'], programs: ['docker'], within: 'docker.io' },
  { names: ['containerd'], programs: ['containerd', 'containerd-shim-runc-v2'] },
  { names: ['rootlesskit'], programs: ['rootlesskit'], whereThere: ['rootlesskit-docker-proxy'] },
]

/**
 * Engines older than the bundled one, into native/build/older and native/build/previous: bin/ and versions.json. The tests
 * of upgrades start one first, and then the bundled one over its data; what has to work with old engines is tried on them.
 */
export async function olderEngine() {
  const release = machineRelease()
  const bundled = read(inRoot('native/runtime/engine/versions.json'))
  const docker = bundled?.packages?.find(({ name }) => name === 'docker.io')
  const { suites, engines } = read(inRoot('native/runtime/packages.json'))
  const isOlder = docker && docker.suite !== release.codename
  await bring('older', 'Older engine', isOlder && { packages }, release)
  // What went before the engine that comes first.
  const isFirst = docker && Number.parseInt(bundled.docker, 10) === Number(engines[0].tried['docker.io'][0])
  await bring(
    'previous',
    'Previous engine',
    isFirst && { suites, engines: engines.slice(1, 2), packages },
    release,
  )
}

/** Fetches one, or sees to it that there is none where it would be no older than the bundled one. */
async function bring(name, title, contents, release) {
  const folder = inRoot('native/build', name)
  if (!contents) return rmSync(folder, { recursive: true, force: true })
  const key = digest([JSON.stringify(contents), process.arch, release.name, release.codename])
  if (read(join(folder, 'versions.json'))?.from === key) return
  await step(title, 'fetching', async () => {
    const work = mkdtempSync(inRoot('native/build', `${name}-`))
    try {
      const bin = join(work, 'bin')
      mkdirSync(bin)
      for (const pack of await fetchPackages(contents, release, key)) await takePrograms(pack, bin)
      const said = await mustRun(join(bin, 'dockerd'), ['--version'], 'Is the disk full?')
      const version = said.match(/version (\d+\.\d+\.\d+)/)?.[1]
      writeFileSync(join(work, 'versions.json'), JSON.stringify({ docker: version, from: key }))
      rmSync(folder, { recursive: true, force: true })
      chmodSync(work, 0o755)
      renameSync(work, folder)
      return `Docker ${version}, for tests`
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  })
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
