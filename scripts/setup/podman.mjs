import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { inRoot } from '../support/paths.mjs'
import { step } from '../support/report.mjs'
import { digest } from '../support/stamp.mjs'
import { machineRelease, takeLibraries, takePrograms } from './packageContents.mjs'
import { fetchPackages } from './packageFetch.mjs'

const packages = [
  { names: ['podman'], programs: ['podman'], helpers: ['rootlessport'] },
  { names: ['conmon'], programs: ['conmon'] },
  { names: ['containernetworking-plugins'], programs: [] },
  ...['libgpgme11', 'libassuan0', 'libdevmapper1.02.1', 'libsubid4'].map((name) => ({
    names: [name],
    programs: [],
  })),
]
const folder = inRoot('native/build/podman')

/**
 * Another kind of engine, for tests only, into native/build/podman. Where the distribution names its libraries in another way
 * than Debian 12, the tests do without.
 */
export async function podman() {
  const release = machineRelease()
  const key = digest([JSON.stringify(packages), process.arch, release.name, release.codename])
  if (present() === key) return
  await step('Podman', 'fetching', async () => {
    const work = mkdtempSync(inRoot('native/build/podman-'))
    try {
      mkdirSync(join(work, 'bin'))
      for (const pack of await fetchPackages({ packages }, release, key))
        await takePrograms(pack, join(work, 'bin'), (tree) => {
          takeLibraries(tree, join(work, 'lib'))
          for (const helper of pack.part.helpers ?? [])
            cpSync(join(tree, 'usr/lib/podman', helper), join(work, 'bin', helper))
          const plugins = join(tree, 'usr/lib/cni')
          if (existsSync(plugins)) cpSync(plugins, join(work, 'cni'), { recursive: true })
        })
      writeFileSync(join(work, 'from'), key)
      rmSync(folder, { recursive: true, force: true })
      chmodSync(work, 0o755)
      renameSync(work, folder)
      return 'for tests'
    } catch (error) {
      return `not there, its tests are left out: ${error.message.split('\n')[0]}`
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  })
}

function present() {
  try {
    return readFileSync(join(folder, 'from'), 'utf8')
  } catch {
    return undefined
  }
}
