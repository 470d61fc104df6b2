import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { freeRange, hasRange } from '../setup/rootlessNeeds.mjs'
import { mustRun, run } from './command.mjs'
import { atEnd } from './ending.mjs'
import { inRoot, root } from './paths.mjs'
import { endAll } from './processes.mjs'

const prefix = 'slipway-test-'
const advice = 'A temporary user is needed, for the engine and the window run there as an ordinary user.'
/** What the copy does without. */
const left = new Set(['.git', 'artefacts', 'dist'])
/** What is many files that are only read: the copy has links to the very files, and may write beside them. */
const linked = 'node_modules'

/**
 * Makes an ordinary user with a copy of this tree, for root: Chromium's sandbox and the rootless engine want one.
 * The user, all its processes and its home are gone at the end of this script, however it ends.
 * @returns {Promise<{ name: string, uid: number, gid: number, home: string, tree: string, env: NodeJS.ProcessEnv, node: string,
 *   owns: (process: { uid: number }) => boolean, remove: () => Promise<void> }>}
 */
export async function temporaryUser() {
  await removeStale()
  const name = prefix + randomBytes(2).toString('hex')
  // useradd gives subordinate ids only where these files exist.
  for (const file of ['/etc/subuid', '/etc/subgid']) if (!existsSync(file)) writeFileSync(file, '')
  const forget = atEnd(() => remove())
  await mustRun('useradd', ['-m', '-s', '/bin/sh', '-c', `Slipway test run ${process.pid}`, name], advice)
  await giveIds(name)
  const user = readUser(name)
  const own = (...parts) => join(user.home, ...parts)
  for (const folder of ['run', 'tmp']) makeFolder(own(folder), user)
  const tree = own('slipway')
  await copyTree(tree, user)
  const env = {
    ...Object.fromEntries(kept.flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : []))),
    ...{ HOME: user.home, USER: name, LOGNAME: name, SHELL: '/bin/sh' },
    ...{ XDG_RUNTIME_DIR: own('run'), TMPDIR: own('tmp') },
  }
  async function remove() {
    forget()
    await removeUser(name)
  }
  return { ...user, name, tree, env, node: await reachableNode(user), owns: ownedBy(name), remove }
}

/** What the user's environment takes over from ours. */
const kept = [
  'PATH',
  'LANG',
  'LC_ALL',
  'TERM',
  'CI',
  'FORCE_COLOR',
  'NO_COLOR',
  'SLIPWAY_DEBUG',
  'SLIPWAY_TRACE',
  'SLIPWAY_PICTURES',
  'SLIPWAY_REMOVAL_KILLS',
  'SLIPWAY_REMOVAL_SEED',
  'SLIPWAY_MANY_FILES',
  'SLIPWAY_SOAK_SECONDS',
  'SLIPWAY_SOAK_SEED',
  'SLIPWAY_FUZZ_CASES',
  'SLIPWAY_FUZZ_SEED',
  'ELECTRON_OVERRIDE_DIST_PATH',
]

/** The words that start a program as that user, with nothing of ours inherited. */
export const asUser = ({ uid, gid, name }, command) => ({
  program: 'setpriv',
  args: [`--reuid=${uid}`, `--regid=${gid}`, '--init-groups', ...command],
  name,
})

function readUser(name) {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  if (!line) return undefined
  const [, , uid, gid, comment, home] = line.split(':')
  return { uid: Number(uid), gid: Number(gid), comment, home }
}

async function giveIds(name) {
  const read = (file) => readFileSync(file, 'utf8')
  const [subuid, subgid] = ['/etc/subuid', '/etc/subgid'].map(read)
  const { uid } = readUser(name)
  if (hasRange(subuid, name, uid) && hasRange(subgid, name, uid)) return
  const range = freeRange(subuid + subgid)
  await mustRun('usermod', ['--add-subuids', range, '--add-subgids', range, name], advice)
}

/** A process is the user's when it runs under its id or, inside a container, under one of its subordinate ids. */
function ownedBy(name) {
  const { uid } = readUser(name)
  const ranges = readFileSync('/etc/subuid', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${name}:`))
    .map((line) => line.split(':').slice(1).map(Number))
  return (process) =>
    process.uid === uid ||
    ranges.some(([first, count]) => process.uid >= first && process.uid < first + count)
}

async function copyTree(tree, user) {
  makeFolder(tree, user)
  for (const entry of readdirSync(root).filter((name) => !left.has(name))) {
    if (entry === linked && (await linkTree(entry, tree, user))) continue
    await mustRun('cp', ['-a', '--reflink=auto', inRoot(entry), tree], 'Is the disk full?')
    await mustRun('chown', ['-R', '-h', ownerOf(user), join(tree, entry)], advice)
  }
}

/** Folders of the user's own with our files in them; false where that cannot be, as on another file system. */
async function linkTree(entry, tree, user) {
  const copy = join(tree, entry)
  const { code } = await run('cp', ['-a', '--link', inRoot(entry), tree])
  if (code !== 0) {
    await mustRun('rm', ['-rf', copy], advice)
    return false
  }
  await mustRun('find', [copy, '-type', 'd', '-exec', 'chown', ownerOf(user), '{}', '+'], advice)
  return true
}

const ownerOf = ({ uid, gid }) => `${uid}:${gid}`

/** Node where the user may run it: a version manager may have put ours into root's home. */
async function reachableNode(user) {
  const { program, args } = asUser(user, [process.execPath, '--version'])
  if ((await run(program, args)).code === 0) return process.execPath
  const copy = join(user.home, 'node')
  copyFileSync(process.execPath, copy)
  chmodSync(copy, 0o755)
  return copy
}

/** Copies what the user's run left in a folder of the tree into ours, to what is there. */
export function copyBack({ tree }, folder) {
  if (!existsSync(join(tree, folder))) return
  cpSync(join(tree, folder), inRoot(folder), { recursive: true })
}

function makeFolder(path, { uid, gid }) {
  mkdirSync(path, { mode: 0o700 })
  chownSync(path, uid, gid)
}

async function removeUser(name) {
  const user = readUser(name)
  if (!user) return
  await endAll(ownedBy(name))
  await run('userdel', ['--force', name])
  await run('groupdel', [name])
  if (user.home.endsWith(name)) await run('rm', ['-rf', '--one-file-system', user.home])
}

/** A run that was killed could not remove its user: the next one does. */
async function removeStale() {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const [name, , , , comment] of users) {
    const owner = comment?.match(/^Slipway test run (\d+)$/)?.[1]
    if (owner && name.startsWith(prefix) && !existsSync(`/proc/${owner}`)) await removeUser(name)
  }
}
