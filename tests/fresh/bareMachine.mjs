import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mustRun, run } from '../../scripts/support/command.mjs'
import { atEnd } from '../../scripts/support/ending.mjs'
import { inCache, inRoot } from '../../scripts/support/paths.mjs'
import { server } from '../../scripts/support/server.mjs'
import { bringAlong, sharedCaches } from './brought.mjs'
import { debianBase } from './debianBase.mjs'

/** Its folders begin so, followed by the process that made it. */
const prefix = 'machine-'

/**
 * A machine that has Node and otherwise only what Debian needs to start, inside this one: files, mounts, processes and
 * a network of its own. All of it is gone at the end of this script, however it ends.
 * @returns {Promise<{ folder: string, run: (words: string[], options?: { cwd?: string, seconds?: number }) =>
 *   Promise<{ code: number, stdout: string, stderr: string }> }>} `folder`: its root as this machine sees it
 */
export async function bareMachine() {
  const archive = await debianBase()
  await removeStale()
  const folder = inCache('fresh', `${prefix}${process.pid}`)
  atEnd(() => remove(folder))
  mkdirSync(folder, { mode: 0o755 })
  await mustRun('tar', ['-xf', archive, '--numeric-owner', '-C', folder], 'Is the disk full?')
  const env = await bringAlong(folder)
  const pid = await start(folder)
  await connect(pid, folder)
  return {
    folder,
    /** The words run there as root. */
    run(words, { cwd = '/root', seconds = 900 } = {}) {
      const inside = ['--target', pid, '--mount', '--net', '--pid', '--ipc', '--uts']
      const there = ['sh', '-c', 'cd "$0" && exec "$@"', cwd, ...words]
      return run('nsenter', [...inside, ...there], { env, seconds })
    },
  }
}

/** What runs as its first process: nobody outside sees the mounts, and all ends with it. */
const first = `set -e
read -r pid rest < /proc/self/stat
cd "$1" && shift
mount --bind . . && cd "$PWD"
mount -t proc proc proc
mount -t sysfs sysfs sys && mount --rbind /sys/fs/cgroup sys/fs/cgroup
mount --rbind /dev dev && mount -t tmpfs tmpfs dev/shm
mount -t tmpfs -o mode=755 tmpfs run
while [ $# -gt 0 ]; do mkdir -p ".$2" && mount --bind "$1" ".$2" && shift 2; done
hostname bare
ip link set lo up
pivot_root . mnt && cd / && umount -l /mnt
echo "$pid" >&3
exec 3>&-
sleep infinity & wait`

/** @returns {Promise<string>} its first process as this machine numbers it */
async function start(folder) {
  for (const { from } of sharedCaches) mkdirSync(from, { recursive: true })
  const binds = sharedCaches.flatMap(({ from, to }) => [from, to])
  const spaces = ['--mount', '--net', '--pid', '--ipc', '--uts', '--fork', '--kill-child']
  return server('unshare', () => [...spaces, 'sh', '-c', first, 'sh', folder, ...binds], {
    signal: 'KILL',
    errors: 'inherit',
  })
}

/** Its way out is the one that an ordinary user's engine has. */
async function connect(pid, folder) {
  const program = inRoot('native/runtime/engine/bin/slirp4netns')
  await server(
    program,
    (at) => ['--configure', '--mtu=65520', '--disable-host-loopback', `--ready-fd=${at}`, pid, 'tap0'],
    { answer: /1/ },
  )
  rmSync(join(folder, 'etc/resolv.conf'), { force: true })
  writeFileSync(join(folder, 'etc/resolv.conf'), 'nameserver 10.0.2.3\n')
}

/** Its processes end a moment after the first one. */
async function remove(folder) {
  for (let turn = 0; turn < 50 && existsSync(folder); turn++) {
    const { code } = await run('rm', ['-rf', '--one-file-system', folder])
    if (code !== 0) await sleep(100)
  }
}

/** A run that was killed could not remove its machine: the next one does. */
async function removeStale() {
  for (const name of readdirSync(inCache('fresh'))) {
    const owner = name.startsWith(prefix) && name.slice(prefix.length)
    if (owner && !isScript(owner)) await remove(inCache('fresh', name))
  }
}

function isScript(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('test.mjs')
  } catch {
    return false
  }
}
