import { closeSync, constants, linkSync, lstatSync, openSync, renameSync, rmSync, unlinkSync } from 'node:fs'
import { AppError } from '../../contract/errors'
import { entryType } from '../layerIndex'
import { textOf } from '../pathText'
import type { Budget } from './budget'
import type { Bytes } from './bytes'
import { type Copied, copyEntries, hasNoLinks } from './layerCopy'
import type { Places } from './layerScan'
import { inDescriptor } from './ownDirectory'
import { nameOfRoot, nameTaken, newTemporaryName } from './savedName'

/** What was saved. */
export interface Extracted extends Copied {
  /** The name that it has now, for people. */
  readonly name: string
}

/**
 * Saves a file, or a directory with all that is in it, out of a layer's archive into a directory. It is written under a
 * temporary name, and appears whole under its own, or not at all; what is there already stays.
 *
 * What is written belongs to whoever writes it, who may always read it; setuid, setgid and sticky bits are left out.
 * Symbolic links are kept as they are, but made last, so nothing is ever written through one.
 *
 * @param path raw, from the layer's root
 * @param directory that exists
 * @param temporary what it is called there until it is whole
 * @throws AppError `not-found`, `conflict` when there is such a name already, `cancelled`; ArchiveError; the system's errors
 */
export async function extractFrom(
  layer: Bytes,
  places: Places,
  path: Uint8Array,
  directory: string,
  budget: Budget,
  temporary = newTemporaryName(),
): Promise<Extracted> {
  const { index } = places
  const top = index.find(path)
  const wanted: readonly number[] = [entryType.directory, entryType.file, entryType.symlink]
  if (top < 0 || !wanted.includes(index.type[top]!)) {
    throw new AppError('not-found/savable', { path: textOf(path) })
  }
  const name = top === 0 ? nameOfRoot : index.name(top)
  return saveAs(name, directory, temporary, async (target) => {
    const copied = await copyEntries(layer, places, top, target, budget)
    await budget.step(0)
    if (copied.directories + copied.files + copied.links === 0) {
      throw new AppError('not-found/content', { path: textOf(path) })
    }
    return { name: textOf(name), ...copied }
  })
}

/**
 * Lets a file, a link or a directory be written under a temporary name, and gives it its own once it is whole. What is there
 * already stays; of what failed nothing is left.
 * @param write is told where to
 * @throws AppError `conflict`; the system's errors, and what `write` throws
 */
export async function saveAs<T>(
  name: Uint8Array,
  directory: string,
  temporaryName: string,
  write: (target: Buffer) => Promise<T>,
): Promise<T> {
  const into = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  const temporary = inDescriptor(into, Buffer.from(temporaryName))
  try {
    const final = inDescriptor(into, name)
    if (lstatSync(final, { throwIfNoEntry: false })) throw nameTaken(name, directory)
    const done = await write(temporary)
    if (lstatSync(temporary).isDirectory()) renameSync(temporary, final)
    else moveFile(temporary, final)
    return done
  } finally {
    rmSync(temporary, { recursive: true, force: true })
    closeSync(into)
  }
}

/** Never replaces anything, where the file system has links. */
function moveFile(from: Buffer, to: Buffer) {
  try {
    linkSync(from, to)
    unlinkSync(from)
  } catch (thrown) {
    if (!hasNoLinks(thrown)) throw thrown
    renameSync(from, to)
  }
}
