import type { Progress, Written } from '../archive/budget'
import type { Extracted } from '../archive/extract'
import type { FileContent } from '../archive/fileContent'
import { bytesOf } from '../pathText'
import { type ArchivedLayer, withLayer } from './archivedLayer'
import { readArchive } from './readArchive'
import { readForLoad } from './readForLoad'
import { saveFromDisk } from './saveFromDisk'

/** What a task needs besides its question. */
export interface TaskOptions<Report> {
  readonly signal: AbortSignal
  readonly report: (report: Report) => void
}

/** A file or a directory of a layer of an archive. `path` as `textOf` writes it, from the layer's root. */
interface ArchivedPath {
  readonly layer: ArchivedLayer
  readonly path: string
  /** A directory with room for the layer. */
  readonly scratch: string
}

interface ArchiveSave extends ArchivedPath {
  /** Where to; it exists. */
  readonly directory: string
  /** What it is called there until it is whole. */
  readonly temporary: string
}

/** All that is done in a thread of its own: reading what others made, and writing what comes out of it. */
export const tasks = {
  readArchive,
  readForLoad,
  saveFromDisk,

  readFile: (
    { layer, path, scratch, most }: ArchivedPath & { readonly most: number },
    { signal, report }: TaskOptions<Progress>,
  ): Promise<FileContent> =>
    withLayer(layer, scratch, { signal, onProgress: report }, (content) =>
      content.readFile(bytesOf(path), most),
    ),

  saveFromArchive: (
    { layer, path, scratch, directory, temporary }: ArchiveSave,
    { signal, report }: TaskOptions<Written>,
  ): Promise<Extracted> =>
    withLayer(layer, scratch, { signal, onWritten: report }, (content) =>
      content.extract(bytesOf(path), directory, temporary),
    ),
}

export type Task = keyof typeof tasks
export type TaskQuestion<T extends Task> = Parameters<(typeof tasks)[T]>[0]
export type TaskReport<T extends Task> = Parameters<Parameters<(typeof tasks)[T]>[1]['report']>[0]
export type TaskResult<T extends Task> = Awaited<ReturnType<(typeof tasks)[T]>>
