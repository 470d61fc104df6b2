/** What lies on the disk of one removed container, and what the engine has of it. */
export interface Seen {
  /** Its writable layer lies among what is removed. */
  readonly kept: boolean
  /** The engine has the container that was removed. */
  readonly original: boolean
  /** The container that it comes back as: written down and there, written down and gone, or made and not written down. */
  readonly successor: 'none' | 'there' | 'gone' | 'unwritten'
  /** It is a copy: its layer is the last of it that comes. */
  readonly isCopy: boolean
}

/**
 * What is to be done next:
 * - `rest`: nothing; it is removed, and can come back
 * - `remove`: its layer is out, so the engine's container goes
 * - `forget`: it was never taken out, or is half a copy, so what was written down goes
 * - `withdraw`: nothing went into what was made for its return, so that goes
 * - `arrive`: its layer is in its successor, so the rest follows
 * - `lost`: its layer is nowhere; somebody took it
 */
export type RemovalStep = 'rest' | 'remove' | 'forget' | 'withdraw' | 'arrive' | 'lost'

/**
 * Where the layer lies decides where the container is: whoever was killed in the middle, and whatever was, a half removal or
 * return is finished or undone by this alone.
 */
export function nextStep({ kept, original, successor, isCopy }: Seen): RemovalStep {
  if (kept) {
    if (original) return 'remove'
    return successor === 'none' ? 'rest' : 'withdraw'
  }
  if (original || (isCopy && successor === 'none')) return 'forget'
  return successor === 'there' ? 'arrive' : 'lost'
}
