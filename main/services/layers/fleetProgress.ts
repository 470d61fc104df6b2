/** How far a stream of the fleet has followed its engine, in changes, which are counted. */
export interface FleetProgress {
  /** How many there were. */
  readonly changes: number
  /** Up to the last that may have written something. */
  readonly written: number
  /** Up to the last that the list has seen; -1 while there is none. */
  readonly listed: number
  /** Up to the last that the measuring of writable layers has seen; -1 while there was none. */
  readonly measured: number
  readonly isMeasuring: boolean
}
export const noProgress: FleetProgress = {
  changes: 0,
  written: 0,
  listed: -1,
  measured: -1,
  isMeasuring: false,
}

export type FleetStep =
  | { readonly is: 'changed'; readonly mayWrite: boolean }
  /** What is asked for from now on has seen all changes. */
  | { readonly is: 'listing' }
  /** Measuring waits for its turn. */
  | { readonly is: 'measuring' }
  /** It begins with what the list said after so many changes. */
  | { readonly is: 'reading'; readonly listed: number }
  /** It ended, well or not: one that failed is not repeated until something changes. */
  | { readonly is: 'measured' }

export function afterStep(progress: FleetProgress, step: FleetStep): FleetProgress {
  switch (step.is) {
    case 'changed': {
      const changes = progress.changes + 1
      return { ...progress, changes, written: step.mayWrite ? changes : progress.written }
    }
    case 'listing':
      return { ...progress, listed: progress.changes }
    case 'measuring':
      return { ...progress, isMeasuring: true }
    case 'reading':
      return { ...progress, measured: step.listed }
    case 'measured':
      return { ...progress, isMeasuring: false }
  }
}

export const needsList = ({ listed, changes }: FleetProgress): boolean => listed < changes

/** At most one measuring at a time. */
export const needsMeasuring = ({ isMeasuring, measured, written }: FleetProgress): boolean =>
  !isMeasuring && measured < written
