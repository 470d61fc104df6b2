import { statSync } from 'node:fs'
import type { Loss } from '../../contract/removed'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import { writableLayer } from './takeOut'

const day = 24 * 60 * 60 * 1000

/** Where removal can be taken back at all. */
export interface Keeping {
  /** The engine is the one that Slipway owns. */
  readonly owned: boolean
  /** Days that what is removed is kept; 0: nothing is. */
  readonly days: number
  /** SLIPWAY_HOME and the engine's data-root. */
  readonly home: string
  readonly data: string
}

/** Whether a container can come back once it is removed, or why not. */
export function keepingOf(
  inspection: InspectedContainer,
  { owned, days, home, data }: Keeping,
): Loss['keeping'] {
  if (!owned) return 'elsewhere'
  if (days === 0) return 'off'
  if ((inspection.HostConfig as { readonly AutoRemove?: boolean }).AutoRemove) return 'autoRemove'
  return writableLayer(inspection) !== null && isSameDisk(home, data) ? 'kept' : 'storage'
}

export function isSameDisk(one: string, other: string): boolean {
  try {
    return statSync(one).dev === statSync(other).dev
  } catch {
    return false
  }
}

/**
 * When something removed ends: after so many days, and never before the window has shown it for one.
 * @returns milliseconds since 1970; null as long as it was not shown
 */
export function endOf(
  { removedAt, shownAt }: { readonly removedAt: number; readonly shownAt: number | null },
  days: number,
): number | null {
  return shownAt === null ? null : Math.max(removedAt + days * day, shownAt + day)
}
