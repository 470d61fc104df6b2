import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { privateApt } from '../../../scripts/setup/apt.mjs'
import { machineRelease, takePrograms } from '../../../scripts/setup/packageContents.mjs'
import { fetchPackages } from '../../../scripts/setup/packageFetch.mjs'
import { mainAddress } from '../../../scripts/setup/packageRecords.mjs'
import { digest } from '../../../scripts/support/stamp.mjs'

const run = promisify(execFile)
const wanted = { packages: [{ names: ['mmdebstrap'], programs: ['mmdebstrap'] }] }

/**
 * The smallest system of this machine's own Debian release, as an archive of its files. It takes a network, and of the
 * system what the rootless engine takes.
 * @param folder an empty one, for the archive and the program that makes it
 * @returns the archive's path
 */
export async function makeDebianBase(folder: string): Promise<string> {
  const release = machineRelease()
  const apt = mkdtempSync(join(tmpdir(), 'slipway-apt-'))
  try {
    const own = privateApt(apt)
    await own.update()
    const address = mainAddress(await own.targets(), release.codename)
    if (!address) throw new Error(`apt knows no packages of ${release.codename} on this machine.`)
    const key = digest([JSON.stringify(wanted), process.arch, release.name, release.codename])
    for (const pack of await fetchPackages(wanted, release, key)) await takePrograms(pack, folder)
    const archive = join(folder, 'base.tar')
    const options = ['--mode=unshare', '--variant=minbase', '--quiet']
    await run('perl', [join(folder, 'mmdebstrap'), ...options, release.codename, archive, address], {
      // It works there under subordinate ids, for which our own temporary folder may be closed.
      env: { ...process.env, TMPDIR: '/tmp' },
      maxBuffer: 64 << 20,
    })
    return archive
  } finally {
    rmSync(apt, { recursive: true, force: true })
  }
}
