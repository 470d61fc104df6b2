import type { Command, Standing } from '../../data/command'
import { LazyCommand, type Offer } from '../../data/lazyCommand'
import { toWord, type Word, wordsIn } from './fit'

export type Findable = Pick<Command, 'label' | 'kind' | 'words' | 'standing'>

/** More than one step in how well a word fits, for views; less than one, so that the better fit wins, for the others. */
const bonus: Readonly<Record<Standing, number>> = { view: 2.1, window: 1, open: 0.5, object: 0, rare: -1 }

interface Matches<T> {
  readonly best: readonly T[]
  /** Of all that fit. */
  readonly count: number
}

/**
 * The best `limit` of what fits, best first, equals in their own order. All words of the query must be there: in the label best
 * of all, then among the other words. Short labels count more than long ones.
 */
export function bestMatches<T extends Findable>(
  commands: Iterable<T>,
  query: string,
  limit: number,
  offers: Iterable<Offer> = [],
): Matches<T | Command> {
  const words = wordsIn(query).map(toWord)
  const best = keepBest<T | Command>(limit)
  for (const command of commands) {
    const score = scoreOf(command, words)
    if (score !== null) best.take(score, () => command)
  }
  for (const offer of offers) takeOffer(offer, words, best)
  return best.found()
}

interface Taker {
  /** @param make called only where it is among the best so far */
  take(score: number, make: () => Command): void
}

function keepBest<T>(limit: number) {
  const kept: { readonly one: T; readonly score: number }[] = []
  let count = 0
  return {
    take(score: number, make: () => T) {
      count++
      if (kept.length === limit && score <= kept[limit - 1]!.score) return
      const at = kept.findIndex((one) => one.score < score)
      kept.splice(at < 0 ? kept.length : at, 0, { one: make(), score })
      if (kept.length > limit) kept.pop()
    },
    found: (): Matches<T> => ({ best: kept.map(({ one }) => one), count }),
  }
}

/** How well a command fits; null when a word is missing. */
function scoreOf(command: Findable, query: readonly Word[]): number | null {
  const label = command.label.toLowerCase()
  const others = othersOf(command)
  let score = bonus[command.standing ?? 'window']
  for (const word of query) {
    const seen = word.seen(label)
    const found = better(seen, label.startsWith(word.text), word.unseen(others))
    if (found === 0) return null
    score += found + word.text.length / label.length
  }
  return score
}

/** The label counts more where it begins with the word. */
const better = (seen: number, begins: boolean, unseen: number) =>
  Math.max(seen > 0 && begins ? seen + 1 : seen, unseen)

const othersOf = ({ words = '', kind }: Pick<Findable, 'words' | 'kind'>) => `${words} ${kind}`.toLowerCase()

/** The same for each verb with each thing: what a verb has of a word is found out once, and so is what a name has. */
function takeOffer(offer: Offer, query: readonly Word[], best: Taker): void {
  const verbs = offer.verbs.map((verb) => ({
    verb,
    bonus: bonus[verb.standing],
    length: verb.before.length + verb.after.length,
    fits: query.map((word) => ({
      seen: Math.max(word.seen(verb.before), word.seen(verb.after)),
      begins: verb.before.startsWith(word.text),
      unseen: word.unseen(othersOf(verb)),
    })),
  }))
  for (const thing of offer.things) {
    const { small } = thing
    const inName = query.map((word) => word.seen(small))
    const isFirst = query.map((word) => small.startsWith(word.text))
    next: for (const { verb, bonus, length, fits } of verbs) {
      let score = bonus
      for (let at = 0; at < fits.length; at++) {
        const { seen, begins, unseen } = fits[at]!
        const isAtStart = verb.before === '' ? isFirst[at]! : begins
        const found = better(Math.max(seen, inName[at]!), isAtStart, unseen)
        if (found === 0) continue next
        score += found + query[at]!.text.length / (length + small.length)
      }
      if (verb.takes(thing)) best.take(score, () => new LazyCommand(verb, thing))
    }
  }
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
