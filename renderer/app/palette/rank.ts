/** A query's word, and where a label begins a word with it. */
interface Word {
  readonly text: string
  readonly start: RegExp
}

function wordsOf(query: string): readonly Word[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((text) => ({
      text,
      start: new RegExp(`(?:^|[\\s/:_.-])${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`),
    }))
}

/**
 * How well a query fits a label: null when a word of it is missing. Words that begin a word of the label count
 * more than words inside one, and short labels more than long ones.
 */
function rank(label: string, words: readonly Word[]): number | null {
  const text = label.toLowerCase()
  let score = 0
  for (const word of words) {
    const at = text.indexOf(word.text)
    if (at === -1) return null
    score += (at === 0 ? 3 : word.start.test(text) ? 2 : 0) + word.text.length / text.length
  }
  return score
}

/** The best `limit` of what fits, best first, equals in their own order; and how many there are in all. */
export function bestMatches<T>(
  items: readonly T[],
  label: (item: T) => string,
  query: string,
  limit: number,
): { readonly best: readonly T[]; readonly count: number } {
  const words = wordsOf(query)
  const ranked: { item: T; score: number; index: number }[] = []
  for (const [index, item] of items.entries()) {
    const score = rank(label(item), words)
    if (score !== null) ranked.push({ item, score, index })
  }
  ranked.sort((a, b) => b.score - a.score || a.index - b.index)
  return { best: ranked.slice(0, limit).map(({ item }) => item), count: ranked.length }
}
