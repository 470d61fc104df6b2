import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { namesIn } from '../../base/namesIn'
import { type RemovalRecord, readRecord, writeRecord } from '../removed/record'

/** What containers were before they were made anew last, by the ids that they have now; on the disk, so that a new Slipway knows it. */
export interface Undos {
  of(id: string): RemovalRecord | null
  /** @returns false where it cannot be written down: the change stands all the same */
  keep(id: string, before: RemovalRecord): boolean
  /** It has another id. */
  move(id: string, now: string): void
  drop(id: string): void
  /** Forgets those of containers that are gone. */
  prune(exists: (id: string) => boolean): void
}

/** @param root where removed containers lie: these are records as theirs, in a folder beside them */
export function createUndos(root: string): Undos {
  const folder = join(root, 'before')
  const fileOf = (id: string) => ({ record: join(folder, `${id}.json`) })
  const drop = (id: string) => rmSync(fileOf(id).record, { force: true })
  function keep(id: string, before: RemovalRecord): boolean {
    try {
      writeRecord(fileOf(id), { ...before, id })
      return true
    } catch {
      return false
    }
  }
  return {
    of: (id) => readRecord(fileOf(id), id).record,
    keep,
    move(id, now) {
      if (id === now) return
      const { record } = readRecord(fileOf(id), id)
      if (record) keep(now, record)
      drop(id)
    },
    drop,
    prune(exists) {
      for (const name of namesIn(folder)) if (!exists(basename(name, '.json'))) rmSync(join(folder, name))
    },
  }
}
