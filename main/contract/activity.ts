import { z } from 'zod'
import { call, stream } from './define'
import type { ErrorData } from './errors'
import type { ImageProgress } from './images'

export type ActivityKind =
  | 'pull'
  | 'push'
  | 'load'
  | 'save'
  | 'import'
  | 'build'
  | 'commit'
  | 'export'
  | 'edit'
  | 'clone'

/** Something that takes long. It is main's: it goes on whether a window looks, is hidden, or is loaded anew. */
export interface Activity {
  readonly id: number
  readonly kind: ActivityKind
  /** An image's reference, or an archive's name; null while the person is still asked for the archive. */
  readonly subject: string | null
  /** Whether it can be ended before its time: a commit cannot, for the engine goes on without whoever asked. */
  readonly cancellable: boolean
  /** Of the engine that it is done at; see `Session`. */
  readonly session: number
  /** Milliseconds since 1970; `endedAt` is null while it runs. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** Null until the first word of the engine, and once it has ended. */
  readonly progress: ImageProgress | null
  /** What came of it, where it succeeded. */
  readonly result: NonNullable<ImageProgress['done']> | null
  /** Why it failed. */
  readonly error: ErrorData | null
  /** The person has looked at how it ended. */
  readonly seen: boolean
}

/** All that run, and those that ended and were not cleared; oldest first. What was cancelled is in it no longer. */
export interface ActivityList {
  readonly items: readonly Activity[]
  /** The highest id that was given. */
  readonly last: number
}

const Id = z.int().min(1)
const Ids = z.array(Id).max(1000)

export const activity = {
  watch: stream().emits<ActivityList>(),
  /** Ends one that runs. */
  cancel: call(z.object({ id: Id })).returns<void>(),
  seen: call(z.object({ ids: Ids })).returns<void>(),
  /** Takes ended ones off the list. */
  clear: call(z.object({ ids: Ids })).returns<void>(),
}
