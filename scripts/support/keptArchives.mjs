import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { mustRun } from './command.mjs'
import { inCache } from './paths.mjs'

/**
 * What benchmarks make once and keep in the cache. A temporary user has a home of its own, which is gone afterwards:
 * it is lent ours, and what it made anew becomes ours.
 * @param {{ home: string, uid: number, gid: number }} user
 */
export function lendArchives({ home, uid, gid }) {
  let folder = home
  for (const part of ['.cache', 'slipway', 'bench']) {
    folder = join(folder, part)
    mkdirSync(folder, { recursive: true })
    chownSync(folder, uid, gid)
  }
  const own = inCache('bench')
  for (const name of archivesIn(own)) linkOrCopy(join(own, name), join(folder, name))
}

/** To be called before the user is removed. */
export async function keepArchives({ home }) {
  const [lent, own] = [join(home, '.cache/slipway/bench'), inCache('bench')]
  const [wanted, known] = [archivesIn(lent), archivesIn(own)]
  mkdirSync(own, { recursive: true })
  for (const name of wanted.filter((each) => !known.includes(each))) {
    const path = join(own, name)
    await mustRun('mv', [join(lent, name), path], 'Is the disk full?')
    chownSync(path, process.getuid(), process.getgid())
    // The next user reads it through a link.
    chmodSync(path, 0o644)
  }
  // One that another recipe has replaced.
  for (const name of known.filter((each) => !wanted.includes(each))) rmSync(join(own, name))
}

const archivesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.tar') && lstatSync(join(folder, name)).isFile())
    : []

/** A link costs nothing, but cannot lead to another file system. */
function linkOrCopy(from, to) {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
    chmodSync(to, 0o644)
  }
}
