/** Something that happened on the way to the first list. */
export interface Mark {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly what: string
}

/** What happened in this process so far; nothing unless SLIPWAY_TRACE is 1. */
export const marks: Mark[] = []

const traced = process.env.SLIPWAY_TRACE === '1'

/** With SLIPWAY_TRACE=1, remembers when something happened in main. */
export function mark(what: string): void {
  if (traced) marks.push({ at: performance.timeOrigin + performance.now(), what })
}
