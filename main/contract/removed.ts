import { z } from 'zod'
import type { Sentence } from '../texts/sentence'
import { call, stream } from './define'
import type { ErrorData } from './errors'
import { ContainerId } from './values'

/** A container that was removed and can come back, or a folder of one of which that cannot be said. */
export interface RemovedContainer {
  /** That of before. */
  readonly id: string
  readonly name: string
  /** The image as the person named it. */
  readonly image: string
  readonly imageId: string
  /** Milliseconds since 1970. */
  readonly removedAt: number
  /** When it ends by itself; null as long as the window has not shown it. Milliseconds since 1970. */
  readonly endsAt: number | null
  /** Whether it runs again once it is back. */
  readonly ran: boolean
  readonly project: string | null
  /** Of its own files and of the volumes that came along; null as long as that is not counted. */
  readonly bytes: number | null
  /** What it needs once it comes back, by name. */
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
  /** Why it cannot come back: its files are gone, or its record is of a newer Slipway or says nothing that makes sense. */
  readonly problem: 'lost' | 'newer' | 'damaged' | null
}

/** How one came back, or why it did not. */
export interface BroughtBack {
  /** Its id of before. */
  readonly id: string
  /** Null where it did not come back. */
  readonly successor: string | null
  readonly name: string
  /** What is not as it was. */
  readonly problems: readonly Sentence[]
  readonly error: ErrorData | null
}

/** What goes with a container when it is removed. */
export interface Loss {
  readonly id: string
  /** Files that it made or changed, those of its image that it removed, and the bytes of the first. */
  readonly files: number
  readonly removed: number
  readonly bytes: number
  /** Volumes that nobody named; `usedBy` is who else has them: then they stay. */
  readonly volumes: readonly {
    readonly target: string
    readonly bytes: number | null
    readonly usedBy: readonly string[]
  }[]
  /** Containers that share its network or its processes, and cannot start without it. */
  readonly joinedBy: readonly string[]
  /** Whether it can come back; else why not: `--rm`, another engine, how this one keeps it, or no days are kept. */
  readonly keeping: 'kept' | 'autoRemove' | 'elsewhere' | 'storage' | 'off'
}

const Several = z.object({ ids: z.array(ContainerId).max(10_000) })

export const removed = {
  /** All that lies in Removed, the newest first. */
  watch: stream().emits<readonly RemovedContainer[]>(),
  /** The person has these in sight: only from then on their days count to an end. */
  shown: call(Several).returns<void>(),
  /** Brings them back, each after those that it stands on. */
  undo: call(Several).returns<readonly BroughtBack[]>(),
  /** Removes what lies in Removed for good. */
  discard: call(Several).returns<void>(),
  /** Counts what goes with each of these containers, one after the other. */
  losses: stream(Several).emits<Loss>(),
}
