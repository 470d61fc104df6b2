import { closeSync, constants, fchmodSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { archiveError } from '../archive/archiveError'
import { type Budget, createBudget, type Written } from '../archive/budget'
import { type Extracted, extractFrom, saveAs } from '../archive/extract'
import { setTime } from '../archive/layerCopy'
import { findPlaces } from '../archive/layerScan'
import { savedName } from '../archive/savedName'
import type { WalkedEngine } from '../layerwalk'
import { bytesOf, textOf } from '../pathText'
import { readLayerDirectory, readLayerFile } from '../walk'
import { spooled } from './spool'
import type { TaskOptions } from './tasks'

/** A file or a directory of a layer that lies on disk, and where it is to be saved. */
export interface DiskSave {
  readonly engine: WalkedEngine
  /** Of the layer; absolute. */
  readonly layer: string
  /** As `textOf` writes it, from the layer's root; empty for the root. */
  readonly path: string
  readonly kind: 'file' | 'directory'
  /** Of a file. */
  readonly mode: number
  /** Of a file, in seconds since 1970. */
  readonly mtime: number
  readonly object: string
  /** Where to; it exists. */
  readonly directory: string
  /** What it is called there until it is whole. */
  readonly temporary: string
}

/**
 * Saves it under its own name, as `extractFrom` does.
 * @throws AppError as `readLayerFile` and `extractFrom`
 */
export async function saveFromDisk(save: DiskSave, options: TaskOptions<Written>): Promise<Extracted> {
  const { object, kind } = save
  const budget = createBudget({ signal: options.signal, onWritten: options.report }, object)
  try {
    return await (kind === 'file' ? saveFile(save, budget) : saveDirectory(save, budget))
  } catch (thrown) {
    throw archiveError(thrown, object)
  }
}

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW

function saveFile(save: DiskSave, budget: Budget): Promise<Extracted> {
  const { engine, layer, path, mode, mtime, object, directory, temporary } = save
  const name = savedName(path)
  return saveAs(name, directory, temporary, async (target) => {
    const content = readLayerFile({
      engine,
      directory: layer,
      path: bytesOf(path),
      object,
      signal: budget.signal,
    })
    const file = openSync(target, newFile, 0o600)
    let bytes = 0
    try {
      for await (const chunk of content) {
        await budget.step(chunk.length)
        for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done)
        bytes += chunk.length
        budget.written({ files: 0, bytes })
      }
      fchmodSync(file, (mode & 0o777) | 0o400)
      setTime(file, mtime)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    return { name: textOf(name), directories: 0, files: 1, links: 0, bytes, leftOut: 0 }
  })
}

/**
 * The archive of a directory is read twice, and a container may write into it meanwhile: so it is kept in a file until all
 * of it is written.
 */
async function saveDirectory(save: DiskSave, budget: Budget): Promise<Extracted> {
  const { engine, layer, path, object, directory, temporary } = save
  const content = readLayerDirectory({
    engine,
    directory: layer,
    path: bytesOf(path),
    object,
    signal: budget.signal,
  })
  let leftOut = 0
  async function* stepped() {
    try {
      for (let next = await content.next(); ; next = await content.next()) {
        if (next.done) {
          leftOut = next.value
          return
        }
        await budget.step(next.value.length)
        yield next.value
      }
    } finally {
      await content.return(0)
    }
  }
  return spooled(stepped(), directory, async (file) => {
    const places = await findPlaces(file, budget)
    const top = path === '' ? new Uint8Array() : savedName(path)
    const saved = await extractFrom(file, places, top, directory, budget, temporary)
    return { ...saved, leftOut: saved.leftOut + leftOut }
  })
}
