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
  { name: 'docker.io', programs: ['dockerd', 'docker-proxy'] },
  { name: 'containerd', programs: ['containerd', 'containerd-shim-runc-v2'] },
  { name: 'rootlesskit', programs: ['rootlesskit'], whereThere: ['rootlesskit-docker-proxy'] },
]
const folder = inRoot('native/build/older')

/**
 * Where the bundled engine is newer than the machine's own (Debian 12), fetches that one into native/build/older:
 * bin/ and versions.json. The tests of upgrades start it first, and then the bundled one over its data.
 */
export async function olderEngine() {
  const release = machineRelease()
  const bundled = read(inRoot('native/runtime/engine/versions.json'))?.packages ?? []
  const docker = bundled.find(({ name }) => name === 'docker.io')
  if (!docker || docker.suite === release.codename) return rmSync(folder, { recursive: true, force: true })
  const key = digest([JSON.stringify(packages), process.arch, release.name, release.codename])
  if (read(join(folder, 'versions.json'))?.from === key) return
  await step('Older engine', 'fetching', async () => {
    const work = mkdtempSync(inRoot('native/build/older-'))
    try {
      const bin = join(work, 'bin')
      mkdirSync(bin)
      for (const pack of await fetchPackages({ packages }, release, key)) await takePrograms(pack, bin)
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
