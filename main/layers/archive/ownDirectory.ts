import { closeSync, constants, mkdirSync, openSync } from 'node:fs'
import type { LayerIndex } from '../layerIndex'

/** Directories that are open at a time. */
const mostOpen = 64

/**
 * A directory of our own that becomes a copy of a directory of a layer. Each name is reached through the open directory
 * that it lies in, never through a path, so that a link which someone puts there meanwhile is not followed: Linux has the
 * open directory as `/proc/self/fd/N` (proc(5)), which makes every call one of the `openat` family.
 * All functions throw the system's errors.
 */
export interface OwnDirectory {
  /** Makes the directory of an entry; the one that it lies in was made before. */
  make(entry: number): void
  /** Where an entry belongs; good until many others were asked for. */
  pathOf(entry: number): Buffer
  /** An open descriptor of a directory; good as long. */
  descriptor(entry: number): number
  close(): void
}

const directoryOnly = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

/**
 * @param top the entry that becomes the directory
 * @param path of the directory, which is there and is our own
 */
export function createOwnDirectory(index: LayerIndex, top: number, path: Buffer): OwnDirectory {
  /** By entry, longest unused first. */
  const open = new Map<number, number>()

  function descriptor(entry: number): number {
    const found = open.get(entry)
    const made = found ?? openDown(entry)
    open.delete(entry)
    open.set(entry, made)
    if (open.size > mostOpen) {
      const [oldest, old] = open.entries().next().value!
      open.delete(oldest)
      closeSync(old)
    }
    return made
  }

  /** Opens one directory after the other, from the nearest that is open; of those on the way none stays open. */
  function openDown(entry: number): number {
    const way: number[] = []
    let at = entry
    for (; at !== top && !open.has(at); at = index.parent[at]!) way.push(at)
    let now = open.get(at) ?? openSync(path, directoryOnly)
    let isOnTheWay = !open.has(at)
    for (const next of way.reverse()) {
      const passed = now
      try {
        now = openSync(inDescriptor(passed, index.name(next)), directoryOnly)
      } finally {
        if (isOnTheWay) closeSync(passed)
      }
      isOnTheWay = true
    }
    return now
  }

  function pathOf(entry: number): Buffer {
    return inDescriptor(descriptor(index.parent[entry]!), index.name(entry))
  }

  return {
    make: (entry) => mkdirSync(pathOf(entry), 0o700),
    pathOf,
    descriptor,
    close() {
      for (const each of open.values()) closeSync(each)
      open.clear()
    },
  }
}

/** A name in an open directory. */
export function inDescriptor(directory: number, name: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${directory}/`), name])
}
