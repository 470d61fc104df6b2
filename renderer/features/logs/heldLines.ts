import type { ShownLine } from './logBuffer'
import { looksLikeJson, type WholeLine } from './shownLine'
import { textMatches } from './textMatches'

/** A line that is held here, as a list of lines shows it. */
export const heldLine = (line: ShownLine): WholeLine => ({
  ...line,
  whole: line.number,
  source: 0,
  level: null,
  isJson: looksLikeJson(line.text),
})

/**
 * The lines of a growing log that hold a text. Each line is looked at once: `update` looks only at those that came since, and
 * forgets what was let go. They are numbered by their place among what was found, which they keep.
 */
export function createHeldSearch(text: string) {
  let found: WholeLine[] = []
  let [first, next] = [0, 0]

  return {
    /** @param lines oldest first, with numbers that rise by one */
    update(lines: readonly ShownLine[]): { readonly first: number; readonly found: readonly WholeLine[] } {
      const begin = lines[0]?.number ?? 0
      let gone = 0
      while (gone < found.length && found[gone]!.whole! < begin) gone++
      first += gone
      found = found.slice(gone)
      for (const line of lines.slice(Math.max(0, next - begin))) {
        if (textMatches(text, line).length === 0) continue
        found.push({ ...heldLine(line), number: first + found.length })
      }
      next = (lines.at(-1)?.number ?? -1) + 1
      return { first, found }
    },
  }
}
