import { readFileSync } from 'node:fs'
import { reason, run } from '../support/command.mjs'
import { inRoot, root } from '../support/paths.mjs'
import { Problem, step } from '../support/report.mjs'

/** Installs what package-lock.json names, unless it is there. */
export async function dependencies() {
  if (installed()) return
  await step('Dependencies', 'installing', async () => {
    const first = await npm(['ci'])
    // A lock file written where the registry lacks packages for other kinds of machine lacks their entries. npm ci
    // refuses it, though all that this machine needs is locked: npm install takes exactly that.
    const { code, stdout, stderr } = /EUSAGE/.test(first.stderr) ? await npm(['install', '--no-save']) : first
    if (code === 0 && installed()) return 'installed'
    throw new Problem(
      `npm could not install the dependencies: ${reason(code, stderr || stdout)}\n` +
        'Check that npm reaches its registry, then run the same command again.',
    )
  })
}

const quiet = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error']

const npm = (command) =>
  run('npm', [...command, ...quiet], {
    cwd: root,
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
    seconds: 900,
  })

function installed() {
  try {
    const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages
    const there = JSON.parse(readFileSync(inRoot('node_modules/.package-lock.json'), 'utf8')).packages
    return sameTree(wanted, there)
  } catch {
    return false
  }
}

/**
 * Whether npm's record of what it installed has all that the lock file names. Optional packages may lack:
 * most of them are for other machines.
 * @param {Record<string, { version?: string, integrity?: string, optional?: boolean }>} wanted
 * @param {Record<string, { version?: string, integrity?: string }>} there
 */
export function sameTree(wanted, there) {
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true
    const found = there[path]
    if (!found) return optional === true
    return found.version === version && found.integrity === integrity
  })
}
