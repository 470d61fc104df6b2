import { randomUUID } from 'node:crypto'
import { closeSync, constants, linkSync, lstatSync, openSync, renameSync, rmSync, unlinkSync } from 'node:fs'
import { AppError } from '../../contract/errors'
import { entryType } from '../layerIndex'
import { textOf } from '../pathText'
import type { Budget } from './budget'
import type { Bytes } from './bytes'
import { type Copied, copyEntries, hasNoLinks } from './layerCopy'
import type { Places } from './layerScan'
import { inDescriptor } from './ownDirectory'

/** What was saved. */
export interface Extracted extends Copied {
  /** The name that it has now, for people. */
  readonly name: string
}

/** The root of a layer has no name. */
const nameOfRoot = 'layer'

/**
 * Saves a file, or a directory with all that is in it, out of a layer's archive into a directory. It is written under a
 * temporary name, and appears whole under its own, or not at all; what is there already stays.
 *
 * What is written belongs to whoever writes it, who may always read it; setuid, setgid and sticky bits are left out.
 * Symbolic links are kept as they are, but made last, so nothing is ever written through one.
 *
 * @param path raw, from the layer's root
 * @param directory that exists
 * @throws AppError `not-found`, `conflict` when there is such a name already, `cancelled`; ArchiveError; the system's errors
 */
export async function extractFrom(
  layer: Bytes,
  places: Places,
  path: Uint8Array,
  directory: string,
  budget: Budget,
): Promise<Extracted> {
  const { index } = places
  const top = index.find(path)
  const wanted: readonly number[] = [entryType.directory, entryType.file, entryType.symlink]
  if (top < 0 || !wanted.includes(index.type[top]!)) {
    const object = textOf(path)
    throw new AppError('not-found', `${object} cannot be saved from this layer`, { object })
  }
  const name = top === 0 ? Buffer.from(nameOfRoot) : index.name(top)
  const into = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  const temporary = inDescriptor(into, Buffer.from(`.slipway-${randomUUID()}.part`))
  try {
    const final = inDescriptor(into, name)
    if (lstatSync(final, { throwIfNoEntry: false })) throw taken(name)
    const done = { name: textOf(name), ...(await copyEntries(layer, places, top, temporary, budget)) }
    await budget.step(0)
    if (done.directories + done.files + done.links === 0) {
      const object = textOf(path)
      throw new AppError('not-found', `The content of ${object} is in another layer`, { object })
    }
    if (index.type[top] === entryType.directory) renameSync(temporary, final)
    else moveFile(temporary, final)
    return done
  } finally {
    rmSync(temporary, { recursive: true, force: true })
    closeSync(into)
  }
}

function taken(name: Uint8Array): AppError {
  const object = textOf(name)
  return new AppError('conflict', `${object} is there already`, { object })
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
