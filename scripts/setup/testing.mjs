import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from '../support/paths.mjs'
import { step } from '../support/report.mjs'
import { digest } from '../support/stamp.mjs'
import { machineRelease, takeLibraries, takePrograms } from './packageContents.mjs'
import { fetchPackages } from './packageFetch.mjs'

/**
 * Programs that only tests and benchmarks use: a small userland for images, a real registry, a host to reach by ssh. Unpacked
 * here and not installed, for some of their packages start a service.
 */
const packages = [
  { names: ['busybox-static'], programs: ['busybox'] },
  { names: ['docker-registry'], programs: ['docker-registry'] },
  { names: ['openssh-server'], programs: ['sshd'] },
  { names: ['libwrap0'], programs: [] },
]
const folder = inRoot('native/build/testing')

/** Fetches them into native/build/testing/bin. */
export async function testing() {
  const release = machineRelease()
  const key = digest([JSON.stringify(packages), process.arch, release.name, release.codename])
  if (present() === key) return
  await step('Test programs', 'fetching', async () => {
    mkdirSync(inRoot('native/build'), { recursive: true })
    const work = mkdtempSync(inRoot('native/build/testing-'))
    try {
      mkdirSync(join(work, 'bin'))
      for (const pack of await fetchPackages({ packages }, release, key))
        await takePrograms(pack, join(work, 'bin'), (tree) => takeLibraries(tree, join(work, 'lib')))
      writeFileSync(join(work, 'from'), key)
      rmSync(folder, { recursive: true, force: true })
      chmodSync(work, 0o755)
      renameSync(work, folder)
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
    return packages.flatMap(({ names }) => names).join(', ')
  })
}

function present() {
  try {
    return readFileSync(join(folder, 'from'), 'utf8')
  } catch {
    return undefined
  }
}
