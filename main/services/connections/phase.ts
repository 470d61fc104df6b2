import type { ConnectionPhase } from '../../contract/connections'

/** What is known of the engine that the person chose. */
export interface Known {
  readonly isBundled: boolean
  /** Its events are followed: it answers. */
  readonly live: boolean
  /** Since when it does not; null before it was first asked. */
  readonly staleSince: number | null
  /** Trying again by itself would not help. */
  readonly refused: boolean
  /** It, or why it cannot be reached, has been seen at all. */
  readonly seen: boolean
  /** It is the one that answered here first; null where none has. */
  readonly isPinned: boolean | null
}

/** The phase that a connection is in, out of what is known of it. */
export function phaseOf({ isBundled, live, staleSince, refused, seen, isPinned }: Known): ConnectionPhase {
  if (live) return isPinned === false ? 'changed' : 'connected'
  if (refused) return 'refused'
  const isNew = staleSince === null || (!isBundled && !seen)
  return isNew ? 'connecting' : 'lost'
}
