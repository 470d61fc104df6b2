import { copyFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mustRun } from '../support/command.mjs'
import { Problem } from '../support/report.mjs'

/** The name of this machine's system and its release's code name (Debian's `bookworm`, Ubuntu's `noble`). */
export function machineRelease() {
  const text = readFileSync('/etc/os-release', 'utf8')
  const field = (name) => text.match(new RegExp(`^${name}="?([^"\n]*)"?$`, 'm'))?.[1] ?? ''
  return { name: field('PRETTY_NAME'), codename: field('VERSION_CODENAME') }
}

/**
 * Copies the programs that are wanted of a package into a folder.
 * @param {{ file: string, name: string, programs: string[], whereThere?: string[], as?: object }} pack `whereThere`:
 *   programs that not every version has; `as`: other names for programs
 * @param {(tree: string) => void} [also] takes further files out of the unpacked package
 */
export async function takePrograms(
  { file, name, programs, whereThere = [], as = {} },
  into,
  also = () => {},
) {
  const tree = mkdtempSync(join(tmpdir(), 'slipway-package-'))
  try {
    await mustRun('dpkg', ['-x', file, tree], 'Is the disk full?')
    for (const program of [...programs, ...whereThere]) {
      const found = ['usr/bin', 'usr/sbin', 'bin', 'sbin']
        .map((at) => join(tree, at, program))
        .find(existsSync)
      if (!found && whereThere.includes(program)) continue
      if (!found) throw new Problem(`The package ${name} has no ${program}, which Slipway needs of it.`)
      copyFileSync(found, join(into, as[program] ?? program))
    }
    also(tree)
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

/** Copies the shared libraries of an unpacked package, for LD_LIBRARY_PATH. */
export function takeLibraries(tree, into) {
  for (const at of ['usr/lib', 'lib'].map((folder) => join(tree, folder)).filter(existsSync)) {
    for (const folder of readdirSync(at).filter((name) => name.includes('-linux-gnu')))
      cpSync(join(at, folder), into, { recursive: true, verbatimSymlinks: true })
  }
}
