import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeWhole } from '../../base/wholeFile'
import { SnapshotWhy } from '../../contract/snapshots'
import type { SnapshotPlace } from './place'

const version = 1

/** Written while a container goes back to a snapshot, for whoever has to finish that. */
const Return = z.object({
  /** Where the container's writable layer lies in the engine. */
  layer: z.string(),
  /** Whether it ran, so that it runs again. */
  ran: z.boolean(),
})

const Record = z.object({
  version: z.literal(version),
  id: z.string(),
  /** The id of the container, as it was or as it came back last. */
  container: z.string(),
  /** What that was called, for messages. */
  containerName: z.string(),
  imageId: z.string(),
  /** Null: nobody named it, and it may make room for newer ones. */
  name: z.string().nullable(),
  why: SnapshotWhy,
  /** Milliseconds since 1970. */
  takenAt: z.number(),
  return: Return.nullable(),
})
/** What is known of a snapshot, beside its files. */
export type SnapshotRecord = Readonly<z.infer<typeof Record>>

/** Written and synced before anything is moved. */
export function writeSnapshotRecord({ record: file }: SnapshotPlace, record: SnapshotRecord): void {
  writeWhole(file, `${JSON.stringify(record, null, 1)}\n`)
}

export function newSnapshotRecord(about: Omit<SnapshotRecord, 'version' | 'return'>): SnapshotRecord {
  return { version, ...about, return: null }
}

/** Null where there is none, or it is of a newer Slipway or says nothing that makes sense. */
export function readSnapshotRecord({ record: file }: SnapshotPlace, id: string): SnapshotRecord | null {
  try {
    const parsed = Record.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success && parsed.data.id === id ? parsed.data : null
  } catch {
    return null
  }
}
