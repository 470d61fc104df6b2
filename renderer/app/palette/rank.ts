import type { Command, Standing } from '../../data/command'

export type Findable = Pick<Command, 'label' | 'kind' | 'words' | 'standing'>

/** A query's word, and where a text begins a word with it, or has it as a whole one. */
interface Word {
  readonly text: string
  readonly start: RegExp
  readonly whole: RegExp
}

/** What parts words; `proxy-8080` is one whole word, though 8080 begins a part of it. */
const between = '[\\s/:_.…-]'
const apart = '[\\s/:…]'

/** What is asked for, in small letters. */
export function wordsIn(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean)
}

function toWord(text: string): Word {
  const plain = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return {
    text,
    start: new RegExp(`(?:^|${between})${plain}`),
    whole: new RegExp(`(?:^|${apart})${plain}(?:$|${apart})`),
  }
}

/** More than one step in how well a word fits, for views; less than one, so that the better fit wins, for the others. */
const bonus: Readonly<Record<Standing, number>> = { view: 2.1, window: 1, open: 0.5, object: 0, rare: -1 }

/** How well a word fits: in the label best of all, then among the other words; null where it is missing. */
function fitOf(label: string, others: string, word: Word): number | null {
  const at = label.indexOf(word.text)
  const seen = at < 0 ? 0 : (word.whole.test(label) ? 4 : word.start.test(label) ? 3 : 1) + (at === 0 ? 1 : 0)
  // Inside a word only the label counts: what is not seen must not match by chance.
  const unseen =
    others.includes(word.text) && word.start.test(others) ? (word.whole.test(others) ? 3.5 : 2) : 0
  return Math.max(seen, unseen) || null
}

/** How well a query fits a command: null when a word of it is missing. Short labels count more than long ones. */
function rank({ label, kind, words = '', standing = 'window' }: Findable, query: readonly Word[]) {
  const text = label.toLowerCase()
  const others = `${words} ${kind}`.toLowerCase()
  let score = bonus[standing]
  for (const word of query) {
    const found = fitOf(text, others, word)
    if (found === null) return null
    score += found + word.text.length / text.length
  }
  return score
}

interface Matches<T> {
  readonly best: readonly T[]
  /** Of all that fit. */
  readonly count: number
}

/** The best `limit` of what fits, best first, equals in their own order. */
export function bestMatches<T extends Findable>(
  commands: readonly T[],
  query: string,
  limit: number,
): Matches<T> {
  const words = wordsIn(query).map(toWord)
  const ranked: { command: T; score: number; index: number }[] = []
  for (const [index, command] of commands.entries()) {
    const score = rank(command, words)
    if (score !== null) ranked.push({ command, score, index })
  }
  ranked.sort((a, b) => b.score - a.score || a.index - b.index)
  return { best: ranked.slice(0, limit).map(({ command }) => command), count: ranked.length }
}

/** With what was typed whole: it is what is meant, but for what is rare, which comes after all that is here already. */
export function withTyped<T extends Findable>({ best, count }: Matches<T>, typed: readonly T[]): Matches<T> {
  const others = typed.filter(({ label }) => best.every((command) => command.label !== label))
  const isRare = ({ standing }: T) => standing === 'rare'
  return {
    best: [...others.filter((command) => !isRare(command)), ...best, ...others.filter(isRare)],
    count: count + others.length,
  }
}
