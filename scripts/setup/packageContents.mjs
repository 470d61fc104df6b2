import {
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
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

const places = [
  'usr/bin',
  'usr/sbin',
  'bin',
  'sbin',
  'usr/libexec/docker/cli-plugins',
  'usr/lib/docker/cli-plugins',
]

/**
 * Copies the programs that are wanted of a package into a folder.
 * @param {{ file: string, name: string, part: object }} pack `part`: an entry of packages.json. Its `whereThere`:
 *   programs that not every version has; `as`: other names for programs
 * @param {(tree: string) => void} [also] takes further files out of the unpacked package
 */
export async function takePrograms({ file, name, part }, into, also = () => {}) {
  const { programs, whereThere = [], as = {} } = part
  const tree = mkdtempSync(join(tmpdir(), 'slipway-package-'))
  try {
    await mustRun('dpkg', ['-x', file, tree], 'Is the disk full?')
    for (const program of [...programs, ...whereThere]) {
      // A link may lead out of the tree; what it leads to is in one of the other places.
      const found = places.map((at) => join(tree, at, program)).find(isFile)
      if (!found && whereThere.includes(program)) continue
      if (!found) throw new Problem(`The package ${name} has no ${program}, which Slipway needs of it.`)
      copyFileSync(found, join(into, as[program] ?? program))
    }
    also(tree)
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

const isFile = (path) => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false

/** Copies the shared libraries of an unpacked package, for LD_LIBRARY_PATH. */
export function takeLibraries(tree, into) {
  for (const at of ['usr/lib', 'lib'].map((folder) => join(tree, folder)).filter(existsSync)) {
    for (const folder of readdirSync(at).filter((name) => name.includes('-linux-gnu')))
      cpSync(join(at, folder), into, { recursive: true, verbatimSymlinks: true })
  }
}
