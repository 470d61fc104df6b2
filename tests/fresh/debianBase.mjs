import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { privateApt } from '../../scripts/setup/apt.mjs'
import { machineRelease, takePrograms } from '../../scripts/setup/packageContents.mjs'
import { fetchPackages } from '../../scripts/setup/packageFetch.mjs'
import { mainAddress } from '../../scripts/setup/packageRecords.mjs'
import { mustRun } from '../../scripts/support/command.mjs'
import { inCache } from '../../scripts/support/paths.mjs'
import { Problem } from '../../scripts/support/report.mjs'
import { digest } from '../../scripts/support/stamp.mjs'

const wanted = { packages: [{ names: ['debootstrap'], programs: ['debootstrap'] }] }
const advice = 'Check that apt-get update works on this machine, then run the same command again.'
/** What debootstrap leaves behind, and what every machine has of its own. */
const left = ['./dev/*', './var/cache/apt/archives/*.deb', './var/lib/apt/lists/*']

/**
 * The smallest system that debootstrap makes, of this machine's own release, as an archive: made once, then kept in the
 * cache.
 * @returns {Promise<string>} its path
 */
export async function debianBase() {
  const { codename } = machineRelease()
  const archive = inCache('fresh', `base-${codename}-${process.arch}.tar`)
  if (existsSync(archive)) return archive
  mkdirSync(inCache('fresh'), { recursive: true })
  const work = mkdtempSync(inCache('fresh', 'work-'))
  try {
    const machine = join(work, 'machine')
    const program = await fetchDebootstrap(work)
    const words = [program, '--variant=minbase', codename, machine, await address(work, codename)]
    // It mounts, too: in mounts of its own, nothing of that stays.
    await mustRun('unshare', ['--mount', 'sh', ...words], advice, {
      env: { ...process.env, DEBOOTSTRAP_DIR: join(work, 'debootstrap.d') },
      seconds: 1200,
      tail: 20,
    })
    const exclude = left.map((path) => `--exclude=${path}`)
    await mustRun(
      'tar',
      ['-cf', join(work, 'base'), '--numeric-owner', ...exclude, '-C', machine, '.'],
      advice,
    )
    renameSync(join(work, 'base'), archive)
    return archive
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function fetchDebootstrap(folder) {
  const { name, codename } = machineRelease()
  const key = digest([JSON.stringify(wanted), process.arch, name, codename])
  for (const pack of await fetchPackages(wanted, { name, codename }, key)) {
    await takePrograms(pack, folder, (tree) =>
      cpSync(join(tree, 'usr/share/debootstrap'), join(folder, 'debootstrap.d'), {
        recursive: true,
        verbatimSymlinks: true,
      }),
    )
  }
  return join(folder, 'debootstrap')
}

/** Where this machine gets its own release from. */
async function address(folder, codename) {
  const own = privateApt(join(folder, 'apt'))
  await own.update()
  const found = mainAddress(await own.targets(), codename)
  if (!found) throw new Problem(`apt knows no packages of ${codename} on this machine.\n${advice}`)
  return found
}
