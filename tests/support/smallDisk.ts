import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryHome } from './engine'

/** A file system of a test's own (in memory), to be filled. Needs root. */
export interface SmallDisk {
  /** Where it is mounted. */
  readonly folder: string
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

/** @param megabytes its size */
export function smallDisk(megabytes: number): SmallDisk {
  const folder = temporaryHome()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'slipway-test', folder])
  const ballast = join(folder, 'ballast')
  const free = () => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    folder,
    free,
    fill(left) {
      const file = openSync(ballast, 'a')
      try {
        for (let room = free() - left; room > 0; room = free() - left) {
          writeSync(file, Buffer.alloc(Math.min(room, 1 << 20)))
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    remount: (option) => void execFileSync('mount', ['-o', `remount,${option}`, folder]),
    dispose() {
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true })
    },
  }
}
