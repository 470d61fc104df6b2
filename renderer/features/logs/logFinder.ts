import type { ShownLine } from './logBuffer'

/** Where the query stands: characters `start` to `end` of the line with this number. */
export interface Match {
  readonly line: number
  readonly start: number
  readonly end: number
}

/** A hostile line must not fill the memory with matches. */
const matchesPerLine = 1000

/**
 * Finds a text in a growing log, without regard to upper and lower case. Each line is looked at once: `update`
 * looks only at lines that came since, and forgets those that were let go.
 */
export function createLogFinder(query: string) {
  const pattern = query === '' ? null : new RegExp(query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi')
  let matches: Match[] = []
  let next = 0

  return {
    /** All matches in these lines, in order. */
    update(lines: readonly ShownLine[]): readonly Match[] {
      const first = lines[0]?.number ?? 0
      if (!pattern || lines.length === 0) return []
      if ((lines.at(-1)?.number ?? 0) + 1 < next) {
        next = 0
        matches = []
      }
      let gone = 0
      while (gone < matches.length && matches[gone]!.line < first) gone++
      const found = matches.slice(gone)
      for (let index = Math.max(0, next - first); index < lines.length; index++) {
        const line = lines[index]!
        let count = 0
        for (const match of line.text.matchAll(pattern)) {
          found.push({ line: line.number, start: match.index, end: match.index + match[0].length })
          if (++count === matchesPerLine) break
        }
      }
      next = (lines.at(-1)?.number ?? -1) + 1
      matches = found
      return matches
    },
  }
}
