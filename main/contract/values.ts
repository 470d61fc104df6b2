import { z } from 'zod'
import { containerId, imageId, imageReference, type Limited, snapshotId } from './patterns'

export const limited = ({ longest, pattern }: Limited) => z.string().max(longest).regex(pattern)

export const ContainerId = z.string().regex(containerId)
export const SnapshotId = z.string().regex(snapshotId)
export const ImageId = z.string().regex(imageId)

/** Docker's own rule for names (moby: daemon/names). */
export const ContainerName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/)

/** Docker's rule for names of volumes, which is the one for containers (moby: volume/local). */
export const VolumeName = z
  .string()
  .max(255)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/)

/**
 * A signal of Linux by its name, with SIG before it or not, or by its number.
 * Source: github.com/moby/sys/signal, which Docker and Podman read them with.
 */
export const Signal = z
  .string()
  .regex(
    /^(?:(?:SIG)?(?:ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IOT?|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ|RTMIN(?:\+(?:[1-9]|1[0-5]))?|RTMAX(?:-(?:[1-9]|1[0-4]))?)|[1-9]|[1-5]\d|6[0-4])$/i,
  )

/** `[host[:port]/]path[:tag][@digest]` */
export const ImageReference = limited(imageReference)

/** One by which an image can be called: without a digest, which nobody may choose. */
export const TagReference = ImageReference.refine((text) => !text.includes('@'))

/**
 * Each time that an engine is chosen, a session with it begins. Which one is meant, where a name could mean another thing
 * at the next engine: `ActiveConnection.session` when the person saw what they ask for. Fails with `engine-unreachable` once another was chosen. Left out: the one that is active.
 */
export const Session = z.number().int().optional()

export const PortNumber = z.number().int().min(1).max(65535)

/**
 * A live list. `at` is when it was asked for: all that was done before is in it. `staleSince` is when the engine stopped answering (null while it is live);
 * `owedSince` is since when the engine has not sent the list though it answers otherwise, where that takes longer than it may: then
 * the items are as they were. All in milliseconds since 1970.
 */
export interface Snapshot<T> {
  readonly items: readonly T[]
  readonly at: number
  readonly staleSince: number | null
  readonly owedSince?: number
  /** So many more rows the engine has sent that could not be read; left out where there are none. */
  readonly unread?: number
}
