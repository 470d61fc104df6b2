import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn } from '../../base/namesIn'

/** Where one snapshot lies, below `snapshots/` of the engine's home. */
export interface SnapshotPlace {
  readonly folder: string
  readonly record: string
  /** The kept writable layer. */
  readonly layer: string
  /** On the way back to a snapshot: the copy of it that goes where the container's layer was. */
  readonly next: string
  /** Names of the processes that stand still while a layer is copied; there for as long as they do. */
  readonly still: string
  /** The id of the container that is paused while its layer is copied; there for as long as it is. */
  readonly paused: string
}

export const snapshotsFolder = (home: string) => join(home, 'snapshots')

const snapshotId = /^[0-9a-f]{16}$/
export const newSnapshotId = () => randomBytes(8).toString('hex')

/**
 * What a folder is called while what is in it is no snapshot: it is being copied; it takes the place of a container's layer
 * that goes back to another one; or nobody needs it any more.
 */
const stages = { making: 'new.', returning: 'back.', doomed: 'gone.' } as const
export type Stage = keyof typeof stages

/** @param stage left out: it is a snapshot */
export function snapshotPlace(root: string, id: string, stage?: Stage): SnapshotPlace {
  const folder = join(root, `${stage ? stages[stage] : ''}${id}`)
  const at = (name: string) => join(folder, name)
  return {
    folder,
    record: at('record.json'),
    layer: at('layer'),
    next: at('next'),
    still: at('still'),
    paused: at('paused'),
  }
}

export function makeFolder({ folder }: SnapshotPlace): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** Ids of all snapshots, or of what is at that stage. */
export function snapshotIds(root: string, stage?: Stage): string[] {
  const beginning = stage ? stages[stage] : ''
  return namesIn(root)
    .filter((name) => name.startsWith(beginning) && snapshotId.test(name.slice(beginning.length)))
    .map((name) => name.slice(beginning.length))
}
