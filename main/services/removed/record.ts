import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeWhole } from '../../base/wholeFile'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import { inspectedContainer } from '../../engine/api/containerShapes'
import type { RemovedPlace } from './place'

const version = 1

/** The engine's own words, whole: what is not used today may be what brings it back tomorrow. */
const Whole = z.record(z.string(), z.unknown())

const Volume = z.object({
  name: z.string(),
  destination: z.string(),
  /** Where its files lie in the engine: its `_data`. */
  path: z.string(),
})

/** The container that one comes back as, and where of it goes what is kept here. */
const Into = z.object({
  id: z.string(),
  /** Its writable layer's directory. */
  layer: z.string(),
  /** Paths of its anonymous volumes, by what they are mounted on. */
  volumes: z.record(z.string(), z.string()),
  /** What it is to be called, where that is not the name of before. */
  name: z.string().optional(),
})

const Record = z.object({
  version: z.literal(version),
  id: z.string(),
  /** What it was taken out for, which says what becomes of it where that is cut off: see `settle.ts`. */
  intent: z.enum(['removal', 'recreate', 'copy']).default('removal'),
  name: z.string(),
  /** The image as the person named it. */
  image: z.string(),
  imageId: z.string(),
  /** Milliseconds since 1970. */
  removedAt: z.number(),
  /** Whether it ran, so that it runs again once it is back. */
  ran: z.boolean(),
  /** Its writable layer's directory in the engine. */
  layer: z.string(),
  /** Anonymous volumes that nobody else used, which came along. */
  volumes: z.array(Volume),
  /** Names of anonymous volumes that have no place where it comes back, and stay in the engine. */
  left: z.array(z.string()).default([]),
  /** Inspect after it had stopped. */
  inspection: Whole,
  /** Inspect of each network that it was connected to and that a person may make. */
  networks: z.array(Whole),
  /** Since when the window has shown it; milliseconds since 1970. */
  shownAt: z.number().nullable(),
  successor: Into.nullable(),
})
export type AnonymousVolume = z.infer<typeof Volume>

/** What is known of a removed container, beside its files. */
export interface RemovalRecord extends Omit<z.infer<typeof Record>, 'inspection' | 'networks'> {
  readonly inspection: InspectedContainer & Readonly<Record<string, unknown>>
  readonly networks: readonly RecordedNetwork[]
}

/** The answer of NetworkInspect, as far as it is used. */
export type RecordedNetwork = Readonly<Record<string, unknown>> & {
  readonly Id: string
  readonly Name: string
}

/** Why a record says nothing: it is of a newer Slipway, or cannot be understood. */
export type RecordProblem = 'missing' | 'newer' | 'damaged'
export type RecordReading =
  | { readonly record: RemovalRecord; readonly problem: null }
  | { readonly record: null; readonly problem: RecordProblem }

/** Written and synced before anything is moved. */
export function writeRecord({ record: file }: Pick<RemovedPlace, 'record'>, record: RemovalRecord): void {
  writeWhole(file, `${JSON.stringify(record, null, 1)}\n`)
}

export function newRecord(
  about: Omit<RemovalRecord, 'version' | 'shownAt' | 'successor' | 'left' | 'intent'> &
    Partial<Pick<RemovalRecord, 'intent'>>,
): RemovalRecord {
  return { version, intent: 'removal', left: [], ...about, shownAt: null, successor: null }
}

export function readRecord({ record: file }: Pick<RemovedPlace, 'record'>, id: string): RecordReading {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    return {
      record: null,
      problem: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'damaged',
    }
  }
  const said = (value as { version?: unknown } | null)?.version
  if (typeof said === 'number' && said > version) return { record: null, problem: 'newer' }
  const parsed = Record.safeParse(value)
  const sound =
    parsed.success && parsed.data.id === id && inspectedContainer(parsed.data.inspection, '') === null
  if (!sound) return { record: null, problem: 'damaged' }
  return { record: parsed.data as unknown as RemovalRecord, problem: null }
}
