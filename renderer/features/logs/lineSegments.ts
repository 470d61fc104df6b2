import { visibleParts } from '../../../main/shared/visibleText'
import { styleCss } from './ansiColour'
import type { ShownLine } from './logBuffer'
import type { Match } from './match'

export interface LineSegment {
  readonly text: string
  readonly css: string
  /** Part of a match; `current` is the one that the person stands on. */
  readonly mark: 'none' | 'match' | 'current'
  /** Stands for a character that would not be seen. */
  readonly hidden: boolean
}

/**
 * Cuts a line where its style changes and where matches begin and end. Tabs stay tabs; other unseen characters
 * are shown as what they are.
 * @param limit characters after which the rest is left out
 */
export function lineSegments(
  line: ShownLine,
  matches: readonly Match[],
  current: Match | null,
  limit: number,
): readonly LineSegment[] {
  const segments: LineSegment[] = []
  const bounds = matches.flatMap((match) => [match.start, match.end])
  let offset = 0
  for (const span of line.spans) {
    if (offset >= limit) break
    const end = Math.min(offset + span.text.length, limit)
    const cuts = [offset, ...bounds.filter((at) => at > offset && at < end), end]
    const css = styleCss(span.style)
    for (let index = 0; index + 1 < cuts.length; index++) {
      const [from, to] = [cuts[index]!, cuts[index + 1]!]
      const match = matches.find((one) => one.start <= from && to <= one.end)
      const mark = !match ? 'none' : match === current ? 'current' : 'match'
      for (const part of visibleParts(span.text.slice(from - offset, to - offset))) {
        const tab = part.hidden && part.text === '\\t'
        segments.push({ text: tab ? '\t' : part.text, css, mark, hidden: part.hidden && !tab })
      }
    }
    offset += span.text.length
  }
  return segments
}
