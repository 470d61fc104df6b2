import type { ShownLine } from './logBuffer'
import type { Match } from './logFinder'

/** Where a search stood when it asked for older lines. */
export interface SearchPlace {
  /** What was held then. */
  readonly lines: readonly ShownLine[]
  /** Null: it stood nowhere, for nothing was found yet. */
  readonly match: Match | null
  /** Where it was going: down past the last place, which begins anew at the top, or up. */
  readonly by: 1 | -1
}

/**
 * The place to go on to after older lines were put in front of those that were held, as an index into `matches`; null when
 * they hold none. The reading is another one: lines are the same by their time and text, whatever their numbers are.
 */
export function olderMatch(
  { lines: before, match, by }: SearchPlace,
  lines: readonly ShownLine[],
  matches: readonly Match[],
): number | null {
  if (!match) return matches.length > 0 ? matches.length - 1 : null
  const shift = moved(before, lines)
  const first = (before[0]?.number ?? 0) + shift
  const older = matches.findLastIndex(({ line }) => line < first)
  if (older < 0) return null
  return by === 1 ? 0 : older
}

/** The index of the place where it stood, in the new reading; null when it is gone. */
export function samePlace(
  { lines: before, match }: SearchPlace,
  lines: readonly ShownLine[],
  matches: readonly Match[],
): number | null {
  if (!match) return null
  const line = match.line + moved(before, lines)
  const at = matches.findIndex((one) => one.line === line && one.start === match.start)
  return at < 0 ? null : at
}

/** What has to be added to a number of before for the number that the same line has now. */
function moved(before: readonly ShownLine[], now: readonly ShownLine[]): number {
  const first = before[0]
  const same = first && now.find(({ at, text }) => at === first.at && text === first.text)
  return same ? same.number - first.number : 0
}
