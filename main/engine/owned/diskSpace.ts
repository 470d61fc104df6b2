import { existsSync, type StatsFs } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DiskSpace } from '../../contract/engine'

/** Warned of below either: builds and pulls fill what is left faster than a person notices. */
const lowFraction = 0.05
const lowBytes = 2e9
/** Between two looks, in milliseconds. */
const usualPause = 30_000
/** A change by less than this part of the whole is not worth telling while there is room. */
const noticeable = 0.001

/**
 * What is being looked at. A file system that hangs, as a network's may, keeps who asks for ever, and one of the few threads
 * that read all files: nobody asks a second time meanwhile.
 */
const looks = new Map<string, Promise<DiskSpace>>()

/**
 * The room on the file system that a path lies on, or will lie on.
 * @throws an error of the file system
 */
export function diskSpace(
  path: string,
  ask: (path: string) => Promise<StatsFs> = statfs,
): Promise<DiskSpace> {
  const look = looks.get(path) ?? lookAt(path, ask).finally(() => looks.delete(path))
  looks.set(path, look)
  return look
}

async function lookAt(path: string, ask: (path: string) => Promise<StatsFs>): Promise<DiskSpace> {
  const found = await ofNearest(path, ask)
  const [free, total] = [freeBytes(found), found.blocks * found.bsize]
  return { path, free, total, low: free < lowBytes || free < total * lowFraction }
}

async function ofNearest(path: string, ask: (path: string) => Promise<StatsFs>): Promise<StatsFs> {
  for (let at = path; ; at = dirname(at)) {
    try {
      return await ask(at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || at === dirname(at)) throw error
    }
  }
}

/**
 * Looks now and every half minute, and tells what is worth telling. It asks the file system only, never the engine; where that
 * takes longer, it waits.
 * @param pause milliseconds between two looks
 * @returns how to stop
 */
export function watchDiskSpace(
  path: string,
  told: (space: DiskSpace) => void,
  { pause = usualPause, ask }: { pause?: number; ask?: (path: string) => Promise<StatsFs> } = {},
): () => void {
  let last: DiskSpace | null = null
  let looking = false
  let stopped = false
  async function look() {
    if (looking) return
    looking = true
    // One that cannot be asked is said by the engine, which lives on it.
    const space = await diskSpace(path, ask).catch(() => null)
    looking = false
    if (!space || stopped || (last && !differs(last, space))) return
    last = space
    told(space)
  }
  void look()
  const timer = setInterval(look, pause)
  return () => {
    stopped = true
    clearInterval(timer)
  }
}

function differs(last: DiskSpace, now: DiskSpace): boolean {
  const change = Math.abs(now.free - last.free)
  return now.low !== last.low || (now.low ? change >= 1e6 : change >= now.total * noticeable)
}

/**
 * As df counts it. A file system may keep more of its last blocks for root, or for itself: which, it does not say, and
 * only writing tells (see the preflight).
 */
export function freeBytes({ bavail, bsize }: StatsFs): number {
  return bavail * bsize
}

/** The path itself, or what is there of it. */
export function nearest(path: string): string {
  let found = path
  while (!existsSync(found)) found = dirname(found)
  return found
}
