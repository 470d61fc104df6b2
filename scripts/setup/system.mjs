import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { mustRun, run } from '../support/command.mjs'
import { inRoot, isRoot } from '../support/paths.mjs'
import { Problem, say, step } from '../support/report.mjs'
import { rootlessNeeds } from './rootlessNeeds.mjs'
import { installedPackages, oneCommand, packageQuestion, systemPackages } from './systemPackages.mjs'

/**
 * Sees to it that the machine's own packages are there. Root installs them; an ordinary user is told the one
 * command that does.
 * @param {{ virtualDisplay: boolean, tests: boolean }} also what is needed besides what the application needs
 */
export async function system(also) {
  const missing = await missingPackages(also)
  const needs = rootlessNeeds()
  if (isRoot) {
    if (missing.length > 0) await install(missing)
    openTun()
  } else if (missing.length > 0) {
    throw new Problem(
      `Slipway needs these packages of your system: ${missing.join(', ')}.\n` +
        `Install them with the line below, then run the same command again:\n` +
        `  ${oneCommand(
          missing,
          needs.map((need) => need.command),
        )}`,
    )
  }
  if (isRoot || needs.length === 0) return
  say(`The engine cannot run without root yet: ${needs.map((need) => need.what).join('; ')}. This mends it:`)
  say(
    `  ${oneCommand(
      [],
      needs.map((need) => need.command),
    )}`,
  )
}

/** Asking dpkg costs more than all else of a second start, so its answer is kept until its database changes. */
async function missingPackages(also) {
  const status = statSync('/var/lib/dpkg/status', { throwIfNoEntry: false })
  if (!status) {
    throw new Problem(
      'Slipway sets itself up on Debian, Ubuntu and their relatives; this system has no dpkg.',
    )
  }
  const memory = inRoot('native/build/system.json')
  const key = `${status.mtimeMs} ${status.size} ${systemPackages('', also)}`
  if (remembered(memory) === key) return []
  const listing = await run('dpkg-query', packageQuestion)
  const installed = installedPackages(listing.stdout)
  const missing = systemPackages(installed.get('libc6'), also).filter((name) => !installed.has(name))
  if (missing.length === 0) {
    mkdirSync(inRoot('native/build'), { recursive: true })
    writeFileSync(memory, JSON.stringify(key))
  }
  return missing
}

const remembered = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

async function install(packages) {
  await step('System packages', `installing ${packages.join(', ')}`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const waiting = ['-o', 'DPkg::Lock::Timeout=120']
    const advice = 'Check that apt-get works on this machine, then run the same command again.'
    const update = () => mustRun('apt-get', [...waiting, 'update', '-qq'], advice, { env, seconds: 600 })
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
    // Lists that are missing or old make the first try fail.
    const lists = readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'))
    const done = lists && (await run('apt-get', [...waiting, ...install], { env, seconds: 900 })).code === 0
    if (!done) {
      await update()
      await mustRun('apt-get', [...waiting, ...install], advice, { env, seconds: 900 })
    }
    return `installed ${packages.join(', ')}`
  })
}

/** On some virtual machines /dev/net/tun is closed to users, who then have no network in their engines. */
function openTun() {
  const tun = statSync('/dev/net/tun', { throwIfNoEntry: false })
  if (!tun || (tun.mode & 0o666) === 0o666) return
  chmodSync('/dev/net/tun', 0o666)
  say('/dev/net/tun      opened to ordinary users (mode 0666), whose engines need it')
}
