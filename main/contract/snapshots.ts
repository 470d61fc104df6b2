import { z } from 'zod'
import type { Sentence } from '../texts/sentence'
import { call, stream } from './define'
import { ContainerId, SnapshotId } from './values'

/** Of one container so many snapshots stay that nobody named. */
export const mostUnnamed = 5

/** Why one was taken: somebody asked for it, or before what the container was about to go through, or once a day. */
export const SnapshotWhy = z.enum(['asked', 'return', 'edit', 'terminal', 'daily'])
export type SnapshotWhy = z.infer<typeof SnapshotWhy>

/** What a container had written at one moment, kept. */
export interface ContainerSnapshot {
  readonly id: string
  /** Null: nobody named it, and it makes room for newer ones of its container. */
  readonly name: string | null
  readonly why: SnapshotWhy
  /** Milliseconds since 1970. */
  readonly takenAt: number
  /** Of its files; on disk less, where they are shared with those of the container. */
  readonly bytes: number | null
}

export interface SnapshotList {
  /** The newest first. */
  readonly snapshots: readonly ContainerSnapshot[]
  /** Whether there can be any of this container; else why not: another engine, how this one keeps it, or `--rm`: to go back it has to stop. */
  readonly possible: 'yes' | 'elsewhere' | 'storage' | 'autoRemove'
  /** Whether one costs no room of its own: the file system lets files share their bytes. */
  readonly isFree: boolean
  /** Whether a running container is paused for one by the engine; else its processes are stopped for the moment. */
  readonly pauses: boolean
}

/** How far a snapshot is, where it takes long; in the end its id. */
export type SnapshotNews =
  | {
      readonly copied: {
        readonly entries: number
        readonly bytes: number
        /** All bytes that there were just before; null where they could not be counted. */
        readonly of: number | null
      }
    }
  | { readonly id: string }

/** Whatever a person calls it, on one line. */
const SnapshotName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u)

/** All snapshots of one container, or of all that are gone. */
export interface CountedSnapshots {
  readonly count: number
  readonly bytes: number
}

export const containerSnapshots = {
  watch: stream(z.object({ container: ContainerId })).emits<SnapshotList>(),
  /** Keeps what is in the container now. Leaving the stream before its end gives it up, and what stands still goes on. */
  take: stream(z.object({ container: ContainerId, name: SnapshotName.nullable() })).emits<SnapshotNews>(),
  /** Gives its container what it has; what that has until then is kept as another one, whose id is answered. */
  goBack: call(z.object({ id: SnapshotId })).returns<{
    readonly kept: string
    /** Why the container does not run though it did. */
    readonly problems: readonly Sentence[]
  }>(),
  rename: call(z.object({ id: SnapshotId, name: SnapshotName.nullable() })).returns<void>(),
  /** Of each container that has any: they go with it when it is removed for good. */
  counted: call(z.object({ containers: z.array(ContainerId).max(10_000) })).returns<
    readonly (CountedSnapshots & { readonly container: string })[]
  >(),
  /**
   * Of containers that somebody else has removed: these are neither listed nor in Removed. `unreadable`: so many more of which
   * nobody knows whose they are, for their record is cut, or of a newer Slipway.
   */
  left: call().returns<CountedSnapshots & { readonly unreadable: number }>(),
  removeLeft: call().returns<void>(),
  remove: call(z.object({ ids: z.array(SnapshotId).max(10_000) })).returns<void>(),
}
