import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  linkSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { type EntryType, entryFlag, entryType, type LayerIndex } from '../layerIndex'
import { ArchiveError } from './archiveError'
import type { Budget, Written } from './budget'
import type { Bytes } from './bytes'
import { pieces } from './fileContent'
import type { Places } from './layerScan'
import { createOwnDirectory } from './ownDirectory'
import { readTar, type TarItem } from './tarReader'

/** What was written. */
export interface Copied extends Written {
  readonly directories: number
  readonly links: number
  /** Devices, pipes, whiteouts, files whose content is in another layer, and links where there can be none. */
  readonly leftOut: number
}

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
/** Of the longest path, what is kept for the directory that is written to and its descriptor. */
const roomForDirectory = 128

/** Whether a link was refused because the file system has none (FAT, for example). */
export function hasNoLinks(thrown: unknown): boolean {
  const { code = '' } = thrown as NodeJS.ErrnoException
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)
}

/**
 * Writes an entry of a layer's archive, with all that is in it.
 * @param target where to; nothing is there yet, and whoever fails removes what is
 */
export async function copyEntries(
  layer: Bytes,
  places: Places,
  top: number,
  target: Buffer,
  budget: Budget,
): Promise<Copied> {
  const { index } = places
  const own = createOwnDirectory(index, top, target)
  const count = { directories: 0, files: 0, links: 0, bytes: 0, leftOut: 0 }
  const at = (entry: number) => (entry === top ? target : own.pathOf(entry))

  /** Directories are made first, in an order in which each comes after the one that it lies in. */
  async function makeDirectories(entries: readonly number[]) {
    for (const entry of entries) {
      await budget.step(0)
      if (entry === top) mkdirSync(target, 0o700)
      else own.make(entry)
      count.directories++
    }
  }

  /** All files in one go through the archive, in the archive's order. */
  async function writeFiles(files: readonly number[]) {
    const byPlace = new Map<number, number[]>()
    for (const entry of files) {
      const place = places.of(entry)
      if (index.flags[entry]! & entryFlag.linkElsewhere) count.leftOut++
      else byPlace.set(place, [...(byPlace.get(place) ?? []), entry])
    }
    if (byPlace.size === 0) return
    const from = [...byPlace.keys()].reduce((least, place) => Math.min(least, place))
    for await (const item of readTar(layer, budget, ({ offset }) => byPlace.has(offset), { from })) {
      const names = byPlace.get(item.entry.offset)
      if (!names) continue
      byPlace.delete(item.entry.offset)
      await writeFile(names[0]!, item)
      for (const other of names.slice(1)) linkFile(names[0]!, other)
      if (byPlace.size === 0) return
    }
  }

  async function writeFile(entry: number, item: TarItem) {
    const file = openSync(at(entry), newFile, 0o600)
    try {
      for await (const { at: position, bytes } of pieces(item)) {
        await budget.step(0)
        for (let done = 0; done < bytes.length; ) {
          done += writeSync(file, bytes, done, bytes.length - done, position + done)
        }
        budget.written({ files: count.files, bytes: count.bytes + position + bytes.length })
      }
      ftruncateSync(file, item.entry.size)
      fchmodSync(file, (index.mode[entry]! & 0o777) | 0o400)
      setTime(file, index.mtime[entry]!)
      if (entry === top) fsyncSync(file)
    } finally {
      closeSync(file)
    }
    count.files++
    count.bytes += item.entry.size
  }

  function linkFile(first: number, other: number) {
    const from = at(first)
    const to = at(other)
    try {
      linkSync(from, to)
    } catch (thrown) {
      if (!hasNoLinks(thrown)) throw thrown
      copyFileSync(from, to, constants.COPYFILE_EXCL)
    }
    count.files++
  }

  async function makeLinks(links: readonly number[]) {
    for (const entry of links) {
      await budget.step(0)
      try {
        symlinkSync(Buffer.from(index.linkTarget(entry)!), at(entry))
        count.links++
      } catch (thrown) {
        if (!hasNoLinks(thrown)) throw thrown
        count.leftOut++
      }
    }
  }

  /** Last of all, and the innermost first: what is written into a directory changes its time. */
  async function finishDirectories(entries: readonly number[]) {
    for (const entry of [...entries].reverse()) {
      await budget.step(0)
      const descriptor = own.descriptor(entry)
      fchmodSync(descriptor, (index.mode[entry]! & 0o777) | 0o700)
      setTime(descriptor, index.mtime[entry]!)
    }
  }

  try {
    const inside = below(index, top, budget)
    const ofType = (type: EntryType) => inside.filter((entry) => index.type[entry] === type)
    const directories = ofType(entryType.directory)
    const files = ofType(entryType.file)
    const links = ofType(entryType.symlink)
    count.leftOut = inside.length - directories.length - files.length - links.length
    await makeDirectories(directories)
    await writeFiles(files)
    await makeLinks(links)
    await finishDirectories(directories)
    return count
  } finally {
    own.close()
  }
}

/** An entry and all that lies in it, each after the directory that it lies in. */
function below(index: LayerIndex, top: number, { limits }: Budget): number[] {
  const entries = [top]
  const lengths = [0]
  for (let at = 0; at < entries.length; at++) {
    // Links within a layer can lead its entries deeper than any path is long; the system could not remove them again.
    if (lengths[at]! > limits.pathBytes - roomForDirectory) {
      throw new ArchiveError('limit/pathBytes')
    }
    const [from, to] = index.children(entries[at]!)
    for (let child = from; child < to; child++) {
      entries.push(child)
      lengths.push(lengths[at]! + index.name(child).length + 1)
    }
  }
  return entries
}

/** Times that the file system may not have become the nearest that it has. */
export function setTime(descriptor: number, seconds: number) {
  const time = Math.min(Math.max(seconds, -(2 ** 31)), 2 ** 34 - 1)
  futimesSync(descriptor, time, time)
}
