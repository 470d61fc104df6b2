import { execFileSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { temporaryHome } from './engine'

/** What small disks are: real ones on a loop device, or memory where a machine has no such devices. */
export const diskType = existsSync('/dev/loop-control') ? 'ext4' : 'tmpfs'

/** A file system of a test's own, to be filled. Needs root. */
export interface SmallDisk {
  /** Where it is mounted. */
  readonly folder: string
  /** In bytes. */
  readonly total: number
  /** Bytes that are free. */
  free(): number
  /** Fills it until no more than this many bytes are free. */
  fill(left: number): void
  /** Gives all of it back. */
  empty(): void
  /** `ro` or `rw`. */
  remount(option: 'ro' | 'rw'): void
  dispose(): void
}

/** The least that a file takes, in bytes. */
const block = 4096

/** @param megabytes its size */
export function smallDisk(megabytes: number): SmallDisk {
  const folder = temporaryHome()
  const image = `${folder}.img`
  function release() {
    rmSync(image, { force: true })
    rmSync(folder, { recursive: true })
  }
  try {
    if (diskType === 'ext4') mountImage(image, megabytes, folder)
    else mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'slipway-test', folder)
  } catch (error) {
    release()
    throw error
  }
  const ballast = join(folder, 'ballast')
  const room = () => statfsSync(folder)
  const free = () => room().bavail * room().bsize
  return {
    folder,
    total: room().blocks * room().bsize,
    free,
    // What a file system counts as free is an estimate: only a write tells that it is full.
    fill: (left) => fill(ballast, () => (left === 0 ? Math.max(free(), block) : free() - left)),
    empty() {
      rmSync(ballast, { force: true })
      // ext4 gives the room back only once its journal is written.
      execFileSync('sync', ['-f', folder])
    },
    remount: (option) => mount('-o', `remount,${option}`, folder),
    dispose() {
      // What is still in use keeps the device no longer than itself.
      execFileSync('umount', ['-l', folder])
      release()
    },
  }
}

const mount = (...words: string[]) => void execFileSync('mount', words)

/** The file is sparse, no block is kept for root, and the loop device goes when it is no longer mounted. */
function mountImage(image: string, megabytes: number, folder: string) {
  closeSync(openSync(image, 'wx', 0o600))
  truncateSync(image, megabytes << 20)
  execFileSync('mkfs.ext4', ['-q', '-m', '0', '-E', 'nodiscard,lazy_itable_init=0', image])
  mount('-o', 'loop', image, folder)
}

/** Writes to a file until that much room is taken, or, where all of it is to be, until nothing more can be written. */
function fill(path: string, room: () => number) {
  const file = openSync(path, 'a')
  try {
    for (let left = room(); left > 0; left = room()) {
      writeSync(file, Buffer.alloc(Math.min(left, 1 << 20)))
      fsyncSync(file)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}
