import type { ShownLine } from './logBuffer'
import type { Match } from './match'

const mostMatches = 200

/** Where a text stands in a line, without regard to upper and lower case. */
export function textMatches(
  wanted: string,
  { number, text }: Pick<ShownLine, 'number' | 'text'>,
): readonly Match[] {
  if (wanted === '') return []
  const [sought, searched] = [wanted.toLowerCase(), text.toLowerCase()]
  const matches: Match[] = []
  for (
    let start = searched.indexOf(sought);
    start >= 0 && matches.length < mostMatches;
    start = searched.indexOf(sought, start + sought.length)
  )
    matches.push({ line: number, start, end: start + sought.length })
  return matches
}
